"""How Alembic finds the models and the database of the app."""

from alembic import context
from flask import current_app

from app.database import UtcDateTime, db


def render_item(kind, item, autogen_context):
    """Write our column type as the plain type it is, so that old migrations do not import today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def compare_type(_context, _inspected, _metadata, inspected_type, metadata_type):
    """Let Alembic compare types itself, but see UtcDateTime as what it is in the database."""
    if isinstance(metadata_type, UtcDateTime):
        return not isinstance(inspected_type, type(metadata_type.impl)) and "TIMESTAMP" not in str(inspected_type)
    return None


def run():
    """Run the migrations in one transaction: all of them or none (both databases roll tables back)."""
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        settings = {
            **current_app.extensions["migrate"].configure_args,
            "render_item": render_item,
            "compare_type": compare_type,
            "transactional_ddl": True,
        }
        context.configure(connection=connection, target_metadata=db.metadata, **settings)
        with context.begin_transaction():
            context.run_migrations()


run()
