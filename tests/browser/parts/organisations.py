"""Pages about organisations and partner requests."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from app import clock
from app.accounts import granting, queries
from app.accounts.models import REPRESENTATIVE
from app.alliance import joining, logos, partner_links
from app.alliance.models import Organisation, Place
from app.database import db, transaction
from app.rooms import asking
from tests.make import a_member_of_staff, a_room, a_room_request, an_event, an_organisation
from tests.make_organisations import a_logo, a_partner_request, a_wish
from tests.make_planning import a_question

NO_PAGES = ("organising.logo",)


def pages():
    """Return ({name: public path}, {name: path of the team})."""
    full, bare = _organisations()
    public_requests, team_requests = _requests()
    own = _own(full)
    public = {
        "partners": "/partner",
        "partners, filtered": "/partner?land=PL&bietet=people",
        "partners, nothing found": "/partner?gruppe=administration&land=CZ",
        "partner": f"/partner/{full.key}",
        "partner, nothing known": f"/partner/{bare.key}",
        "become a partner": "/partner/werden",
        "become a partner, almost done": "/partner/werden/fast-geschafft",
        "partner request erased": "/partner/anfrage/geloescht",
        **public_requests,
    }
    path = f"/team/organisationen/{full.id}"
    team = {
        "organisations": "/team/organisationen",
        "new organisation": "/team/organisationen/neu",
        "organisation": path,
        "organisation, nothing known": f"/team/organisationen/{bare.id}",
        **{
            f"organisation, {page}": f"{path}/{page}"
            for page in ("angaben", "angebote", "logo", "mitgliedschaft", "loeschen")
        },
        "delete an organisation": f"/team/organisationen/{bare.id}/loeschen",
        "partner requests": "/team/partneranfragen",
        **team_requests,
        **own,
    }
    return public, team


def _organisations():
    full = db.session.scalar(sa.select(Organisation).where(Organisation.key == "hochschule"))
    logos.set_logo(full.id, a_logo(), "Logo: ein blaues Feld")
    return full, an_organisation(name="Stille Gesellschaft")


def _requests():
    """Requests to become a partner in every state."""
    staff = queries.find_account("team@example.org") or a_member_of_staff()
    states = ("unconfirmed", "lapsed", "open", "accepted", "declined", "erased")
    made = {}
    for state in states:
        wish = a_wish(f"Gruppe {state}", about="Wir gärtnern.\n\nSeit drei Jahren.", website="https://example.org")
        made[state] = a_partner_request(
            wish, is_confirmed=state not in ("unconfirmed", "lapsed"), email=f"{state}@example.org", message="Bis bald!"
        )
    with transaction():
        made["lapsed"].requested_at -= timedelta(days=2)
    joining.accept(made["accepted"].id, staff.id)
    joining.decline(made["declined"].id, staff.id, "Erst nach dem Sommer.\n\nBitte fragen Sie dann noch einmal.")
    joining.decline(made["erased"].id, staff.id, "Nein.")
    joining.forget(made["erased"].id)
    links = {state: partner_links.path(made[state]) for state in states if state != "erased"}
    public = {f"partner request, {state}": link for state, link in links.items()}
    public |= {f"erase a partner request, {state}": f"{links[state]}/loeschen" for state in ("open", "accepted")}
    team = {
        f"partner request, {state}": f"/team/partneranfragen/{made[state].id}"
        for state in ("open", "accepted", "declined", "erased")
    }
    return public, team | {"invite a partner": f"/team/partneranfragen/{made['accepted'].id}/einladen"}


def _own(organisation):
    """What a representative sees: events, rooms, a question; and of one with nothing."""
    # One that is always open, whatever the day.
    room = a_room(place=db.session.scalar(sa.select(Place).where(Place.key == "zittau")))
    start = clock.from_wall(datetime.combine(clock.today(clock.now()) + timedelta(days=190), time(14)))
    wishes = [asking.Wish(room.id, start, start + timedelta(hours=2))]
    facts = {"organisation_id": organisation.id, "purpose": "Vorstandssitzung"}
    own = asking.ask_for_room(wishes, asking.Asker("Vera", "vera@example.org", is_verified=True, **facts))
    a_room_request(room, start + timedelta(days=1), **facts)
    an_event(title="Kurs der Hochschule", starts_at=start, hosts=[organisation])
    vera = a_member_of_staff("vera@example.org", "Vera", roles=())
    granting.grant_role(vera.id, REPRESENTATIVE, organisation_id=organisation.id)
    a_question(organisation=organisation, message="Wir hätten Sie gern dabei.")
    path = f"/team/meine-organisation/{organisation.id}"
    return {
        "own organisations, none": "/team/meine-organisation",
        "own organisation": path,
        "own organisation, nothing planned": f"/team/meine-organisation/{an_organisation(name='Neue Gruppe').id}",
        "ask for a room, organisation": f"{path}/raum",
        "call off, organisation": f"{path}/anfragen/{own.id}/absagen",
    }
