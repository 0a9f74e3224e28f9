"""A season as a file: read, checked, moved to other weeks, loaded and written again (docs/season-format.md)."""
