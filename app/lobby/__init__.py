"""The door to a digital room: when it opens, who is let in, and which video service is behind it."""
