"""`python -m bench` measures everything; `python -m bench booking pages rooms budgets` only what is named."""

import sys

NAMES = (
    "booking", "crowds", "feeds", "lobby", "notices", "due", "pages", "rooms", "room_booking", "board", "network",
    "programme", "imports", "budgets",
)  # fmt: skip


def main(wanted):
    """Run the comparisons by name."""
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"There is no {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    for name in wanted or NAMES:
        module = __import__(f"bench.{name}", fromlist=["main"])
        module.main()


if __name__ == "__main__":
    main(sys.argv[1:])
