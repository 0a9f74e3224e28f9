"""Backup and restore: whole, consistent, across both databases, and erased stays erased."""

import json
import os
import shutil
import stat
import threading
import zipfile
from datetime import UTC, datetime, time

import pytest
import sqlalchemy as sa

from app import clock
from app.alliance import house_actions, house_queries
from app.database import db, transaction
from app.notifications.models import Message
from app.operations import archive, backup, erasures, restoring
from app.programme.models import ONSITE, Event, ProgrammeRevision, SeatLedger
from app.registrations import actions, forgetting, queries
from app.registrations.models import Erasure, Registration
from app.rooms import asking, watching
from app.rooms.bookings import Booking
from app.rooms.models import Room, RoomHours
from app.rooms.persons import RoomWatch
from tests.conftest import ENGINES
from tests.make import a_format, a_member_of_staff, a_person, a_registration, a_room, a_room_request, an_event


def everything():
    """Every row of every table, as a backup would hold it; without what a restore itself moves on."""
    db.session.rollback()
    connection = db.session.connection()
    tables = archive.house_tables(connection)
    rows = {
        name: list(archive.read_rows(connection, table))
        for name, table in tables.items()
        if name not in ("programme_revisions", "job_ticks")
    }
    for house in rows["houses"]:
        del house["revision"]
    db.session.rollback()
    return rows


def a_house():
    """A house with something of every kind of column: moments, times, JSON, JSON's null, NULL, yes and no, umlauts."""
    hall = a_room(name="Säulen-Saal", step_free=True, lift=None, quiet_room=False, interpreting_channels=None)
    with transaction():
        db.session.add(RoomHours(room_id=hall.id, weekday=0, opens=time(8, 30), closes=time(22, 0)))
    # The smaller number belongs to the piece, so that it comes before the hall it refers to.
    piece = a_room(parts=[], name="Nord", place=hall.place)
    with transaction():
        db.session.get(Room, hall.id).parent_id = piece.id
    a_member_of_staff()
    event = an_event(format=a_format(room_needs=["Beamer", {"größe": 1.5}], questions=[]), capacity=5)
    return event, a_registration(event, seats=2, name="Łucja Müller")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "house.backup"


@pytest.mark.parametrize("target", ENGINES)
def test_a_house_comes_back_as_it_was_on_either_database(app, other_house, file, target):
    a_house()
    with transaction():
        db.session.execute(sa.text("UPDATE rooms SET interpreting_channels = NULL WHERE name = 'Nord'"))
    before = everything()
    backup.write_backup(file)

    with other_house(target).app_context():
        restoring.restore_backup(file)
        after = everything()
        event = an_event()
        registration = a_registration(event)

    assert after == before
    assert {room["name"]: room.get("interpreting_channels", "NULL") for room in after["rooms"]} == {
        "Säulen-Saal": None,
        "Nord": "NULL",
    }
    # Numbers go on after those that came with the backup.
    assert registration.id > max(row["id"] for row in before["registrations"])


def test_moments_stay_the_same_moments(app, other_house, file, engine, at):
    at("2026-07-01 12:00")
    event, _registration = a_house()
    backup.write_backup(file)

    with other_house("postgresql" if engine == "sqlite" else "sqlite").app_context():
        restoring.restore_backup(file)
        restored = db.session.get(Event, event.id)

        assert restored.dates[0].starts_at == datetime(2026, 7, 11, 10, 0, tzinfo=UTC)
        assert db.session.scalar(sa.select(RoomHours.opens)) == time(8, 30)


def test_a_backup_made_while_people_book_is_of_one_moment(app, other_house, file, engine):
    event = an_event(capacity=1000)
    for _ in range(20):
        a_registration(event)
    started, stop = threading.Event(), threading.Event()

    def book():
        with app.app_context():
            while not stop.is_set():
                actions.book_seat(event.id, ONSITE, 1, **a_person())
                started.set()
            db.session.remove()

    booker = threading.Thread(target=book)
    booker.start()
    started.wait(20)
    try:
        for number in range(3):
            backup.write_backup(file.with_suffix(f".{number}"))
    finally:
        stop.set()
        booker.join()

    for number in range(3):
        with other_house("sqlite").app_context():
            restoring.restore_backup(file.with_suffix(f".{number}"))
            taken = db.session.scalar(sa.select(SeatLedger.taken))
            messages = db.session.scalar(sa.select(sa.func.count()).where(Message.template.endswith("/please_confirm")))

            assert taken == queries.promised_seats(event.id, ONSITE) == messages
            assert taken > 20


