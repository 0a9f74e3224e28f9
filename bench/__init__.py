"""Measured comparisons: `python -m bench [name …]`. README.md says how to read them."""
