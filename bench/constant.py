"""The upper bound for a page: the smallest Flask view that sends the same bytes and headers from memory."""

from flask import Flask, Response, request


def create_app(answers):
    """Return an app that knows {path: (status, headers, body)} and nothing else."""
    app = Flask("constant", static_folder=None)

    @app.get("/<path:path>")
    def constant(path):
        status, headers, body = answers[request.full_path.rstrip("?")]
        return Response(body, status, headers)

    return app
