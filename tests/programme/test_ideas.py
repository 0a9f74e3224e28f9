"""Ideas: proposed, confirmed, looked at, supported, answered; each act with what it refuses and what it leaves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import AuditEntry
from app.alliance import idea_deciding, idea_queries, idea_rules, proposing, supporting
from app.alliance.idea_rules import IdeaRefusal
from app.alliance.ideas import (
    COMBINED,
    DECLINED,
    NEW,
    PLANNED,
    PUBLIC,
    REFUSED,
    UNCONFIRMED,
    Idea,
    IdeaDecision,
    IdeaSupport,
)
from app.database import db
from app.errors import Refused
from app.notifications.models import Message
from app.programme import idea_jobs
from tests.dumps import everything
from tests.make_ideas import a_new_idea, a_proposal, a_public_idea, a_support, an_answer
from tests.make_people import last_mails_go_out

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EMAIL = "jana@example.org"


@pytest.fixture(autouse=True)
def now(app, at):
    """Friday, 1 May 2026, noon."""
    return at("2026-05-01 12:00")


def mails(email=None):
    """The names of the mails (to an address), in order."""
    select = sa.select(Message.template).order_by(Message.id)
    if email:
        select = select.where(Message.recipient == email)
    return [name.rpartition("/")[2] for name in db.session.scalars(select)]


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)


def decided(idea):
    return [
        (each.role, each.what, each.why)
        for each in db.session.scalars(
            sa.select(IdeaDecision).where(IdeaDecision.idea_id == idea.id).order_by(IdeaDecision.id)
        )
    ]


def reason_of(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason


def test_a_proposal_waits_for_its_mail():
    idea = a_proposal(email=EMAIL)

    assert (idea.state, idea.supporters, mails(EMAIL)) == (UNCONFIRMED, 0, ["idea_please_confirm"])


def test_a_form_sent_twice_is_one_idea():
    a_proposal(nonce="same")
    a_proposal(nonce="same")

    assert db.session.scalar(sa.select(sa.func.count(Idea.id))) == 1


@pytest.mark.parametrize("emails", [[EMAIL] * 5, [f"jana+{number}@example.org" for number in range(5)]])
def test_our_form_floods_no_mailbox(emails):
    for number, email in enumerate(emails):
        proposing.propose("format", "Titel", "Text", None, "Jana", email, f"nonce {number}")

    assert mails() == ["idea_please_confirm"] * idea_rules.MOST_UNCONFIRMED


def test_confirmed_it_is_new_and_its_author_supports_it():
    idea = a_new_idea(email=EMAIL)
    proposing.confirm(idea.id)

    assert (fresh(idea).state, fresh(idea).supporters) == (NEW, 1)
    assert mails() == ["idea_please_confirm", "idea_for_house"]


def test_published_it_has_an_address_of_its_title_and_a_decision():
    first, second = a_public_idea(title="Näh-Café"), a_public_idea(title="Näh-Café")

    assert [fresh(first).slug, fresh(second).slug] == ["naeh-cafe", "naeh-cafe-2"]
    assert decided(first) == [("administration", "published", "")]


def test_no_idea_takes_the_address_of_a_page():
    assert a_public_idea(title="Neu!").slug == "neu-2"


def test_edited_wording_is_on_record_without_the_old_text():
    idea = a_new_idea(title="ALT", text="Ruft Frau Schulz an")

    idea_deciding.publish(idea.id, title="Neu gefasst", text="Ohne Namen")

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "publish_idea")).one()
    assert (fresh(idea).title, fresh(idea).text) == ("Neu gefasst", "Ohne Namen")
    assert entry.details == {"changed": {"state": [NEW, PUBLIC], "title": ["ALT", "Neu gefasst"]}, "edited": True}
    assert decided(idea)[-1][1] == "edited"


def test_with_the_author_their_own_wording_leaves_the_trail():
    idea = a_new_idea(title="Frau Schulz soll kochen")
    idea_deciding.publish(idea.id, title="Gemeinsam kochen")

    proposing.erase(idea.id)

    assert "Schulz" not in str(everything())
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "publish_idea")).one()
    assert entry.details["changed"] == {"state": [NEW, PUBLIC]}


def test_kept_back_its_author_is_told_why():
    idea = a_new_idea(email=EMAIL)

    idea_deciding.refuse(idea.id, "Das ist Werbung.")

    assert (fresh(idea).state, decided(idea)) == (REFUSED, [("administration", "refused", "Das ist Werbung.")])
    assert mails(EMAIL)[-1] == "idea_refused"


@pytest.mark.parametrize("act", [idea_deciding.publish, lambda ident: idea_deciding.refuse(ident, "Nein")])
def test_what_is_decided_is_not_decided_again(act):
    idea = a_public_idea()
    before = everything()

    assert reason_of(act, idea.id) is IdeaRefusal.DECIDED
    assert everything() == before


def test_an_address_counts_once_however_often_it_asks_and_confirms():
    idea = a_public_idea()
    for _ in range(3):
        a_support(idea, EMAIL)

    assert (fresh(idea).supporters, mails(EMAIL)) == (2, ["idea_support_confirm", "idea_support_already"])


def test_however_many_votes_of_one_address_are_one():
    idea = a_public_idea()
    for number in range(50):
        supporting.support(idea.id, f"jana+{number}@example.org")
    found = idea_queries.find_support_of(idea.id, EMAIL)
    for _ in range(50):
        supporting.confirm(found.id)

    assert fresh(idea).supporters == 2
    assert db.session.scalar(sa.select(sa.func.count(IdeaSupport.id))) == 2
    assert [name for name in mails() if name.startswith("idea_support")] == ["idea_support_confirm"]


def test_whoever_lost_the_mail_gets_another_an_hour_later(at, now):
    idea = a_public_idea()
    a_support(idea, EMAIL, is_confirmed=False)
    clock.stand_still(now + HOUR)
    a_support(idea, EMAIL, is_confirmed=False)

    assert mails(EMAIL) == ["idea_support_confirm"] * 2


def test_an_unconfirmed_support_does_not_count():
    idea = a_public_idea()

    a_support(idea, EMAIL, is_confirmed=False)

    assert fresh(idea).supporters == 1


def test_taken_back_it_counts_no_more_and_nothing_of_the_address_is_left():
    idea = a_public_idea()
    found = a_support(idea, EMAIL)

    supporting.take_back(found.id)
    supporting.take_back(found.id)

    assert (fresh(idea).supporters, EMAIL in str(everything())) == (1, False)


@pytest.mark.parametrize("state", ["new", "refused", "declined", "combined"])
def test_only_what_is_open_can_be_supported(state):
    idea = a_new_idea()
    if state == "refused":
        idea_deciding.refuse(idea.id, "Nein")
    elif state != "new":
        idea_deciding.publish(idea.id)
        an_answer(idea, state, "Darum", a_public_idea())
    before = everything()

    assert reason_of(supporting.support, idea.id, EMAIL) is IdeaRefusal.NOT_OPEN
    assert everything() == before


def test_asked_before_a_no_and_confirmed_after_it_is_refused():
    idea = a_public_idea()
    found = a_support(idea, EMAIL, is_confirmed=False)
    an_answer(idea, DECLINED, "Zu teuer")

    assert reason_of(supporting.confirm, found.id) is IdeaRefusal.NOT_OPEN


def test_an_answer_is_on_record_and_told_to_the_author_only():
    idea = a_public_idea(email="autorin@example.org", supporters=[EMAIL])

    an_answer(idea, DECLINED, "Der Raum hat keine Werkbank.")

    assert decided(idea)[-1] == ("administration", DECLINED, "Der Raum hat keine Werkbank.")
    assert (mails("autorin@example.org")[-1], "idea_answered" in mails(EMAIL)) == ("idea_answered", False)


def test_an_answer_can_be_changed_by_whoever_read_it():
    idea = a_public_idea()
    an_answer(idea, DECLINED, "Zu teuer")

    an_answer(idea, PLANNED, "Ein Partner zahlt.")

    assert (fresh(idea).answer, fresh(idea).answer_text) == (PLANNED, "Ein Partner zahlt.")


@pytest.mark.parametrize(
    ("answer", "text", "seen", "reason"),
    [
        (DECLINED, " ", 1, IdeaRefusal.NO_REASON),
        (COMBINED, "", 1, IdeaRefusal.NO_OTHER),
        (PLANNED, "", 0, IdeaRefusal.DECIDED),
        (PLANNED, "", 2, IdeaRefusal.DECIDED),
    ],
)
def test_what_is_no_answer_is_refused_and_leaves_nothing(answer, text, seen, reason):
    idea = a_public_idea()
    before = everything()

    assert reason_of(idea_deciding.answer, idea.id, answer, text, seen) is reason
    assert everything() == before


def test_a_new_idea_is_looked_at_before_it_is_answered():
    idea = a_new_idea()

    assert reason_of(an_answer, idea, PLANNED) is IdeaRefusal.NOT_PUBLIC


def test_combined_everybody_counts_once_with_the_other():
    other = a_public_idea(supporters=["anna@example.org", "ben@example.org"])
    idea = a_public_idea(supporters=["ben@example.org", "chris@example.org"])

    an_answer(idea, COMBINED, other=other)

    # Two authors, Anna, Ben and Chris.
    assert (fresh(other).supporters, fresh(idea).supporters) == (5, 3)
    assert fresh(idea).combined_into_id == other.id


def test_combined_with_something_that_is_combined_later_it_goes_along():
    first, second, third = a_public_idea(), a_public_idea(), a_public_idea()
    an_answer(first, COMBINED, other=second)

    an_answer(second, COMBINED, other=third)

    assert (fresh(first).combined_into_id, fresh(third).supporters) == (third.id, 3)


def test_asked_for_one_and_confirmed_after_combining_counts_for_the_other():
    other, idea = a_public_idea(), a_public_idea()
    alone = a_support(idea, "anna@example.org", is_confirmed=False)
    twice = a_support(idea, EMAIL, is_confirmed=False)
    a_support(other, EMAIL)
    an_answer(idea, COMBINED, other=other)

    supporting.confirm(alone.id)
    supporting.confirm(twice.id)

    assert fresh(other).supporters == 4


@pytest.mark.parametrize("which", ["itself", "declined", "combined", "unknown"])
def test_what_cannot_be_combined_is_refused(which):
    idea, other, third = a_public_idea(), a_public_idea(), a_public_idea()
    if which == "declined":
        an_answer(other, DECLINED, "Nein")
    elif which == "combined":
        an_answer(other, COMBINED, other=third)
    other = {"itself": idea, "unknown": None}.get(which, other)

    reason = reason_of(idea_deciding.answer, idea.id, COMBINED, "", 1, other.id if other else 999)

    assert reason is (IdeaRefusal.NO_OTHER if which == "unknown" else IdeaRefusal.NOT_WITH_THIS)


def test_what_is_combined_is_answered_with_the_other():
    idea, other = a_public_idea(), a_public_idea()
    an_answer(idea, COMBINED, other=other)

    assert reason_of(an_answer, idea, DECLINED, "Doch nicht") is IdeaRefusal.COMBINED_STAYS


@pytest.mark.parametrize(("hours", "is_gone"), [(24, False), (25, True)])
def test_what_nobody_confirmed_is_gone_after_a_day(now, hours, is_gone):
    a_proposal(email=EMAIL)
    a_support(a_public_idea(), EMAIL, is_confirmed=False)
    clock.stand_still(now + hours * HOUR)

    idea_jobs.forget_proposers()
    idea_jobs.forget_supporters()

    assert (EMAIL in str(everything())) is not is_gone


@pytest.mark.parametrize("how", ["declined", "combined", "refused"])
@pytest.mark.parametrize(("days", "is_gone"), [(30, False), (31, True)])
def test_persons_are_forgotten_some_weeks_after_the_answer_and_stay_counted(now, how, days, is_gone):
    idea = a_new_idea(email=EMAIL)
    if how == "refused":
        idea_deciding.refuse(idea.id, "Nein")
    else:
        idea_deciding.publish(idea.id)
        a_support(idea, "anna@example.org")
        other = a_public_idea(email="andere@example.org")
        an_answer(idea, how, "Darum", other)
        if how == "combined":
            an_answer(other, DECLINED, "Darum")
    clock.stand_still(now + days * DAY)

    idea_jobs.forget_proposers()
    idea_jobs.forget_supporters()

    left = str(everything())
    assert (EMAIL in left, "anna@example.org" in left) == ((not is_gone), not is_gone and how != "refused")
    if how != "refused":
        assert fresh(idea).supporters == 2


@pytest.mark.parametrize("make", [a_public_idea, a_new_idea])
def test_who_waits_for_an_answer_is_not_kept_for_ever(now, make):
    make(email=EMAIL)
    kept = []
    for days in (730, 731):
        clock.stand_still(now + days * DAY)
        idea_jobs.forget_proposers()
        idea_jobs.forget_supporters()
        kept.append(EMAIL in str(everything()))

    assert kept == [True, False]


@pytest.mark.parametrize("state", [UNCONFIRMED, NEW, PUBLIC])
def test_an_author_can_be_erased_at_once(state):
    idea = {UNCONFIRMED: a_proposal, NEW: a_new_idea, PUBLIC: a_public_idea}[state](email=EMAIL)

    proposing.erase(idea.id)
    proposing.erase(idea.id)
    last_mails_go_out()

    assert EMAIL not in str(everything())
    assert (db.session.scalar(sa.select(sa.func.count(Idea.id))) == 1) == (state == PUBLIC)


def test_whoever_is_erased_leaves_all_ideas_that_were_combined():
    first, other = a_public_idea(email=EMAIL), a_public_idea(supporters=[EMAIL])
    an_answer(first, COMBINED, "Beides ist eins.", other)

    proposing.erase(first.id)

    db.session.rollback()
    assert EMAIL not in str(db.session.scalars(sa.select(IdeaSupport.email)).all())


def test_a_stranger_gets_no_mail_for_every_idea_there_is():
    ideas = [a_public_idea() for _each in range(idea_rules.MOST_UNCONFIRMED_SUPPORTS + 1)]

    for idea in ideas:
        supporting.support(idea.id, "fremd@example.org")

    assert len(mails("fremd@example.org")) == idea_rules.MOST_UNCONFIRMED_SUPPORTS
