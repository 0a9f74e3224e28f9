"""Memory of our processes (glibc): one heap for all threads, and what is free of it goes back to the machine.

Python keeps little of what it frees, glibc much: each thread gets a heap of its own, and what lies free between things
in use stays. Only one thread runs Python at a time, so they do not get into each other's way. Elsewhere than on Linux
with glibc there is no such thing, and no need.
"""

import ctypes
from contextlib import suppress

# M_ARENA_MAX of malloc.h.
_ARENAS = -8
_libraries = []


def share():
    """Let all threads of this process share one heap; from now on `give_back` does something."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_ARENAS, 1)
        _libraries[:] = [library] if hasattr(library, "malloc_trim") else []


def give_back():
    """Give back what is free; for after something large was made, as it takes some milliseconds."""
    for library in _libraries:
        library.malloc_trim(0)
