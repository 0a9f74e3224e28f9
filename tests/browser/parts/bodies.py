"""Pages about bodies and resolutions."""

from datetime import timedelta

from app import clock
from app.alliance import body_actions, queries
from app.alliance.bodies import Body
from app.database import db, transaction
from app.programme import agenda, minutes, resolutions
from tests.make import an_event
from tests.make_bodies import a_body, a_meeting, a_past_meeting, a_resolution

NO_PAGES = ()


def pages():
    """Return ({name: public path}, {name: path of the team}) of bodies, meetings and resolutions in every state."""
    members = queries.all_organisations()[:4]
    body = a_body(*members, name="Bündnisrunde", purpose="Sie bringt alle Partner zusammen.", method="vote")
    today = clock.today(clock.now())
    votes = {member.id: vote for member, vote in zip(members, ("for", "for", "against", "abstained"), strict=True)}
    week = today - timedelta(days=7)
    late = a_resolution(
        body, title="Ein Schild am Tor", decided_on=week, due_on=today - timedelta(days=1), is_public=True,
        owner_id=members[0].id,
    )  # fmt: skip
    coming, past, sent = a_meeting(body), a_past_meeting(body), a_past_meeting(body)
    empty = a_meeting(a_body(name="Steuerungsgruppe"))
    for title in ("Fest im Sommer", "Neue Partner"):
        item = agenda.add_item(coming.id, title, "Wer macht mit, und was brauchen wir dafür?")
    open_one = a_resolution(
        body, title="Ein Fest im Sommer", text="Wir feiern.\n\nAlle Partner laden ein.", method="vote", votes=votes,
        due_on=today + timedelta(days=30), owner_id=members[1].id, is_public=True, meeting_id=past.id,
    )  # fmt: skip
    resolutions.follow_up(open_one.id, "under-way", "Der Platz ist gebucht.", open_one.due_on, open_one.owner_id)
    rejected = a_resolution(
        body, title="Ein Zaun", method="vote", votes={members[0].id: "against"}, is_public=True, meeting_id=sent.id
    )
    minutes.write_minutes(past.id, "Wir haben über das Fest gesprochen.\n\nEs war schön.", [members[0].id])
    minutes.write_minutes(sent.id, "Kurz.", [])
    with_address = a_body(members[0], name="Kleiner Kreis")
    body_actions.dissolve_body(with_address.id)
    _send(sent)
    an_event(title="Noch keine Sitzung")
    body_page, one = f"/team/gremien/{body.id}", f"/team/beschluesse/{open_one.id}"
    public = {
        "resolutions": "/beschluesse",
        "resolutions, nothing found": "/beschluesse?suche=nichts-davon&stand=ueberfaellig",
        "resolution, voted": f"/beschluesse/{open_one.id}",
        "resolution, overdue": f"/beschluesse/{late.id}",
        "resolution, rejected": f"/beschluesse/{rejected.id}",
    }
    team = {
        "bodies": "/team/gremien",
        "new body": "/team/gremien/neu",
        "body": body_page,
        "body, dissolved": f"/team/gremien/{with_address.id}",
        "change a body": f"{body_page}/aendern",
        "members of a body": f"{body_page}/mitglieder",
        "dissolve a body": f"{body_page}/aufloesen",
        "connect a meeting": f"{body_page}/sitzungen/neu",
        "meeting, with agenda": f"/team/sitzungen/{coming.id}",
        "meeting, empty": f"/team/sitzungen/{empty.id}",
        "meeting, sent": f"/team/sitzungen/{sent.id}",
        "point of an agenda": f"/team/sitzungen/{coming.id}/punkte/{item.id}",
        "no meeting any more": f"/team/sitzungen/{coming.id}/loesen",
        "minutes": f"/team/sitzungen/{past.id}/protokoll",
        "minutes, sent": f"/team/sitzungen/{sent.id}/protokoll",
        "write minutes": f"/team/sitzungen/{past.id}/protokoll/schreiben",
        "send minutes": f"/team/sitzungen/{past.id}/protokoll/senden",
        "send minutes, sent": f"/team/sitzungen/{sent.id}/protokoll/senden",
        "send minutes, too early": f"/team/sitzungen/{coming.id}/protokoll/senden",
        "team resolutions": "/team/beschluesse",
        "team resolution": one,
        "team resolution, after the minutes": f"/team/beschluesse/{rejected.id}",
        "record a resolution": f"{body_page}/beschluesse/neu?sitzung={coming.id}&punkt={item.id}",
        "correct a resolution": f"{one}/berichtigen",
        "follow a resolution up": f"{one}/stand",
    }
    return public, team


def _send(meeting):
    with transaction():
        for member in db.session.get(Body, meeting.body_id).members:
            member.contact_email = f"kontakt@{member.key}.example"
    minutes.send_minutes(meeting.id)
