"""Rooms with parts, layouts, hours and equipment."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade():
    op.create_table(
        "equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("provides", sa.String(length=200), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(kind = 'mobile') = (stock IS NOT NULL)", name=op.f("ck_equipment_mobile_has_stock")),
        sa.CheckConstraint("kind IN ('fixed', 'mobile')", name=op.f("ck_equipment_known_kind")),
        sa.CheckConstraint("stock > 0", name=op.f("ck_equipment_stock_above_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment")),
        sa.UniqueConstraint("key", name=op.f("uq_equipment_key")),
    )
    op.create_table(
        "parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("house_rules", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("setup_min", sa.Integer(), nullable=False),
        sa.Column("teardown_min", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("hearing_loop", sa.String(length=20), nullable=True),
        sa.Column("accessible_wc", sa.Boolean(), nullable=True),
        sa.Column("wheelchair_places", sa.Integer(), nullable=True),
        sa.Column("door_cm", sa.Integer(), nullable=True),
        sa.Column("lift", sa.Boolean(), nullable=True),
        sa.Column("reserved_parking", sa.Integer(), nullable=True),
        sa.Column("quiet_room", sa.Boolean(), nullable=True),
        sa.Column("assistance_dogs", sa.Boolean(), nullable=True),
        sa.Column("access_note", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=60), nullable=True),
        sa.Column("join_url", sa.String(length=500), nullable=True),
        sa.Column("opens_before_min", sa.Integer(), nullable=True),
        sa.Column("closes_after_min", sa.Integer(), nullable=True),
        sa.Column("phone_dial_in", sa.Boolean(), nullable=True),
        sa.Column("live_captions", sa.Boolean(), nullable=True),
        sa.Column("interpreting_channels", sa.JSON(), nullable=True),
        sa.Column("recording", sa.String(length=20), nullable=True),
        sa.Column("waiting_room", sa.Boolean(), nullable=True),
        sa.CheckConstraint("kind = 'digital' OR place_id IS NOT NULL", name=op.f("ck_rooms_physical_has_place")),
        sa.CheckConstraint("kind IN ('physical', 'digital')", name=op.f("ck_rooms_known_kind")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_rooms_has_capacity")),
        sa.CheckConstraint("setup_min >= 0 AND teardown_min >= 0", name=op.f("ck_rooms_buffers_not_negative")),
        sa.ForeignKeyConstraint(["parent_id"], ["rooms.id"], name=op.f("fk_rooms_parent_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_rooms_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("key", name=op.f("uq_rooms_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_rooms_slug")),
    )
    op.create_index(op.f("ix_rooms_place_id"), "rooms", ["place_id"], unique=False)
    op.create_table(
        "layouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_layouts_has_capacity")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_layouts_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layouts")),
        sa.UniqueConstraint("room_id", "name", name=op.f("uq_layouts_room_id_name")),
    )
    op.create_table(
        "room_equipment",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name=op.f("fk_room_equipment_equipment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_equipment_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "equipment_id", name=op.f("pk_room_equipment")),
    )
    op.create_table(
        "room_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_room_hours_weekday_0_to_6")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_hours_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_hours")),
    )
    op.create_index(op.f("ix_room_hours_room_id"), "room_hours", ["room_id"], unique=False)
    op.create_table(
        "room_parts",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_room_parts_part_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_parts_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "part_id", name=op.f("pk_room_parts")),
    )
    op.create_index(op.f("ix_room_parts_part_id"), "room_parts", ["part_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_room_parts_part_id"), table_name="room_parts")
    op.drop_table("room_parts")
    op.drop_index(op.f("ix_room_hours_room_id"), table_name="room_hours")
    op.drop_table("room_hours")
    op.drop_table("room_equipment")
    op.drop_table("layouts")
    op.drop_index(op.f("ix_rooms_place_id"), table_name="rooms")
    op.drop_table("rooms")
    op.drop_table("parts")
    op.drop_table("equipment")
