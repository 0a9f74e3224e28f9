"""Nothing about people is stored without a decision: why, and for how long."""

from app.database import db
from app.operations.inventory import NOBODYS
from app.operations.purposes import GROUPS


def decided():
    """Every column that somebody decided about, as often as they did."""
    named = [column for group in GROUPS for purpose in group.purposes for column in purpose.columns]
    return named + [f"{table}.{name}" for table, names in NOBODYS.items() for name in names.split()]


def columns():
    """Every column of the database."""
    return {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}


def test_somebody_decided_about_every_column(make_app):
    make_app()

    assert columns() - set(decided()) == set(), "Say in app/operations/purposes.py why, or in inventory.py that nobody"


def test_every_decision_is_about_a_column_and_there_is_one(make_app):
    make_app()
    every = decided()

    assert set(every) - columns() == set()
    assert [column for column in every if every.count(column) > 1] == []


def test_the_privacy_page_and_the_record_say_the_same(make_app):
    app = make_app(KEEP_PERSONS_DAYS=30)
    page = app.test_client().get("/datenschutz").text

    for group in GROUPS:
        assert str(group.heading) in page
        for purpose in group.purposes:
            assert f"<td>{purpose.why}</td>" in page
