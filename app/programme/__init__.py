"""What happens: formats, events and their dates, and the public programme."""
