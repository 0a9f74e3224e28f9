"""Resolutions: one vote per member, what adopts them, what may still be corrected, what becomes of them."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.alliance import body_actions
from app.alliance.bodies import Resolution, ResolutionVote
from app.alliance.body_rules import BodyRefusal
from app.database import db, transaction
from app.errors import Refused
from app.programme import agenda, resolution_queries, resolution_rules, resolutions
from app.programme.resolution_queries import Wanted
from app.programme.resolution_rules import ResolutionRefusal
from tests.make import an_event, an_organisation
from tests.make_bodies import a_body, a_meeting, a_resolution

NOW = "2026-05-04 12:00"
TODAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _now(at):
    at(NOW)


def refusal(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def stored(resolution):
    return db.session.get(Resolution, resolution.id, populate_existing=True)


def votes_of(resolution):
    rows = sa.select(ResolutionVote.organisation_id, ResolutionVote.vote)
    return dict(db.session.execute(rows.where(ResolutionVote.resolution_id == resolution.id)).all())


def last_entry(resolution):
    wanted = sa.select(AuditEntry).where(AuditEntry.about == f"resolution:{resolution.id}")
    entry = db.session.scalars(wanted.order_by(AuditEntry.id.desc())).first()
    return entry.act, entry.details


# Recording


def test_a_vote_counts_one_for_each_member(app):
    one, two, three = members = [an_organisation() for _each in range(3)]
    body = a_body(*members)

    adopted = a_resolution(body, method="vote", votes={one.id: "for", two.id: "for", three.id: "against"})
    rejected = a_resolution(body, method="vote", votes={one.id: "for", two.id: "against", three.id: "abstained"})

    assert (adopted.is_adopted, rejected.is_adopted) == (True, False)
    assert votes_of(adopted) == {one.id: "for", two.id: "for", three.id: "against"}


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"votes": {4711: "for"}}, ResolutionRefusal.NOT_A_MEMBER),
        ({"method": "vote"}, ResolutionRefusal.NO_VOTES),
        ({"decided_on": TODAY + timedelta(days=1)}, ResolutionRefusal.NOT_YET),
        ({"due_on": TODAY - timedelta(days=1)}, ResolutionRefusal.DUE_BEFORE),
        ({"agenda_item_id": 4711}, ResolutionRefusal.OTHER_MEETING),
    ],
)
def test_what_cannot_be_recorded_leaves_nothing_behind(app, facts, reason):
    body = a_body()

    assert refusal(a_resolution, body, **facts) is reason
    assert db.session.scalars(sa.select(Resolution)).all() == []


def test_a_dissolved_body_resolves_nothing(app):
    body = a_body()
    body_actions.dissolve_body(body.id)

    assert refusal(a_resolution, body) is BodyRefusal.DISSOLVED


def test_a_second_vote_of_one_organisation_is_refused_by_rule_and_constraint(app):
    one, other = an_organisation(), an_organisation()
    resolution = a_resolution(a_body(one, other))
    resolutions.cast_vote(resolution.id, one.id, "for")

    assert refusal(resolutions.cast_vote, resolution.id, one.id, "against") is ResolutionRefusal.VOTED
    assert refusal(resolutions.cast_vote, resolution.id, an_organisation().id, "for") is ResolutionRefusal.NOT_A_MEMBER
    row = {"resolution_id": resolution.id, "organisation_id": one.id, "vote": "for"}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.insert(ResolutionVote.__table__).values(row))
    assert votes_of(resolution) == {one.id: "for"}


def test_a_late_vote_decides_anew(app):
    one, two = an_organisation(), an_organisation()
    resolution = a_resolution(a_body(one, two))

    resolutions.cast_vote(resolution.id, two.id, "against")

    assert stored(resolution).is_adopted is False


def test_a_correction_tells_from_what_to_what_and_keeps_who_has_left(app):
    one, two = an_organisation("Schule"), an_organisation("Werk")
    body = a_body(one, two)
    resolution = a_resolution(body, title="Alt", votes={one.id: "for", two.id: "for"})
    body_actions.remove_member(body.id, two.id)

    facts = {"title": "Neu", "text": resolution.text, "method": "consent", "decided_on": TODAY, "is_public": True}
    resolutions.correct_resolution(resolution.id, {one.id: "against", two.id: "for"}, **facts)

    assert votes_of(resolution) == {one.id: "against", two.id: "for"}
    assert last_entry(resolution) == (
        "correct_resolution",
        {
            "changed": {"title": ["Alt", "Neu"], "is_public": [False, True], "is_adopted": [True, False]},
            "votes": [{one.name: "for", two.name: "for"}, {one.name: "against", two.name: "for"}],
        },
    )


# What becomes of it


def test_the_follow_up_changes_with_a_note_and_tells_from_what_to_what(app):
    owner = an_organisation()
    resolution = a_resolution(due_on=TODAY)

    resolutions.follow_up(resolution.id, "done", "Das Schild hängt.", TODAY, owner.id)

    assert (stored(resolution).follow_up, resolution.follow_up_note, resolution.owner_id) == (
        "done", "Das Schild hängt.", owner.id,
    )  # fmt: skip
    act, details = last_entry(resolution)
    assert (act, details["changed"]["follow_up"]) == ("follow_up", ["open", "done"])
    assert [each[1:] for each in resolution_queries.follow_ups_of(resolution.id)] == [("open", "done")]


def test_what_was_not_adopted_is_not_followed_up(app):
    one = an_organisation()
    resolution = a_resolution(a_body(one), votes={one.id: "against"})

    assert refusal(resolutions.follow_up, resolution.id, "done") is ResolutionRefusal.NOT_ADOPTED


def test_an_event_is_planned_from_a_resolution_once(app):
    resolution, first, second = a_resolution(), an_event(), an_event()

    with transaction():
        resolutions.plan_from_resolution("idee", resolution.id, first)
        resolutions.plan_from_resolution("beschluss", resolution.id, first)

    assert (stored(resolution).event_id, resolution.follow_up) == (first.id, "under-way")
    with pytest.raises(Refused) as refused, transaction():
        resolutions.plan_from_resolution("beschluss", resolution.id, second)
    assert refused.value.reason is ResolutionRefusal.PLANNED


def test_a_point_that_is_taken_off_leaves_its_resolution(app):
    meeting = a_meeting()
    item = agenda.add_item(meeting.id, "Fest")
    resolution = a_resolution(meeting.body, meeting_id=meeting.id, agenda_item_id=item.id)

    agenda.remove_item(item.id)

    assert (stored(resolution).agenda_item_id, resolution.meeting_id) == (None, meeting.id)


# The register


def found(today=TODAY, is_public=False, organisation_ids=None, **wanted):
    page = resolution_queries.register(Wanted(**wanted), today, is_public, organisation_ids)
    return [row.title for row in page.rows]


def test_the_team_s_register_begins_with_what_is_overdue(app):
    last_week = TODAY - timedelta(days=7)
    body = a_body()
    a_resolution(body, title="Neu")
    a_resolution(body, title="Spät", decided_on=last_week, due_on=TODAY - timedelta(days=1))
    a_resolution(body, title="Sehr spät", decided_on=last_week, due_on=TODAY - timedelta(days=3))
    done = a_resolution(body, title="Getan", decided_on=last_week, due_on=TODAY - timedelta(days=5))
    resolutions.follow_up(done.id, "done", due_on=done.due_on)

    assert found() == ["Sehr spät", "Spät", "Neu", "Getan"]
    assert found(stand="ueberfaellig") == ["Sehr spät", "Spät"]
    assert found(stand="erledigt") == ["Getan"]


def test_the_register_is_searched_by_words_body_year_and_visibility(app):
    one = an_organisation()
    round, group = a_body(name="Bündnisrunde"), a_body(one, name="Steuerungsgruppe")
    a_resolution(round, title="Öffnungszeiten ändern", is_public=True)
    a_resolution(group, title="Werkbank", text="100 % aus Holz", decided_on=date(2025, 3, 1))

    assert found(suche="öffnungszeiten") == ["Öffnungszeiten ändern"]
    assert found(suche="holz werkbank") == ["Werkbank"]
    assert found(suche="100 %") == ["Werkbank"]
    assert found(suche="0_%") == []
    assert found(gremium="steuerungsgruppe") == found(jahr="2025") == ["Werkbank"]
    assert found(is_public=True) == ["Öffnungszeiten ändern"]
    assert found(organisation_ids={one.id}) == ["Werkbank"]
    assert resolution_queries.choices() == (
        [("buendnisrunde", "Bündnisrunde"), ("steuerungsgruppe", "Steuerungsgruppe")], [2026, 2025],
    )  # fmt: skip


def test_the_register_has_pages_and_overlooks_nonsense(app):
    body = a_body()
    for number in range(21):
        a_resolution(body, title=f"Nummer {number}")

    assert len(found()) == 20
    assert found(seite=2) == found(seite=99) == ["Nummer 0"]
    read = resolution_queries.read({"seite": "-1", "jahr": "0", "suche": "\x00a\u2028b", "stand": "x" * 500})
    assert (read.seite, read.jahr, read.suche, len(read.stand)) == (1, "", "a b", 100)
    assert resolution_queries.read({"seite": "٣", "jahr": "99999"}).query() == {}


def test_how_a_resolution_stands_is_said_in_words(app):
    one = an_organisation()
    body = a_body(one)
    late = a_resolution(body, decided_on=TODAY - timedelta(days=2), due_on=TODAY - timedelta(days=1))
    rejected = a_resolution(body, votes={one.id: "against"}, due_on=TODAY)

    today = clock.today(clock.now())
    assert resolution_rules.standing(late, today) == ("full", "Überfällig seit 3. Mai")
    assert resolution_rules.standing(rejected, today + timedelta(days=9)) == ("cancelled", "Nicht angenommen")
