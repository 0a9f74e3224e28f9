"""Everything that children of the fork server need, imported once."""

import pkgutil

import apscheduler.schedulers.background  # noqa: F401
import flask_migrate  # noqa: F401
import waitress  # noqa: F401

import app
import tests.races.processes  # noqa: F401
from tests import once

once.share_routes()

for _found in pkgutil.walk_packages(app.__path__, "app."):
    __import__(_found.name)
