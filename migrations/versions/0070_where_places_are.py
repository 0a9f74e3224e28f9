"""Where on the map a place is."""

from alembic import op

revision = "0070"
down_revision = "0069"


def upgrade():
    # One statement each, because SQLite can add a check only together with its column.
    op.execute(
        "ALTER TABLE places ADD COLUMN latitude FLOAT"
        " CONSTRAINT ck_places_latitude_on_earth CHECK (latitude BETWEEN -90 AND 90)"
    )
    op.execute(
        "ALTER TABLE places ADD COLUMN longitude FLOAT"
        " CONSTRAINT ck_places_longitude_on_earth CHECK (longitude BETWEEN -180 AND 180)"
        " CONSTRAINT ck_places_both_or_none CHECK ((latitude IS NULL) = (longitude IS NULL))"
    )


def downgrade():
    for name in ("longitude", "latitude"):
        op.drop_column("places", name)