def test_an_old_backup_is_brought_to_the_tables_of_today(make_app, engine, file):
    old = make_app(engine)
    with old.app_context():
        from flask_migrate import downgrade

        an_event()
        # 0008 has no constraint against overlaps; a restore must put it back.
        downgrade(revision="0008")
        backup.write_backup(file)
        db.session.remove()
        db.engine.dispose()

    with make_app(engine).app_context():
        restoring.restore_backup(file)

        assert db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) > "0008"
        assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 1
        if engine == "sqlite":
            names = db.session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        else:
            names = db.session.scalars(sa.text("SELECT conname FROM pg_constraint WHERE contype = 'x'")).all()
        assert any(name.startswith("occupancies_no_overlap") for name in names)


def test_foreign_keys_hold_again_after_a_restore(app, file):
    a_house()
    backup.write_backup(file)

    restoring.restore_backup(file, replace=True)

    # At once, not at the commit: they are no longer deferred.
    with transaction(), pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.text("UPDATE rooms SET parent_id = 999"))


def test_the_programme_gets_a_new_number_so_that_no_old_page_is_served(app, file, at):
    at("2026-05-01 12:00")
    an_event()
    backup.write_backup(file)
    at("2026-05-02 12:00")
    an_event()
    before = db.session.scalar(sa.select(ProgrammeRevision.number))
    now = at("2026-05-03 12:00")

    restoring.restore_backup(file, replace=True)

    db.session.expire_all()
    row = db.session.scalar(sa.select(ProgrammeRevision))
    assert row.number > before
    assert row.changed_at == now


def test_every_process_learns_of_the_house_that_came_back(app, file):
    house_actions.change_house(name="Haus am Fluss")
    backup.write_backup(file)
    house_actions.change_house(name="Haus am Berg")
    assert house_queries.current().name == "Haus am Berg"

    restoring.restore_backup(file, replace=True)

    assert house_queries.current().name == "Haus am Fluss"


# Uploads


def test_uploads_come_back_and_newer_ones_go(app, file, tmp_path):
    uploads = tmp_path / "uploads"
    (uploads / "2026").mkdir(parents=True)
    (uploads / "2026" / "plakat ü.pdf").write_bytes(b"\0" * 2_000_000)
    (uploads / "link").symlink_to("/etc/passwd")
    backup.write_backup(file)
    (uploads / "2026" / "plakat ü.pdf").write_bytes(b"other")
    (uploads / "new.png").write_bytes(b"new")

    restoring.restore_backup(file, replace=True)

    found = {path.relative_to(uploads).as_posix() for path in uploads.rglob("*") if not path.is_dir()}
    assert found == {"2026/plakat ü.pdf"}
    assert (uploads / "2026" / "plakat ü.pdf").read_bytes() == b"\0" * 2_000_000
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".restore-")] == []


def test_a_house_without_uploads_folder_is_fine(app, file):
    an_event()

    assert backup.write_backup(file)[1] == 0


# The file


