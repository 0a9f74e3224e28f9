"""Messages: the outbox, their texts, and how they go out."""
