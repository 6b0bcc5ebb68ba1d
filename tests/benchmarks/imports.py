"""100,000 stakeholders from a CSV file into an empty register, through the command: read, compare, write."""

import csv
import os
import subprocess
import sys
from pathlib import Path

from roundtable.db import db
from tests.benchmarks import sowing
from tests.benchmarks.installation import Installation, installation
from tests.benchmarks.table import note

LINES, DUPLICATES = 100_000, 2_000
COLUMNS = ("Name", "Email", "Organisation", "Job title", "Group")
# Says at its end what it cost, since a parent knows the peak of its largest child only.
MEASURED = (
    "import resource, sys; from roundtable.cli import roundtable; sys.argv[0] = 'roundtable';"
    "roundtable(standalone_mode=False); used = resource.getrusage(resource.RUSAGE_SELF);"
    "print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
)


def measure() -> None:
    with installation() as place:
        with place.app.app_context():
            sowing.programme()
            db.session.commit()
        file = place.folder / "people.csv"
        _write(file)
        previewed, _ = _run(place, "--preview", str(file))
        seconds, memory = _run(place, str(file))
        said = f"preview alone {previewed:.1f} s"
        note(
            "import of 100,000 stakeholders, preview and write: CPU",
            seconds,
            "≤ 15 s",
            unit=" s",
            at_most=15,
            said=said,
        )
        note("its memory", memory, "≤ 400 MB", unit=" MB", at_most=400)


def _write(file: Path) -> None:
    """People in 5,000 organisations and four groups; some lines stand there twice."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for n in [*range(LINES - DUPLICATES), *range(DUPLICATES)]:
            writer.writerow(
                (
                    f"Ada Example{n}",
                    f"ada{n}@people.example",
                    f"Organisation {n % 5000}",
                    "Lead",
                    f"Group {n % 4 + 1}",
                )
            )


def _run(place: Installation, *arguments: str) -> tuple[float, float]:
    """CPU seconds and the peak in megabytes of the command in a process of its own."""
    command = [sys.executable, "-c", MEASURED, "import-stakeholders", "--programme", sowing.SLUG, *arguments]
    done = subprocess.run(
        command,
        env=os.environ | place.environ,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory = done.stdout.splitlines()[-1].split()
    return float(seconds), float(memory)
