"""Formats say what is asked of guests and how freed seats go out; events, how many places for wheelchairs there are."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade():
    op.add_column("formats", sa.Column("offers_seats", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("formats", sa.Column("asks", sa.JSON(), nullable=False, server_default='["wheelchairs"]'))
    op.add_column("formats", sa.Column("wheelchair_places", sa.Integer()))
    op.add_column("formats", sa.Column("thanks", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("events", sa.Column("wheelchair_places", sa.Integer()))
    op.add_column("events", sa.Column("is_thanked", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Nobody is thanked for what was long ago.
    op.execute("UPDATE events SET is_thanked = true")
    # Who has booked an event whose dates one may choose comes to all of them.
    op.execute(
        "INSERT INTO seat_limits (event_id, name, capacity, taken)"
        " SELECT e.id, l.kind || '/date:' || d.id, l.capacity - l.house, l.taken - l.house FROM events e"
        " JOIN event_dates d ON d.event_id = e.id JOIN seat_ledgers l ON l.event_id = e.id"
        " WHERE e.attendance = 'some' AND (SELECT count(*) FROM event_dates o WHERE o.event_id = e.id) > 1"
    )


def downgrade():
    for table, column in (
        ("events", "is_thanked"), ("events", "wheelchair_places"), ("formats", "thanks"),
        ("formats", "wheelchair_places"), ("formats", "asks"), ("formats", "offers_seats"),
    ):  # fmt: skip
        op.drop_column(table, column)
