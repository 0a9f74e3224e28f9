"""A crowd of clients in a process of its own: `python -m bench.load FILE PORT CLIENTS COUNT SECONDS`.

FILE is a pickled list of requests (bytes). Each client keeps its connection, sends a request, reads the whole answer,
and takes the next; a list shorter than COUNT is begun anew. One thread and epoll, so that the crowd costs little.
"""

import json
import pickle
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path


def run(file, server, clients, amount, seconds=60):
    """Let a crowd loose on a server; return what it saw (see `main`) and cpu_ms, the server's time for an answer."""
    from bench import servers

    before = servers.cpu_seconds(server.pid)
    command = [sys.executable, __file__, str(file), str(server.port), str(clients), str(amount), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True)
    seen = json.loads(done.stdout)
    return {**seen, "cpu_ms": 1000 * (servers.cpu_seconds(server.pid) - before) / seen["answered"]}


class Client:
    """One connection with one request under way."""

    def __init__(self, port):
        self.port, self.head, self.length, self.sent_at, self.is_over = port, b"", None, 0, False
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.is_over = False

    def send(self, request):
        self.head, self.length, self.sent_at = b"", None, time.perf_counter()
        self.socket.sendall(request)

    def read(self):
        """Take what has come; return (status, length of the body) once the answer is whole, else None."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("The server hung up.")
        if self.length is None:
            self.head, mark, body = (self.head + piece).partition(b"\r\n\r\n")
            if not mark:
                return None
            self.length = len(body)
        else:
            # Of a long body only the length is of interest.
            self.length += len(piece)
        status = int(self.head[9:12])
        # Waitress ends the connection after every 304.
        self.is_over = b"connection: close" in self.head.lower()
        expected = 0 if status in (204, 304) else _length(self.head)
        return (status, self.length) if self.length >= expected else None


def _length(head):
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError(f"An answer without length: {head!r}")


def main(file, port, clients, amount, seconds):
    """Send, and print as JSON: answered, seconds, statuses, bytes, p50, p95 and p99 in ms."""
    requests = islice(cycle(pickle.loads(Path(file).read_bytes())), amount)
    crowd = selectors.DefaultSelector()
    statuses, waits, received = Counter(), [], 0
    for client in [Client(port) for _ in range(min(clients, amount))]:
        crowd.register(client.socket, selectors.EVENT_READ, client)
    begin = time.perf_counter()
    for key in list(crowd.get_map().values()):
        key.data.send(next(requests))
    while crowd.get_map() and time.perf_counter() - begin < seconds:
        for key, _events in crowd.select(timeout=1):
            if (answer := key.data.read()) is None:
                continue
            statuses[answer[0]] += 1
            received += answer[1]
            waits.append(time.perf_counter() - key.data.sent_at)
            request = next(requests, None)
            if request is None or key.data.is_over:
                crowd.unregister(key.data.socket)
                key.data.socket.close()
            if request is not None:
                if key.data.is_over:
                    key.data.connect()
                    crowd.register(key.data.socket, selectors.EVENT_READ, key.data)
                key.data.send(request)
    took = time.perf_counter() - begin
    waits.sort()
    print(
        json.dumps(
            {
                "answered": len(waits), "seconds": took, "statuses": statuses, "bytes": received,
                "p50_ms": 1000 * waits[len(waits) // 2], "p95_ms": 1000 * waits[len(waits) * 95 // 100],
                "p99_ms": 1000 * waits[len(waits) * 99 // 100],
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], *(int(word) for word in sys.argv[2:6]))
