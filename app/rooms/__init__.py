"""Rooms, their parts, layouts and equipment, and who has them when."""
