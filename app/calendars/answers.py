"""What all feeds answer with, and how their addresses are handed to programs and telephones."""

from flask import Response


def calendar(body):
    """Return a calendar (bytes) as an answer that no search engine lists."""
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def webcal(address):
    """Return the address of a feed as calendar programs take it for a subscription."""
    return f"webcal://{address.split('://', 1)[1]}"
