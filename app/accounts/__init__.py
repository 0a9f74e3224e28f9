"""People who sign in, what a view may be opened by, tokens, and the audit trail."""
