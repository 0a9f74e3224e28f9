"""How often we race, and how a twin shows that a check has teeth."""

import functools
import os

SOAK = os.environ.get("SOAK") == "1"
# Seconds between looking and writing, one per round: at full speed, and with time for the others to look as well.
PAUSES = [0, 0.01] * (20 if SOAK else 2)
TWIN_ROUNDS = 10


def in_rounds(test):
    """Run a test with each pause, on one database."""

    @functools.wraps(test)
    def all_rounds(race):
        for pause in PAUSES:
            test(race, pause=pause)

    # Else pytest would take `pause` for a fixture.
    del all_rounds.__wrapped__
    return all_rounds


def breaks(race_and_check):
    """Tell whether the promise is broken in one of several rounds."""
    for _round in range(TWIN_ROUNDS):
        try:
            race_and_check()
        except AssertionError:
            return True
    return False