def test_the_file_is_for_its_owner_only_and_no_half_file_stays(app, file, tmp_path):
    backup.write_backup(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.half")) + list(tmp_path.glob(".*.half")) == []


def test_a_backup_that_fails_leaves_no_file(app, file, tmp_path, monkeypatch):
    an_event()
    monkeypatch.setattr(archive, "read_rows", lambda *_: iter([{"a": object()}]))

    with pytest.raises(TypeError):
        backup.write_backup(file)

    assert not file.exists()
    assert list(tmp_path.glob(".*.half")) == []


def test_an_existing_file_is_kept_unless_told(app, file):
    file.write_text("precious")

    with pytest.raises(FileExistsError):
        backup.write_backup(file)
    kept = file.read_text()
    backup.write_backup(file, overwrite=True)

    assert kept == "precious"
    assert zipfile.is_zipfile(file)


def test_the_commands_say_what_they_did_and_what_to_do(app, file):
    an_event()
    run = app.test_cli_runner().invoke

    written = run(args=["backup", str(file)])
    again = run(args=["backup", str(file)])
    nowhere = run(args=["backup", str(file / "nowhere" / "file")])
    refused = run(args=["restore", str(file)])
    restored = run(args=["restore", str(file), "--replace"])

    assert (written.exit_code, again.exit_code, nowhere.exit_code) == (0, 1, 1)
    assert "--overwrite" in again.output
    assert "cannot be written: " in nowhere.output
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    assert "Nothing was changed." in refused.output
    assert restored.exit_code == 0
    assert restored.output.startswith("The house is as it was at ")


# Refusals


def test_a_house_with_rows_is_not_replaced_by_accident(app, file):
    backup.write_backup(file)
    a_member_of_staff()
    before = everything()

    with pytest.raises(restoring.NotEmpty):
        restoring.restore_backup(file)

    assert everything() == before


def rewritten(file, change):
    """Write a backup anew with other contents: `change` gets {name: bytes} and the manifest, and changes them."""
    with zipfile.ZipFile(file) as zipped:
        contents = {info.filename: zipped.read(info) for info in zipped.infolist()}
    manifest = json.loads(contents.pop("manifest.json"))
    change(contents, manifest)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in contents.items():
            packing = zipfile.ZIP_STORED if name.startswith("uploads/") else zipfile.ZIP_DEFLATED
            zipped.writestr(name, content, packing)
        zipped.writestr("manifest.json", json.dumps(manifest))


def set_table(contents, manifest, name, lines):
    contents[f"tables/{name}.jsonl"] = lines
    manifest["tables"][name] = {"rows": lines.count(b"\n"), "bytes": len(lines)}


def zip_slip(contents, manifest):
    contents["uploads/../../evil"] = b"evil"
    manifest["uploads"]["../../evil"] = 4


def absolute_upload(contents, manifest):
    contents["uploads//tmp/evil"] = b"evil"
    manifest["uploads"]["/tmp/evil"] = 4


def wrong_row_count(contents, manifest):
    manifest["tables"]["events"]["rows"] += 1


def unknown_revision(contents, manifest):
    manifest["revision"] = "9999"


def not_ours(contents, manifest):
    manifest["format"] = "something else"


def newer_format(contents, manifest):
    manifest["version"] = 2


def missing_table(contents, manifest):
    del contents["tables/events.jsonl"]


def stowaway(contents, manifest):
    contents["tables/../evil.jsonl"] = b"{}\n"


def broken_row(contents, manifest):
    set_table(contents, manifest, "events", b'{"id": 1\n')


def bomb(contents, manifest):
    set_table(contents, manifest, "events", b" " * 50_000_000 + b"\n")


FAULTS = {
    zip_slip: "An upload wants to lie outside of its folder: '../../evil'.",
    absolute_upload: "An upload wants to lie outside of its folder: '/tmp/evil'.",
    wrong_row_count: "The table events has 1 rows, but the manifest promises 2.",
    unknown_revision: "The tables of this backup are of version 9999",
    not_ours: "This zip is not a backup of a house",
    newer_format: "This is a backup of version 2; this house reads version 1.",
    missing_table: "The backup lacks 'tables/events.jsonl'.",
    stowaway: "The backup holds something that its manifest does not know: 'tables/../evil.jsonl'.",
    broken_row: "Row 1 of the table events cannot be read.",
    bomb: "'tables/events.jsonl' is packed in a way that no backup of a house is.",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_bad_backup_is_refused_before_anything_is_touched(make_app, file, tmp_path, fault):
    with make_app().app_context():
        an_event()
        backup.write_backup(file)
        rewritten(file, fault)
        before, files = everything(), sorted(tmp_path.rglob("*"))

        with pytest.raises(archive.BadBackup) as refused:
            restoring.restore_backup(file, replace=True)

        assert str(refused.value).startswith(FAULTS[fault])
        assert everything() == before
        assert sorted(tmp_path.rglob("*")) == files


def test_a_bomb_that_lies_about_its_size_is_not_inflated(make_app, file, monkeypatch):
    with make_app().app_context():
        an_event()
        backup.write_backup(file)
        rewritten(file, lambda contents, _manifest: contents.update({"tables/events.jsonl": b" " * 50_000_000}))
        monkeypatch.setattr(archive, "_check_contents", lambda *_: pytest.fail("It was unpacked."))

        with pytest.raises(archive.BadBackup):
            restoring.restore_backup(file, replace=True)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_backup_that_is_cut_off_is_refused(make_app, file, share):
    with make_app().app_context():
        an_event()
        backup.write_backup(file)
        os.truncate(file, int(file.stat().st_size * share))
        before = everything()

        with pytest.raises(archive.BadBackup):
            restoring.restore_backup(file, replace=True)

        assert everything() == before


def test_a_damaged_byte_is_noticed(make_app, file):
    with make_app().app_context():
        an_event()
        backup.write_backup(file)
        with zipfile.ZipFile(file) as zipped:
            info = zipped.getinfo("tables/events.jsonl")
        with file.open("r+b") as raw:
            raw.seek(info.header_offset + 30 + len(info.filename) + info.compress_size // 2)
            byte = raw.read(1)
            raw.seek(-1, os.SEEK_CUR)
            raw.write(bytes([byte[0] ^ 0xFF]))

        with pytest.raises(archive.BadBackup):
            restoring.restore_backup(file, replace=True)


def test_something_that_is_no_file_is_refused(make_app, tmp_path):
    with make_app().app_context():
        for path in (tmp_path, tmp_path / "nowhere"):
            with pytest.raises(archive.BadBackup):
                restoring.restore_backup(path)


def without_a_parent(contents, manifest):
    set_table(contents, manifest, "formats", b"")


def with_an_unknown_column(contents, manifest):
    set_table(contents, manifest, "places", b'{"id": 1, "colour": "red"}\n')


def with_a_value_that_is_no_moment(contents, manifest):
    events = json.loads(contents["tables/events.jsonl"])
    set_table(contents, manifest, "events", json.dumps({**events, "created_at": "soon"}).encode() + b"\n")


@pytest.mark.parametrize(
    "fault", [without_a_parent, with_an_unknown_column, with_a_value_that_is_no_moment], ids=lambda f: f.__name__
)
def test_a_restore_that_fails_in_the_middle_leaves_the_old_house(app, file, tmp_path, fault):
    an_event()
    backup.write_backup(file)
    rewritten(file, fault)
    a_registration(an_event())
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "kept").write_text("kept")
    before = everything()

    with pytest.raises((archive.BadBackup, restoring.NotRestored)):
        restoring.restore_backup(file, replace=True)

    assert everything() == before
    assert (tmp_path / "uploads" / "kept").read_text() == "kept"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".restore-")]


