"""The clock of the law: who is forgotten is nowhere any more, not in database, files, mails or log; figures stay."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import audit
from app.database import db, transaction
from app.notifications import delivery
from app.programme.models import ONSITE
from app.registrations import actions, changing, files, finding, forgetting, inviting, jobs, queries
from app.registrations.models import Registration
from tests.dumps import everything
from tests.make import a_registration, an_event
from tests.make_people import last_mails_go_out

# Words that stand nowhere but with this person.
TRACES = ("Zdzisława", "zdzislawa@example.org", "Křesadlo", "Bornholmstrasse", "Mirosława", "Wackelkontakt")
FILE = b"%PDF-1.7 Wackelkontakt"


def somebody(event, **facts):
    """Somebody who said all that one can say, and to whom all was done that can be done."""
    registration = a_registration(
        event, seats=2, name="Zdzisława", email="zdzislawa@example.org", needs=["loop"], needs_note="Křesadlo",
        answers=[["Was bringen Sie mit?", "Bornholmstrasse"]], people=[{"name": "Mirosława", "age": "6-9"}],
        guardian_at=clock.now(), statistics={"age": "44"}, **facts,
    )  # fmt: skip
    name = files.keep(FILE)
    changing.change_answers(
        registration.id, answers=[*registration.answers, ["Ihr Plan", files.MARK + name]], wheelchairs=1
    )
    actions.change_seats(registration.id, 1)
    finding.send_links(registration.email)
    with transaction():
        db.session.get(Registration, registration.id).note = "Zdzisława ruft an"
        audit.note("remove_registration", registration.about, reason="Zdzisława hat angerufen")
    return registration


def found(app, log):
    """Where a trace of the person still is."""
    places = {"database": str(everything()), "log": log}
    data = Path(app.config["DATA_DIR"])
    kept = data / "uploads/abgegeben"
    if kept.exists():
        places |= {path.name: path.read_bytes().decode(errors="replace") for path in kept.glob("*")}
    return {(where, trace) for where, text in places.items() for trace in TRACES if trace in text}


@pytest.mark.parametrize("is_erased", [True, False])
def test_who_is_forgotten_is_nowhere_any_more(app, at, caplog, capsys, is_erased):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=3), format_facts={"registration": "invite"})
    inviting.invite(event.id, [("Zdzisława", "zdzislawa@example.org")])
    [(invitation, _state)] = inviting.invitations_of(event.id)
    registration = somebody(event, invitation=invitation.id)
    delivery.deliver_messages()
    before = found(app, "")

    if is_erased:
        forgetting.erase(registration.id)
    else:
        at("2026-07-01 12:00")
        jobs.forget_persons()
        jobs.forget_persons()
        jobs.forget_invited()
    files.delete_unused()
    last_mails_go_out()

    assert {trace for _where, trace in before} == set(TRACES)
    assert found(app, caplog.text + "".join(capsys.readouterr())) == set()


def test_figures_stay_when_the_persons_are_gone(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(capacity=6, starts_at=now + timedelta(days=3))
    guests = [a_registration(event, seats=2) for _ in range(3)]
    actions.give_up(guests[0].id)
    at("2026-05-20 12:00")
    before = queries.expected([event.id]), queries.promised_seats(event.id, ONSITE), _states(event)

    at("2026-07-01 12:00")
    jobs.forget_persons()
    once = everything()
    jobs.forget_persons()

    assert (queries.expected([event.id]), queries.promised_seats(event.id, ONSITE), _states(event)) == before
    assert everything() == once
    assert set(db.session.scalars(sa.select(Registration.email))) == {None}


def _states(event):
    return sorted(db.session.scalars(sa.select(Registration.state).where(Registration.event_id == event.id)))


def test_needs_are_gone_after_a_week_and_the_guest_is_not(app, at):
    now = at("2026-05-01 12:00")
    event = an_event(starts_at=now + timedelta(days=3))
    guest = a_registration(event, wheelchairs=1, needs=["loop"], needs_note="Vorn")
    at("2026-05-12 12:00")

    jobs.forget_needs()

    row = db.session.get(Registration, guest.id, populate_existing=True)
    assert (row.wheelchairs, row.needs, row.needs_note) == (0, [], "")
    assert row.email == guest.email


def test_what_a_lapsed_hold_knew_is_gone_a_day_later(app, at):
    now = at("2026-05-01 12:00")
    guest = a_registration(an_event(starts_at=now + timedelta(days=3)), is_confirmed=False, name="Zdzisława")
    at("2026-05-01 13:01")
    jobs.lapse_holds()
    at("2026-05-02 13:00")
    jobs.forget_persons()
    was = db.session.get(Registration, guest.id, populate_existing=True).name

    at("2026-05-02 13:02")
    jobs.forget_persons()

    assert (was, db.session.get(Registration, guest.id, populate_existing=True).name) == ("Zdzisława", None)
