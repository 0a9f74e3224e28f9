"""What the house is called. It stands further right; create_app puts the way to ask for it here."""

# function() → (name, claim).
ASK = []


def name():
    """Return the name of the house."""
    return both()[0]


def both():
    """Return the name of the house, and what it says of itself."""
    (ask,) = ASK
    return ask()