def test_a_database_of_something_else_is_left_alone(make_app, file, tmp_path):
    with make_app().app_context():
        backup.write_backup(file)
    with make_app(url=f"sqlite:///{tmp_path / 'foreign.db'}").app_context():
        with transaction():
            db.session.execute(sa.text("CREATE TABLE customers (name text)"))

        with pytest.raises(restoring.NotEmpty):
            restoring.restore_backup(file, replace=True)

        assert sa.inspect(db.engine).get_table_names() == ["customers"]


def test_a_house_is_restored_into_a_database_without_tables(request, make_app, engine, file, tmp_path):
    with make_app(engine).app_context():
        a_house()
        before = everything()
        backup.write_backup(file)
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        server = request.getfixturevalue("postgres")
        server.create_database("restored_from_nothing")
        request.addfinalizer(lambda: server.drop_database("restored_from_nothing"))
        url = server.url("restored_from_nothing")

    app = make_app(url=url)
    with app.app_context():
        restoring.restore_backup(file)

        assert everything() == before


# Erased stays erased


def is_known(registration_id):
    db.session.expire_all()
    registration = db.session.get(Registration, registration_id)
    messages = db.session.scalars(sa.select(Message.recipient).where(Message.about == registration.about)).all()
    return (registration.name, registration.email) != (None, None) or any(messages)


def test_who_was_erased_before_the_backup_stays_erased(app, file):
    registration = a_registration(an_event())
    forgetting.erase(registration.id)
    backup.write_backup(file)

    assert restoring.restore_backup(file, replace=True)[3] == 0
    assert not is_known(registration.id)


def test_who_was_erased_after_the_backup_is_erased_again(app, file, at):
    at("2026-05-01 12:00")
    event = an_event(capacity=3)
    gone, stays = a_registration(event, seats=2), a_registration(event)
    backup.write_backup(file)
    at("2026-05-02 12:00")
    forgetting.erase(gone.id)

    assert restoring.restore_backup(file, replace=True)[3] == 1
    assert not is_known(gone.id)
    assert is_known(stays.id)
    # Seats are as they were in the backup.
    assert db.session.scalar(sa.select(SeatLedger.taken)) == 3


def test_erased_again_although_the_database_was_lost(app, other_house, file, tmp_path, at, engine):
    at("2026-05-01 12:00")
    gone = a_registration(an_event())
    backup.write_backup(file)
    at("2026-05-02 12:00")
    forgetting.erase(gone.id)
    erasures.write_erasures()
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "erasures.jsonl", tmp_path / "other")

    with other_house(engine).app_context():
        assert restoring.restore_backup(file)[3] == 1
        assert not is_known(gone.id)


