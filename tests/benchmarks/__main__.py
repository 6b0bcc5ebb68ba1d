"""`make bench`, or `python -m tests.benchmarks lists start` for some of the figures."""

import sys
import time
from importlib import import_module

from tests.benchmarks.table import HEAD, rows

FIGURES = ("start", "registration", "imports", "exports", "invitations", "reports", "lists")


def main() -> None:
    """Measure, one figure after the other, and say how many are missed. A benchmark fails nobody."""
    began = time.monotonic()
    print(HEAD, flush=True)
    for name in sys.argv[1:] or FIGURES:
        import_module(f"tests.benchmarks.{name}").measure()
    missed = sum(not figure.good for figure in rows)
    print(f"\n{len(rows)} figures, {missed} missed, in {time.monotonic() - began:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
