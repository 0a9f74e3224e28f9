"""The process of a contender: `python -m bench.serve plain|constant FACTS PORT`, by the same waitress settings."""

import pickle
import sys
from pathlib import Path

from app.operations.serving import make_server
from bench import constant, plain
from config import load_config

KINDS = {"plain": plain.create_app, "constant": constant.create_app}


def main(kind, facts, port):
    """Serve one contender until SIGTERM."""
    app = KINDS[kind](pickle.loads(Path(facts).read_bytes()))
    app.config.update(load_config({"HOST": "127.0.0.1", "PORT": port}, dotenv="/nonexistent"))
    make_server(app).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
