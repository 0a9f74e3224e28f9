"""Never more of a thing are lent at a moment than there are. The last word is the database's."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

# The most that are out at once are out when the new loan begins, or when another begins during it.
TOO_MANY = """
    SELECT 1 FROM loans AS start
    WHERE start.equipment_id = NEW.equipment_id AND start.starts_at < NEW.ends_at AND start.ends_at > NEW.starts_at
      AND (
        SELECT SUM(other.quantity) FROM loans AS other
        WHERE other.equipment_id = NEW.equipment_id
          AND other.starts_at <= {later} AND other.ends_at > {later}
      ) > (SELECT stock FROM equipment WHERE id = NEW.equipment_id)
"""
# STOCK in app/rooms/actions.py: the family of locks that every act takes before it lends.
POSTGRESQL = """
    CREATE OR REPLACE FUNCTION loans_within_stock() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(2, NEW.equipment_id);
        IF EXISTS ({too_many}) THEN
            RAISE EXCEPTION 'loans_within_stock' USING ERRCODE = 'check_violation', CONSTRAINT = 'loans_within_stock';
        END IF;
        RETURN NULL;
    END $$
"""


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL.format(too_many=TOO_MANY.format(later="GREATEST(start.starts_at, NEW.starts_at)")))
        op.execute(
            "CREATE TRIGGER loans_within_stock AFTER INSERT OR UPDATE ON loans "
            "FOR EACH ROW EXECUTE FUNCTION loans_within_stock()"
        )
        return
    too_many = TOO_MANY.format(later="MAX(start.starts_at, NEW.starts_at)")
    for moment in ("INSERT", "UPDATE"):
        op.execute(
            sa.text(
                f"CREATE TRIGGER loans_within_stock_{moment.lower()} AFTER {moment} ON loans "
                f"WHEN EXISTS ({too_many}) BEGIN SELECT RAISE(ABORT, 'loans_within_stock'); END"
            )
        )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER loans_within_stock ON loans")
        op.execute("DROP FUNCTION loans_within_stock()")
        return
    for moment in ("insert", "update"):
        op.execute(f"DROP TRIGGER loans_within_stock_{moment}")
