"""Bookings of a series and of a request, with the states they go through."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)
KEPT = (
    "id", "room_id", "title", "starts_at", "ends_at", "setup_min", "teardown_min", "state", "booked_at",
)  # fmt: skip
BEFORE = {"ck_bookings_known_state": "state IN ('booked', 'cancelled')"}
CHECKS = {
    "ck_bookings_known_state": (
        "state IN ('held', 'requested', 'proposed', 'booked', 'cancelled', 'declined', 'lapsed', 'released',"
        " 'left_out')"
    ),
    "ck_bookings_booked_holds": "state != 'booked' OR holds",
    "ck_bookings_ended_lets_go": "state IN ('held', 'requested', 'proposed', 'booked') OR NOT holds",
    "ck_bookings_has_persons": "persons > 0",
    "ck_bookings_date_of_series_has_wall_start": "(series_id IS NULL) = (wall_start IS NULL)",
}
ALWAYS = {
    "ck_bookings_ends_after_start": "starts_at < ends_at",
    "ck_bookings_buffers_not_negative": "setup_min >= 0 AND teardown_min >= 0",
}
KEYS = {
    "fk_bookings_request_id": (["request_id"], "room_requests", None),
    "fk_bookings_series_id": (["series_id"], "series", None),
    "fk_bookings_layout_id": (["layout_id"], "layouts", "SET NULL"),
    "fk_bookings_booked_by_id": (["booked_by_id"], "accounts", "SET NULL"),
}
BELONGING = ("occupancies", "loans", "event_date_bookings")
A_UID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}


def new_columns(is_filled):
    """The columns that come; those without a default can be NOT NULL only once they are filled."""
    return [
        sa.Column("request_id", sa.Integer()),
        sa.Column("series_id", sa.Integer()),
        sa.Column("wall_start", sa.DateTime()),
        sa.Column("is_exception", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("holds", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("layout_id", sa.Integer()),
        sa.Column("persons", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("broken_rules", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("checked_in_at", MOMENT),
        sa.Column("booked_by_id", sa.Integer()),
        sa.Column("uid", sa.String(length=80), nullable=not is_filled),
        sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("changed_at", MOMENT, nullable=not is_filled),
    ]


def old_columns():
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("setup_min", sa.Integer(), nullable=False),
        sa.Column("teardown_min", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("booked_at", MOMENT, nullable=False),
    ]


def upgrade():
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("wall_start", sa.DateTime(), nullable=False),
        sa.Column("wall_end", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("split_from_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("wall_start < wall_end", name=op.f("ck_series_ends_after_start")),
        sa.ForeignKeyConstraint(["split_from_id"], ["series.id"], name=op.f("fk_series_split_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _alter_up()
    else:
        # What SQLite cannot alter is written anew.
        _write_anew([*old_columns(), *new_columns(is_filled=True)], {**CHECKS, **ALWAYS}, KEYS, is_new=True)
    op.create_index(op.f("ix_bookings_request_id"), "bookings", ["request_id"], unique=False)


def _alter_up():
    for column in new_columns(is_filled=False):
        op.add_column("bookings", column)
    op.execute(f"UPDATE bookings SET holds = state = 'booked', changed_at = booked_at, uid = {_a_uid()}")
    for name in ("uid", "changed_at"):
        op.alter_column("bookings", name, nullable=False)
    op.drop_constraint("ck_bookings_known_state", "bookings")
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "bookings", condition)
    for name, (columns, table, ondelete) in KEYS.items():
        op.create_foreign_key(op.f(name), "bookings", table, columns, ["id"], ondelete=ondelete)
    op.create_unique_constraint(op.f("uq_bookings_uid"), "bookings", ["uid"])
    op.create_unique_constraint(op.f("uq_bookings_series_id_wall_start"), "bookings", ["series_id", "wall_start"])


def _a_uid():
    return f"{A_UID[op.get_bind().dialect.name]} || '@wirkstaette'"


def _write_anew(columns, checks, keys, is_new):
    constraints = [sa.CheckConstraint(condition, name=op.f(name)) for name, condition in checks.items()]
    constraints += [
        sa.ForeignKeyConstraint(mine, [f"{table}.id"], name=op.f(name), ondelete=ondelete)
        for name, (mine, table, ondelete) in keys.items()
    ]
    constraints += [
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_bookings_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    ]
    into, values = ", ".join(KEPT), ", ".join(KEPT)
    if is_new:
        constraints += [
            sa.UniqueConstraint("uid", name=op.f("uq_bookings_uid")),
            sa.UniqueConstraint("series_id", "wall_start", name=op.f("uq_bookings_series_id_wall_start")),
        ]
        into, values = f"{into}, holds, changed_at, uid", f"{values}, state = 'booked', booked_at, {_a_uid()}"
    op.create_table("bookings_anew", *columns, *constraints)
    op.execute(f"INSERT INTO bookings_anew ({into}) SELECT {values} FROM bookings")
    # Dropping a table deletes its rows, and what belongs to them goes along: laid aside meanwhile.
    for table in BELONGING:
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
    op.drop_table("bookings")
    op.rename_table("bookings_anew", "bookings")
    for table in BELONGING:
        op.execute(f"DELETE FROM {table}")
        op.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
        op.execute(f"DROP TABLE kept_{table}")
    op.create_index("ix_bookings_room_id_starts_at", "bookings", ["room_id", "starts_at"], unique=False)


def downgrade():
    # What was asked for and not yet sure had no state before.
    op.execute("UPDATE bookings SET state = 'cancelled' WHERE state != 'booked'")
    op.execute("DELETE FROM occupancies WHERE booking_id IN (SELECT id FROM bookings WHERE state = 'cancelled')")
    op.execute("DELETE FROM loans WHERE booking_id IN (SELECT id FROM bookings WHERE state = 'cancelled')")
    op.drop_index(op.f("ix_bookings_request_id"), table_name="bookings")
    if op.get_bind().dialect.name == "postgresql":
        for name in CHECKS:
            op.drop_constraint(name, "bookings")
        for column in reversed(new_columns(is_filled=True)):
            op.drop_column("bookings", column.name)
        op.create_check_constraint(op.f("ck_bookings_known_state"), "bookings", BEFORE["ck_bookings_known_state"])
    else:
        _write_anew(old_columns(), {**BEFORE, **ALWAYS}, {}, is_new=False)
    op.drop_table("series")
