"""What was measured: a table to read, and JSON to keep."""

import json
import os
from datetime import UTC, datetime

from bench.servers import ROOT

RESULTS = ROOT / "bench" / "results"


def table(heads, rows):
    """Print rows under their heads, figures to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(line[n]) for line in [heads, *texts]) for n in range(len(heads))]
    for line in [heads, *texts]:
        first, *others = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(["", first, *(cell.strip().rjust(len(cell)) for cell in others)]).rstrip())


def _text(cell):
    if isinstance(cell, float):
        return f"{cell:.2f}" if abs(cell) < 10 else f"{cell:,.0f}"
    return str(cell)


def keep(name, figures):
    """Write figures to bench/results, with the moment and the size of the machine."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%d-%H%M%S}-{name}.json"
    path.write_text(json.dumps({"at": now.isoformat(), "processors": os.cpu_count(), **figures}, indent=1, default=str))
    print(f"  → {path.relative_to(ROOT)}\n")
