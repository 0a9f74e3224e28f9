"""A BigBlueButton server as its documentation describes it, strict: it recomputes the checksum of every call from the
raw query, refuses parameters that it does not know, and answers XML. Meetings live in memory.
"""

import hashlib
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"
KNOWN = {
    "create": {
        "name", "meetingID", "attendeePW", "moderatorPW", "welcome", "dialNumber", "voiceBridge", "maxParticipants",
        "logoutURL", "record", "duration", "autoStartRecording", "allowStartStopRecording", "muteOnStart",
        "guestPolicy", "meetingExpireIfNoUserJoinedInMinutes", "meetingExpireWhenLastUserLeftInMinutes",
    },
    "join": {
        "fullName", "meetingID", "password", "role", "createTime", "userID", "redirect", "errorRedirectUrl", "guest",
    },
    "isMeetingRunning": {"meetingID"}, "getMeetingInfo": {"meetingID"}, "end": {"meetingID", "password"},
}  # fmt: skip
NEEDED = {"create": {"name", "meetingID"}, "join": {"fullName", "meetingID"}}


class Server:
    """What the server knows and saw: `calls` [(call, parameters)], `meetings` {id: its parameters}."""

    def __init__(self):
        self.calls, self.meetings, self.joined = [], {}, {}
        # How it misbehaves: a function of the handler that answers in its place, or None.
        self.instead = None
        self.seconds = 0
        self.has_telephone = False
        self.address = None

    def names(self):
        """The calls without their parameters, in order."""
        return [call for call, _parameters in self.calls]

    def answer(self, call, query):
        """Return (status, body) to a call, its query as it came."""
        time.sleep(self.seconds)
        rest, _mark, checksum = query.rpartition("&checksum=")
        if hashlib.sha256(f"{call}{rest}{SECRET}".encode()).hexdigest() != checksum:
            return failed("checksumError", "You did not pass the checksum security check")
        parameters = {name: values[0] for name, values in parse_qs(rest, strict_parsing=True).items()}
        self.calls.append((call, parameters))
        missing = NEEDED.get(call, {"meetingID"}) - parameters.keys()
        unknown = parameters.keys() - KNOWN[call]
        if missing or unknown or (call == "join" and not parameters.keys() & {"role", "password"}):
            return failed("validationError", f"missing {sorted(missing)}, unknown {sorted(unknown)}")
        if not 2 <= len(parameters["meetingID"]) <= 256 or "," in parameters["meetingID"]:
            return failed("validationError", "Meeting ID must be between 2 and 256 characters")
        return getattr(self, call)(parameters)

    def create(self, parameters):
        """Idempotent for the same parameters; the same meeting with others is refused."""
        ident = parameters["meetingID"]
        if not 2 <= len(parameters["name"]) <= 256:
            return failed("validationError", "Meeting name must be between 2 and 256 characters")
        known = self.meetings.get(ident)
        if known is not None and known["as"] != parameters:
            return failed("idNotUnique", "A meeting already exists with that meeting ID.")
        if known is None:
            self.meetings[ident] = {"as": parameters, "createTime": str(1_700_000_000_000 + len(self.calls))}
        extra = "<dialNumber>+49 3583 5550</dialNumber>" if self.has_telephone else ""
        return said(
            f"<meetingID>{ident}</meetingID><createTime>{self.meetings[ident]['createTime']}</createTime>"
            f"<voiceBridge>70757</voiceBridge>{extra}<hasUserJoined>false</hasUserJoined>"
            f"<messageKey>{'duplicateWarning' if known else ''}</messageKey>"
        )

    def join(self, parameters):
        """Lead into the meeting, if it is this one."""
        meeting = self.meetings.get(parameters["meetingID"])
        if meeting is None:
            return failed("notFound", "We could not find a meeting with that meeting ID")
        if parameters.get("createTime") not in (None, meeting["createTime"]):
            return failed("mismatchCreateTime", "The createTime parameter submitted mismatches")
        self.joined.setdefault(parameters["meetingID"], []).append((parameters["fullName"], parameters["role"]))
        return 200, f"<!doctype html><title>Raum</title><h1>Im Raum: {escape(parameters['fullName'])}</h1>"

    def isMeetingRunning(self, parameters):
        """Whether somebody is in it; true and false for meetings that never were, too."""
        return said(f"<running>{str(parameters['meetingID'] in self.joined).lower()}</running>")

    def getMeetingInfo(self, parameters):
        """How many are in it."""
        if parameters["meetingID"] not in self.meetings:
            return failed("notFound", "We could not find a meeting with that meeting ID")
        inside = self.joined.get(parameters["meetingID"], [])
        people = "".join(
            f"<attendee><fullName>{escape(name)}</fullName><role>{role}</role></attendee>" for name, role in inside
        )
        return said(
            f"<participantCount>{len(inside)}</participantCount><hasBeenForciblyEnded>false</hasBeenForciblyEnded>"
            f"<attendees>{people}</attendees>"
        )

    def end(self, parameters):
        """End it for all."""
        if self.meetings.pop(parameters["meetingID"], None) is None:
            return failed("notFound", "We could not find a meeting with that meeting ID")
        self.joined.pop(parameters["meetingID"], None)
        return said("<messageKey>sentEndMeetingRequest</messageKey>")


def said(body):
    """An answer that is well."""
    return 200, f"<response><returncode>SUCCESS</returncode>{body}</response>"


def failed(key, words):
    """An answer that is not, as the server gives it: with status 200."""
    return 200, (
        f"<response><returncode>FAILED</returncode><messageKey>{key}</messageKey><message>{words}</message></response>"
    )


@contextmanager
def running():
    """Yield a Server on loopback; its `address` is as the administration types it."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if server.instead is not None:
                server.instead(self)
                return
            path, _mark, query = self.path.partition("?")
            call = path.removeprefix("/bigbluebutton/api/")
            if call not in KNOWN:
                self.send_error(404)
                return
            status, body = server.answer(call, query)
            kind = "text/html" if body.startswith("<!doctype") else "text/xml"
            send(self, body.encode(), status, f"{kind};charset=utf-8")

        def log_message(self, *_facts):
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.daemon_threads = True
    # Whoever hangs up in the middle is meant to; other tests read what is printed.
    web.handle_error = lambda *_facts: None
    server.address = f"http://127.0.0.1:{web.server_port}/bigbluebutton/"
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        web.server_close()


def send(handler, body, status=200, kind="text/xml"):
    """Answer with a body."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
