"""The driver alone: `python -m bench.bare FACTS CLIENTS COUNT` books that many seats in threads, one commit each."""

import json
import pickle
import secrets
import sys
import threading
import time
from itertools import count
from pathlib import Path

from bench import script


def main(facts, clients, amount):
    """Book, and print {"answered", "seconds"} as JSON."""
    url, steps = pickle.loads(Path(facts).read_bytes())
    turn, numbers, nonce = threading.Lock(), count(), secrets.token_hex(6)
    ready = threading.Barrier(clients + 1)

    def client():
        connection = script.connect(url)
        ready.wait()
        while (number := next(numbers)) < amount:
            script.book(connection, turn, steps, f"bare{nonce}-{number}@example.org", f"bare{nonce}-{number}")
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    cpu_ms = 1000 * time.process_time() / amount
    print(json.dumps({"answered": amount, "seconds": took, "statuses": {}, "cpu_ms": cpu_ms}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
