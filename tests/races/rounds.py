"""How often we race, and how a twin shows that a check has teeth."""

import functools
import os

SOAK = os.environ.get("SOAK") == "1"
# Seconds between looking and writing, one per round: at full speed, and with time for the others to look as well.
PAUSES = [0, 0.01] * (20 if SOAK else 2)
TWIN_ROUNDS = 10
# Where the house must stand fire: more rounds, on one database, one after the other.
MANY, SEVERAL = (1000, 200) if SOAK else (50, 10)


def in_rounds(test):
    """Run a test with each pause, on one database."""

    @functools.wraps(test)
    def all_rounds(race):
        for pause in PAUSES:
            test(race, pause=pause)

    # Else pytest would take `pause` for a fixture.
    del all_rounds.__wrapped__
    return all_rounds


def pauses(rounds):
    """Return a pause for each of many rounds: short ones, every other round at full speed."""
    return [0, 0.002] * (rounds // 2)


def breaks(race_and_check):
    """Tell whether the promise is broken in one of several rounds."""
    for _round in range(TWIN_ROUNDS):
        try:
            race_and_check()
        except AssertionError:
            return True
    return False
