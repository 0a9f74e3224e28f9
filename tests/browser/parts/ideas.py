"""Pages about ideas."""

from app.alliance import idea_deciding, idea_links, idea_queries, queries
from app.alliance.ideas import COMBINED, DECLINED, PLANNED, TOPIC
from app.programme import actions as programme
from app.programme import idea_planning
from app.programme.models import PUBLISHED
from tests.make_ideas import a_new_idea, a_proposal, a_public_idea, a_support, an_answer, an_event_from

# It takes a form; asked by GET it leads to the idea.
NO_PAGES = ("ideas.support",)
TEXT = "Wer nähen lernen will, bringt Stoff mit.\n\nWer es kann, hilft. Zwei Maschinen haben wir, eine fehlt noch."


def pages():
    """Return ({name: public path}, {name: path of the team}) of ideas in every state."""
    areas = queries.all_areas()
    sewing = a_public_idea(
        title="Näh-Café für Anfängerinnen und Anfänger", text=TEXT, area=areas[0],
        supporters=[f"gast{number}@ideen.example.org" for number in range(12)],
    )  # fmt: skip
    planned = a_public_idea(title="Solarkocher bauen", text=TEXT, area=areas[1])
    promised = a_public_idea(title="Kochen ohne Strom", text=TEXT)
    declined = a_public_idea(title="Ein Schwimmbad im Saal", text="Wasser ist schön.", kind=TOPIC, area=areas[2])
    combined = a_public_idea(title="Schneidern am Abend", text=TEXT, area=areas[0])
    a_support(planned, "dabei@ideen.example.org")
    an_answer(promised, PLANNED, "Im Herbst, wenn die Küche fertig ist.")
    an_answer(declined, DECLINED, "Der Boden trägt das Wasser nicht.")
    an_answer(combined, COMBINED, "Beides geht an einem Abend.", sewing)
    event = an_event_from(planned, title="Solarkocher bauen")
    programme.change_event(event.id, state=PUBLISHED)
    for ident in idea_planning.untold(event.created_at):
        idea_planning.tell(ident)
    new, kept_back, unconfirmed = a_new_idea(text=TEXT), a_new_idea(text=TEXT), a_proposal(text=TEXT)
    idea_deciding.refuse(kept_back.id, "Das ist Werbung für ein Geschäft.")
    early = idea_queries.find_support_of(planned.id, "dabei@ideen.example.org")
    first = idea_queries.supports_of(sewing.id)[1]
    asked = a_support(sewing, "halb@ideen.example.org", is_confirmed=False)
    public = {
        "ideas": "/ideen",
        "ideas, filtered": "/ideen?stand=geplant&nach=neu",
        "ideas, nothing found": "/ideen?bereich=energie&stand=abgelehnt&art=format",
        "propose an idea": "/ideen/neu",
        "idea, almost done": "/ideen/fast-geschafft",
        "idea, erased": "/ideen/geloescht",
        "idea": f"/ideen/{sewing.slug}",
        "idea, promised": f"/ideen/{promised.slug}",
        "idea, planned": f"/ideen/{planned.slug}",
        "idea, declined": f"/ideen/{declined.slug}",
        "idea, combined": f"/ideen/{combined.slug}",
        "support, almost done": f"/ideen/{sewing.slug}/fast-geschafft",
        "my idea, unconfirmed": idea_links.proposal_path(unconfirmed),
        "my idea, new": idea_links.proposal_path(new),
        "my idea, public": idea_links.proposal_path(sewing),
        "my idea, kept back": idea_links.proposal_path(kept_back),
        "support, unconfirmed": idea_links.support_path(asked),
        "support": idea_links.support_path(first),
        "support, seats are open": idea_links.support_path(early),
        "event of an idea, not yet open": f"/veranstaltungen/{event.slug}",
        "book before everyone else": idea_links.early_booking_path(event.slug, early),
    }
    team = {
        "ideas, team": "/team/ideen",
        "moderate an idea": f"/team/ideen/{new.id}",
        "answer an idea": f"/team/ideen/{sewing.id}",
        "idea with an event": f"/team/ideen/{planned.id}",
        "idea, combined, team": f"/team/ideen/{combined.id}",
        "idea, kept back, team": f"/team/ideen/{kept_back.id}",
    }
    return public, team
