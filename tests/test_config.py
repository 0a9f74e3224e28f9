"""Settings: defaults that run, and refusals that say what to write."""

import shutil
import stat

import pytest

from config import ConfigError, load_config

KEY = "k" * 40


def settings(tmp_path, **environ):
    return load_config({"DATA_DIR": str(tmp_path), **environ}, dotenv=tmp_path / ".env")


def test_without_any_setting_the_house_runs_here(tmp_path):
    config = settings(tmp_path)

    assert config["BASE_URL"] == "http://localhost:8000"
    assert config["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path}/wirkstaette.db"
    assert config["MAIL_URL"] == f"maildir:{tmp_path}/mail"
    assert config["DEMO"] is True


def test_the_key_of_a_folder_is_made_once_and_for_its_owner_only(tmp_path):
    first, second = settings(tmp_path)["SECRET_KEY"], settings(tmp_path)["SECRET_KEY"]

    assert first == second
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / ".env").write_text("PORT=9000\nDEMO=0\n")

    config = settings(tmp_path, PORT="9100")

    assert (config["PORT"], config["DEMO"], config["BASE_URL"]) == (9100, False, "http://localhost:9100")


def test_postgresql_addresses_get_their_driver(tmp_path):
    url = settings(tmp_path, DATABASE_URL="postgresql://house@db/house")["SQLALCHEMY_DATABASE_URI"]

    assert url == "postgresql+psycopg://house@db/house"


def test_the_imprint_may_be_a_file(tmp_path):
    (tmp_path / "imprint.txt").write_text("Verein\nMusterstraße 1\n")

    assert settings(tmp_path, IMPRINT=str(tmp_path / "imprint.txt"))["IMPRINT"] == "Verein\nMusterstraße 1"


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"ENVIRONMENT": "production", "IMPRINT": "Verein"}, "SECRET_KEY"),
        ({"ENVIRONMENT": "production", "IMPRINT": "Verein", "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": KEY}, "IMPRINT"),
        ({"PORT": "eight"}, "PORT"),
        ({"BASE_URL": "haus.example.org"}, "BASE_URL"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(tmp_path, environ, names):
    with pytest.raises(ConfigError, match=names):
        settings(tmp_path, **environ)


def test_a_public_house_logs_json_and_keeps_its_cookie_to_https(tmp_path):
    config = settings(
        tmp_path, ENVIRONMENT="production", IMPRINT="Verein", SECRET_KEY=KEY, BASE_URL="https://haus.example.org/"
    )

    assert (config["LOG_FORMAT"], config["SESSION_COOKIE_SECURE"], config["BASE_URL"]) == (
        "json", True, "https://haus.example.org",
    )  # fmt: skip


@pytest.mark.parametrize(("environ", "wanted"), [({}, None), ({"JANUS": "1"}, True), ({"JANUS": "0"}, False)])
def test_rooms_of_our_own_are_offered_where_janus_is_installed_unless_said_otherwise(tmp_path, environ, wanted):
    config = settings(tmp_path, **environ)

    assert config["JANUS"] == (shutil.which("janus") is not None if wanted is None else wanted)