def test_somebody_new_with_the_number_of_somebody_erased_is_kept(app, file, at):
    at("2026-05-01 12:00")
    event = an_event()
    backup.write_backup(file)
    at("2026-05-02 12:00")
    gone = a_registration(event)
    forgetting.erase(gone.id)
    restoring.restore_backup(file, replace=True)
    at("2026-05-03 12:00")
    new = a_registration(event, name="Neu")
    backup.write_backup(file, overwrite=True)

    assert restoring.restore_backup(file, replace=True)[3] == 0
    assert new.id == gone.id
    assert is_known(new.id)


def test_the_journal_names_nobody_and_has_each_erasure_once(app, tmp_path, at):
    now = at("2026-05-01 12:00")
    event = an_event()
    first, second = a_registration(event), a_registration(event)
    forgetting.erase(first.id)
    erasures.write_erasures()
    erasures.write_erasures()
    forgetting.erase(second.id)
    erasures.write_erasures()

    lines = (tmp_path / "erasures.jsonl").read_text().splitlines()

    moment = now.astimezone(UTC).isoformat()
    assert [json.loads(line) for line in lines] == [
        {"registration_id": first.id, "erased_at": moment, "booked_at": moment},
        {"registration_id": second.id, "erased_at": moment, "booked_at": moment},
    ]


def test_a_line_cut_off_by_a_crash_costs_nothing(app, tmp_path, at):
    at("2026-05-01 12:00")
    event = an_event()
    first, second = a_registration(event), a_registration(event)
    forgetting.erase(first.id)
    forgetting.erase(second.id)
    erasures.write_erasures()
    os.truncate(tmp_path / "erasures.jsonl", (tmp_path / "erasures.jsonl").stat().st_size - 20)

    erasures.write_erasures()

    assert {one.ident for one in erasures.read_journal()} == {first.id, second.id}


def test_the_journal_is_written_by_a_job(app, tmp_path):
    with transaction():
        db.session.add(Erasure(registration_id=7, erased_at=clock.now()))

    app.extensions["jobs"]["write_erasures"].run()

    assert [one.ident for one in erasures.read_journal()] == [7]


def a_request_and_a_watch():
    """Somebody who has a room, and somebody who waits for it."""
    room = a_room()
    request = a_room_request(room, name="Jana Nowak", email="jana@example.org", purpose="Janas Fest")
    booking = db.session.scalars(sa.select(Booking).where(Booking.request_id == request.id)).one()
    watching.watch(room.id, booking.starts_at, booking.ends_at, "wartet@example.org")
    return request, db.session.scalars(sa.select(RoomWatch)).one()


def known_persons():
    text = str(everything())
    return [word for word in ("Jana", "jana@", "wartet@") if word in text]


def test_who_asked_or_waited_for_a_room_and_was_erased_after_the_backup_is_erased_again(app, file, at):
    at("2026-05-01 12:00")
    request, watch = a_request_and_a_watch()
    backup.write_backup(file)
    before = known_persons()
    at("2026-05-01 13:00")
    asking.erase(request.id)
    watching.end(watch.id)

    assert restoring.restore_backup(file, replace=True)[3] == 2
    assert (before, known_persons()) == (["Jana", "jana@", "wartet@"], [])
    # The booking is as it was in the backup, and names nobody.
    assert db.session.scalars(sa.select(Booking.state)).all() == ["requested"]


def test_the_journal_tells_requests_watches_and_registrations_with_the_same_number_apart(app, file, at):
    at("2026-05-01 12:00")
    request, watch = a_request_and_a_watch()
    stays = a_registration(an_event())
    assert {request.id, watch.id, stays.id} == {1}
    backup.write_backup(file)
    at("2026-05-01 13:00")
    asking.erase(request.id)

    assert restoring.restore_backup(file, replace=True)[3] == 1
    assert known_persons() == ["wartet@"]
    assert is_known(stays.id)


def test_the_journal_of_requests_names_nobody(app, tmp_path, at):
    now = at("2026-05-01 12:00")
    request, watch = a_request_and_a_watch()
    asking.erase(request.id)
    watching.end(watch.id)

    erasures.write_erasures()

    moment = now.astimezone(UTC).isoformat()
    lines = [json.loads(line) for line in (tmp_path / "erasures.jsonl").read_text().splitlines()]
    assert sorted(lines, key=str) == [
        {"room_request_id": request.id, "erased_at": moment, "asked_at": moment},
        {"room_watch_id": watch.id, "erased_at": moment, "asked_at": None},
    ]


def test_a_database_from_before_there_were_rooms_to_ask_for_can_be_replaced(app, file):
    backup.write_backup(file)
    with transaction():
        db.session.execute(sa.text("DROP TABLE watch_erasures"))

    assert restoring.restore_backup(file, replace=True)[3] == 0
