"""How long the application and the command take to load."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import psutil

from tests.benchmarks.table import note

ROUNDS = 7
APPLICATION = "import roundtable.app"
SERVED = "from roundtable.app import create_app; create_app()"


def measure() -> None:
    """CPU seconds of fresh processes, their bytecode written by the first; an empty Python stands beside them."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ["DATABASE_URL"] = f"sqlite:///{folder}/roundtable.db"
        sides = {
            "empty": ["-c", ""],
            "import": ["-c", APPLICATION],
            "made": ["-c", SERVED],
            "help": ["-m", "roundtable", "--help"],
        }
        spent: dict[str, list[float]] = {name: [] for name in sides}
        for turn in range(ROUNDS + 1):
            for name, arguments in sides.items():
                seconds = _run([sys.executable, *arguments], environ)
                if turn:
                    spent[name].append(seconds)
    found = {name: median(times) for name, times in spent.items()}
    said = f"with create_app() {found['made']:.2f} s; an empty Python {found['empty']:.2f} s"
    note("import of the application", found["import"], "≤ 1.2 s", unit=" s", at_most=1.2, said=said)
    note("`roundtable --help`", found["help"], "≤ 0.4 s", unit=" s", at_most=0.4)


def _run(command: list[str], environ: dict[str, str]) -> float:
    before = _of_children()
    subprocess.run(command, env=environ, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, check=True)
    return _of_children() - before


def _of_children() -> float:
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)
