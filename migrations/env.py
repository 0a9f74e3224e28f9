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


def include_name(name, kind, _parents):
    """Leave out the full text index, which no model knows (see the migration "search")."""
    return not (kind in ("table", "index") and (name or "").startswith("event_searches_fts"))


def include_object(_item, name, kind, is_reflected, _compare_to):
    """As `include_name`; PostgreSQL reads indexes with their tables."""
    return not is_reflected or include_name(name, kind, None)


def run():
    """Run the migrations in one transaction: all of them or none (both databases roll tables back)."""
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        settings = {
            **current_app.extensions["migrate"].configure_args,
            "render_item": render_item,
            "compare_type": compare_type,
            "include_name": include_name,
            "include_object": include_object,
            "transactional_ddl": True,
        }
        context.configure(connection=connection, target_metadata=db.metadata, **settings)
        with context.begin_transaction():
            context.run_migrations()


run()
