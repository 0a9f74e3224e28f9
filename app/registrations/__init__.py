"""Seats: booking, waiting, managing by link, and what the team sees of it."""
