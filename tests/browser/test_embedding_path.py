"""The list of the programme in a frame of another site, and what of the house no other site can frame."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def partner():
    """A function that serves a page of another site, with a frame of an address; returns the page's address."""
    body = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body[0].encode())

        def log_message(self, *_said):
            """Say nothing."""

    # localhost and 127.0.0.1 are two sites, and two ports are two origins.
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def serve(address):
        body[:] = [f'<h1>Partner</h1><iframe src="{address}" width="320" height="500"></iframe>']
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    server.shutdown()
    server.server_close()


def test_another_site_frames_the_list_and_nothing_else(open_page, partner):
    page = open_page()
    page.goto("/einbetten/liste?anzahl=3")
    base = page.url.partition("/einbetten")[0]

    page.goto(partner(f"{base}/einbetten/liste?anzahl=3"))
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Die nächsten Veranstaltungen").wait_for()
    assert frame.get_by_role("listitem").count() == 3
    with page.context.expect_page() as opened:
        frame.get_by_role("listitem").get_by_role("link").first.click()
    assert opened.value.url.startswith(f"{base}/veranstaltungen/")
    assert page.context.cookies() == []

    page.goto(partner(f"{base}/programm"))
    page.wait_for_timeout(300)
    assert not page.frames[1].url.startswith(base)
