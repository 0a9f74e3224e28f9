"""Registrations go through more: offers, the door, companions who need no seat, and all that may be asked."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"

# Crockford's base32: nothing that could be read as something else.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOMENT = sa.DateTime(timezone=True)
STATES = (
    "state IN ('held', 'confirmed', 'waiting', 'offered', 'attended', 'missed', 'lapsed', 'given_up',"
    " 'declined', 'removed')"
)
STATES_BEFORE = "state IN ('held', 'confirmed', 'waiting', 'lapsed', 'given_up')"
LIVING = sa.text("state IN ('held', 'confirmed', 'waiting', 'offered', 'attended')")
LIVING_BEFORE = sa.text("state IN ('held', 'confirmed', 'waiting')")
CHECKS = {
    "carers_within_seats": "carers >= 0 AND carers <= seats",
    "known_source": "source IN ('web', 'invited', 'phone', 'house', 'list')",
    "offer_ends": "state != 'offered' OR offered_until IS NOT NULL",
}
ALWAYS = {
    "known_kind": "kind IN ('onsite', 'online')",
    "email_lower": "email = lower(email)",
    "has_seats": "seats > 0",
}
KEPT = (
    "id, event_id, kind, state, seats, name, email, answers, form_key, booked_at, held_until, confirmed_at, ended_at,"
    " link_version, believes, wheelchairs"
)


def new_columns():
    return [
        sa.Column("carers", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("needs", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("needs_note", sa.String(length=500), nullable=False, server_default=""),
        sa.Column("people", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("guardian_at", MOMENT),
        sa.Column("language", sa.String(length=5), nullable=False, server_default="de"),
        sa.Column("statistics", sa.JSON(none_as_null=True)),
        sa.Column("source", sa.String(length=10), nullable=False, server_default="web"),
        sa.Column("note", sa.String(length=500), nullable=False, server_default=""),
        sa.Column("ticket", sa.String(length=10)),
        sa.Column("choices", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("ahead_at", MOMENT),
        sa.Column("takes_fewer", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("offered_until", MOMENT),
    ]


def old_columns():
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.String(length=60), nullable=True),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("believes", sa.JSON(none_as_null=True), nullable=True),
        # With its column, so that an older migration can drop both.
        sa.Column(
            "wheelchairs", sa.Integer(),
            sa.CheckConstraint(
                "wheelchairs >= 0 AND wheelchairs <= seats", name=op.f("ck_registrations_wheelchairs_within_seats")
            ),
            nullable=False, server_default="0",
        ),
    ]  # fmt: skip


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        for column in new_columns():
            op.add_column("registrations", column)
        op.drop_constraint("ck_registrations_known_state", "registrations")
        op.create_check_constraint(op.f("ck_registrations_known_state"), "registrations", STATES)
        for name, condition in CHECKS.items():
            op.create_check_constraint(op.f(f"ck_registrations_{name}"), "registrations", condition)
        op.create_unique_constraint(op.f("uq_registrations_ticket"), "registrations", ["ticket"])
        op.drop_index("uq_registrations_one_per_address", table_name="registrations")
        _index_addresses(LIVING)
    else:
        _write_anew([*old_columns(), *new_columns()], {"known_state": STATES, **CHECKS, **ALWAYS}, LIVING, is_new=True)
    op.create_index(op.f("ix_registrations_offered_until"), "registrations", ["offered_until"])
    _give_tickets()
    op.create_table(
        "seat_limits",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_seat_limits_never_oversold")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_seat_limits_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "name", name=op.f("pk_seat_limits")),
    )


def _give_tickets():
    table = sa.table("registrations", sa.column("id", sa.Integer), sa.column("ticket", sa.String))
    connection = op.get_bind()
    for ident in connection.scalars(sa.select(table.c.id)).all():
        ticket = "".join(secrets.choice(LETTERS) for _ in range(10))
        connection.execute(sa.update(table).where(table.c.id == ident).values(ticket=ticket))


def _index_addresses(living):
    op.create_index(
        "uq_registrations_one_per_address", "registrations", ["event_id", "email"], unique=True,
        sqlite_where=living, postgresql_where=living,
    )  # fmt: skip


def _write_anew(columns, checks, living, is_new):
    """What SQLite cannot alter is written anew; what belongs to the rows is laid aside, as it goes with them."""
    constraints = [
        sa.CheckConstraint(condition, name=op.f(f"ck_registrations_{name}")) for name, condition in checks.items()
    ]
    constraints += [
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_registrations_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("form_key", name=op.f("uq_registrations_form_key")),
    ]
    if is_new:
        constraints.append(sa.UniqueConstraint("ticket", name=op.f("uq_registrations_ticket")))
    op.execute("CREATE TEMPORARY TABLE kept_reminders AS SELECT * FROM reminders")
    op.create_table("registrations_anew", *columns, *constraints, sqlite_autoincrement=True)
    op.execute(f"INSERT INTO registrations_anew ({KEPT}) SELECT {KEPT} FROM registrations")
    # No number is given twice, also not those of rows that are gone.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'registrations_anew'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq)"
        " SELECT 'registrations_anew', seq FROM sqlite_sequence WHERE name = 'registrations'"
    )
    op.drop_table("registrations")
    op.rename_table("registrations_anew", "registrations")
    op.execute("DELETE FROM reminders")
    op.execute("INSERT INTO reminders SELECT * FROM kept_reminders")
    op.execute("DROP TABLE kept_reminders")
    op.create_index("ix_registrations_event_id_kind_state", "registrations", ["event_id", "kind", "state"])
    op.create_index("ix_registrations_state_held_until", "registrations", ["state", "held_until"])
    _index_addresses(living)


def downgrade():
    op.drop_table("seat_limits")
    # All of them have a seat that the ledger counts.
    op.execute("UPDATE registrations SET state = 'confirmed' WHERE state IN ('offered', 'attended', 'missed')")
    op.execute("UPDATE registrations SET state = 'given_up' WHERE state IN ('declined', 'removed')")
    op.drop_index(op.f("ix_registrations_offered_until"), table_name="registrations")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("uq_registrations_one_per_address", table_name="registrations")
        for name in ("known_state", *CHECKS):
            op.drop_constraint(f"ck_registrations_{name}", "registrations")
        for column in reversed(new_columns()):
            op.drop_column("registrations", column.name)
        op.create_check_constraint(op.f("ck_registrations_known_state"), "registrations", STATES_BEFORE)
        _index_addresses(LIVING_BEFORE)
    else:
        _write_anew(old_columns(), {"known_state": STATES_BEFORE, **ALWAYS}, LIVING_BEFORE, is_new=False)
