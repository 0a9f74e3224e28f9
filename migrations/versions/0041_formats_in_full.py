"""A format says all that its events need: seats apart, layout, barriers, interpreting, whom it is for, a picture."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

BEFORE = "registration IN ('seat', 'slot', 'drop-in', 'invite')"
NOW = "registration IN ('seat', 'slot', 'drop-in', 'invite', 'external')"


def columns():
    return (
        sa.Column("capacity_online", sa.Integer(), server_default="0", nullable=False),
        sa.Column("decide_hours", sa.Integer(), server_default="72", nullable=False),
        sa.Column("layout", sa.String(length=80), server_default="", nullable=False),
        sa.Column("barrier_need", sa.String(length=20), server_default="", nullable=False),
        sa.Column("interpreting", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("audiences", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("min_age", sa.Integer()),
        sa.Column("contact_email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("external_url", sa.String(length=500), server_default="", nullable=False),
        sa.Column("picture", sa.String(length=120)),
        sa.Column("picture_alt", sa.String(length=300), server_default="", nullable=False),
    )


def upgrade():
    for column in columns():
        op.add_column("formats", column)
    # Until now one number stood for both kinds of seats.
    op.execute("UPDATE formats SET capacity_online = capacity WHERE mode IN ('hybrid', 'digital')")
    _change_check(BEFORE, NOW)
    op.create_table(
        "format_areas",
        sa.Column("format_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["innovation_areas.id"], name=op.f("fk_format_areas_area_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["format_id"], ["formats.id"], name=op.f("fk_format_areas_format_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("format_id", "area_id", name=op.f("pk_format_areas")),
    )


def downgrade():
    op.drop_table("format_areas")
    op.execute("UPDATE formats SET registration = 'invite' WHERE registration = 'external'")
    _change_check(NOW, BEFORE)
    for column in reversed(columns()):
        op.drop_column("formats", column.name)


def _change_check(old, new):
    name = "ck_formats_known_registration"
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(name, "formats")
        op.create_check_constraint(op.f(name), "formats", new)
        return
    # SQLite cannot alter a check; its documentation ("ALTER TABLE", 7) names this way for it, which touches no row.
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'formats'", (old, new)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
