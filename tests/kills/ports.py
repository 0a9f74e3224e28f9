"""Where servers of a test listen."""

import socket


def free_port():
    """Return a port that nobody listens on; the servers of one test may follow each other on it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
