"""docs/access.md says what the code says."""

from pathlib import Path

from app.operations import access_table

DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "access.md"


def test_the_table_in_the_docs_is_the_one_of_the_code(make_app):
    written = DOCS.read_text(encoding="utf-8")

    assert written == access_table.table(make_app()), "flask --app wsgi access > docs/access.md"


def test_the_command_prints_the_table(make_app):
    app = make_app()

    printed = app.test_cli_runner().invoke(args=["access"]).output

    assert printed == access_table.table(app)
    assert "| `/team/raeume/<int:room_id>` | GET | yes |  | own |  |  |  | The place of the room |" in printed
    assert "| `/team/nachrichten` | GET | yes | house |  |  |  |  |  |" in printed
