"""`make bench`, or `python -m tests.benchmarks lists start` for some of the figures."""

import os
import sys
import time
from importlib import import_module

from tests.benchmarks.table import HEAD, line, rows, trying

FIGURES = (
    *("start", "registration", "imports", "exports", "invitations", "letters"),
    *("replies", "feeds", "reports", "lists", "rounds", "submissions", "coding"),
)


def main() -> None:
    """Measure, one figure after the other, and say how many are missed. A benchmark fails nobody."""
    began, load = time.monotonic(), _load()
    print(HEAD, flush=True)
    for name in sys.argv[1:] or FIGURES:
        with trying(name):
            import_module(f"tests.benchmarks.{name}").measure()
    missed = [figure for figure in rows if not figure.good]
    print(f"\n{len(rows)} figures, {len(missed)} missed, in {time.monotonic() - began:.0f} s.")
    print(f"The load was {load} on {os.cpu_count()} processors as it began; a busy machine measures ill.")
    if missed:
        print("\nMissed:", *map(line, missed), sep="\n", flush=True)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
