"""Meetings on a BigBlueButton server, by its API (docs.bigbluebutton.org, "API Reference").

Each call carries a checksum: SHA-256 over the name of the call, the query string exactly as it is sent, and the secret.
"""

import hashlib
from urllib.parse import urlencode, urlsplit
from xml.parsers import expat

from app.lobby import asking
from app.lobby.meeting import Running

NEEDS_MAKING = True
# What the service takes.
LONGEST_NAME, LONGEST_TITLE = 60, 200
# A meeting outlives an empty room until we end it, and a house that is gone by a day at most.
LEFT_ALONE_MINUTES = 24 * 60


def make(meeting):
    """Make a meeting; twice makes one (the call is idempotent). Raises ProviderFailure."""
    said = _call(
        meeting, "create", name=_title(meeting.title), record=_yes(meeting.may_record),
        allowStartStopRecording=_yes(meeting.may_record), autoStartRecording="false", muteOnStart="true",
        guestPolicy="ASK_MODERATOR" if meeting.has_waiting_room else "ALWAYS_ACCEPT", logoutURL=meeting.back_link,
        meetingExpireIfNoUserJoinedInMinutes=LEFT_ALONE_MINUTES,
        meetingExpireWhenLastUserLeftInMinutes=LEFT_ALONE_MINUTES,
    )  # fmt: skip
    # It is there already, made when it had another title: that is as good.
    if said.get("returncode") != "SUCCESS" and said.get("messageKey") != "idNotUnique":
        raise _refusal(said)
    return {name: said[name][:80] for name in ("createTime", "dialNumber", "voiceBridge") if said.get(name)}


def address(meeting, person):
    """Return where a person joins: it holds for this meeting only, not for a later one with the same key."""
    facts = {"createTime": meeting.facts["createTime"]} if meeting.facts.get("createTime") else {}
    return _url(
        meeting, "join", fullName=person.name[:LONGEST_NAME], role="MODERATOR" if person.is_moderator else "VIEWER",
        errorRedirectUrl=meeting.back_link, **facts,
    )  # fmt: skip


def find_running(meeting):
    """Return what the server says of the meeting. Raises ProviderFailure."""
    said = _call(meeting, "getMeetingInfo")
    if said.get("messageKey") == "notFound":
        return Running(is_there=False)
    if said.get("returncode") != "SUCCESS":
        raise _refusal(said)
    persons = said.get("participantCount", "")
    has_ended = said.get("hasBeenForciblyEnded") == "true"
    return Running(is_there=not has_ended, persons=int(persons) if persons.isdecimal() and len(persons) < 6 else None)


def check(meeting):
    """Ask the server whether the meeting runs, to see that it answers and knows our secret. Raises ProviderFailure."""
    said = _call(meeting, "isMeetingRunning")
    if said.get("returncode") != "SUCCESS" or said.get("running") not in ("true", "false"):
        raise _refusal(said)


def end(meeting):
    """End a meeting for all who are in it; one that is gone is fine. Raises ProviderFailure."""
    said = _call(meeting, "end")
    if said.get("returncode") != "SUCCESS" and said.get("messageKey") not in ("notFound", "meetingDoesNotExist"):
        raise _refusal(said)


def base(address):
    """Return the address of the API of a server, however somebody wrote that of the server."""
    parts = urlsplit(address.strip())
    path = parts.path.rstrip("/").removesuffix("/api") or "/bigbluebutton"
    return f"{parts.scheme}://{parts.netloc}{path}/api/"


def _url(meeting, call, **parameters):
    query = urlencode({"meetingID": meeting.key, **parameters})
    checksum = hashlib.sha256(f"{call}{query}{meeting.server.secret}".encode()).hexdigest()
    return f"{base(meeting.server.address)}{call}?{query}&checksum={checksum}"


def _call(meeting, call, **parameters):
    """Return {name: text} of what the server answers. Raises ProviderFailure."""
    try:
        return read_flat(asking.body_of(_url(meeting, call, **parameters)))
    except (expat.ExpatError, ValueError) as failure:
        raise asking.nonsense() from failure


def read_flat(body):
    """Return {name: text} of the elements right below the root of an XML document.

    Raises ValueError for one that declares entities: nothing the server says needs them, only bombs do.
    """
    parser = expat.ParserCreate()
    path, text, found = [], [], {}

    def start(name, _attributes):
        path.append(name)
        text.clear()

    def end(name):
        if len(path) == 2:
            found.setdefault(name, "".join(text).strip())
        path.pop()
        text.clear()

    def refuse(*_facts):
        raise ValueError("A document type is not for us.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(body, True)
    return found


def _refusal(said):
    return asking.wrong_secret() if said.get("messageKey") == "checksumError" else asking.refusal(said.get("message"))


def _title(title):
    # At least two characters are asked for.
    return title[:LONGEST_TITLE].ljust(2, "–")


def _yes(value):
    return "true" if value else "false"
