"""What a guest shows at the door: the code of the ticket, and four letters to say. Both are answers to staff only."""

import secrets

# Crockford's base32: nothing that could be read as something else.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
# Letters that sound apart and make no words.
_SAID = "BCDFGHJKLMNPQRSTVWXZ"
_ALL = len(_SAID) ** 4
# Any number without a common divisor with _ALL: neighbours look nothing alike.
_STEP, _SHIFT = 61_803, 14_142
_BACK = pow(_STEP, -1, _ALL)
_READ_AS = str.maketrans("OIL", "011", " -")


def new_ticket():
    """Return a code for a new ticket that nobody can guess (50 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read(typed):
    """Return the code of a ticket as it was meant, or None where it is none."""
    code = (typed or "").upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else None


def door_code(ident):
    """Return the four letters of a registration; among the guests of one event no two are alike."""
    number, letters = (ident * _STEP + _SHIFT) % _ALL, ""
    for _ in range(4):
        number, each = divmod(number, len(_SAID))
        letters = _SAID[each] + letters
    return letters


def read_door_code(typed):
    """Return (rest, divisor): numbers of registrations with these letters leave this rest; or None."""
    letters = (typed or "").upper().replace(" ", "")
    if len(letters) != 4 or not set(letters) <= set(_SAID):
        return None
    number = 0
    for letter in letters:
        number = number * len(_SAID) + _SAID.index(letter)
    return (number - _SHIFT) * _BACK % _ALL, _ALL
