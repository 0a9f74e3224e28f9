"""Who may do what, where; whoever could sign in before keeps every right."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade():
    op.create_table(
        "role_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("place_id", sa.Integer()),
        sa.Column("organisation_id", sa.Integer()),
        sa.CheckConstraint(
            "(role = 'representative') = (organisation_id IS NOT NULL)", name=op.f("ck_role_grants_represents_one")
        ),
        sa.CheckConstraint(
            "role IN ('administration', 'programme', 'rooms', 'door', 'insights', 'representative')",
            name=op.f("ck_role_grants_known_role"),
        ),
        sa.CheckConstraint(
            "role NOT IN ('administration', 'representative') OR place_id IS NULL",
            name=op.f("ck_role_grants_of_no_place"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_role_grants_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_role_grants_organisation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_role_grants_place_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_table(
        "sign_in_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("second_factor", sa.String(length=20), server_default="free", nullable=False),
        sa.Column("administrators", sa.Integer()),
        sa.CheckConstraint(
            "second_factor IN ('free', 'administration', 'all')", name=op.f("ck_sign_in_rules_known_second_factor")
        ),
        sa.CheckConstraint("administrators >= 1", name=op.f("ck_sign_in_rules_never_without_administration")),
        sa.CheckConstraint("id = 1", name=op.f("ck_sign_in_rules_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_rules")),
    )
    # As the model says it: no two rows of one meaning, and NULL is a meaning too.
    op.execute(
        "CREATE UNIQUE INDEX uq_role_grants_same ON role_grants"
        " (account_id, role, coalesce(place_id, 0), coalesce(organisation_id, 0))"
    )
    op.execute("INSERT INTO role_grants (account_id, role) SELECT id, 'administration' FROM accounts")
    op.execute(
        "INSERT INTO sign_in_rules (id, second_factor, administrators)"
        " SELECT 1, 'free', nullif(count(*), 0) FROM accounts WHERE is_open"
    )


def downgrade():
    op.drop_table("sign_in_rules")
    op.drop_table("role_grants")
