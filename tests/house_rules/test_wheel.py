"""The wheel holds everything: it migrates and serves from a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from roundtable.places import PACKAGE

pytestmark = pytest.mark.one_database

ASK = """
from roundtable import places
from roundtable.app import create_app
client = create_app().test_client()
assert "site" in str(places.PACKAGE), places.PACKAGE
print(client.get("/").status_code, client.get("/roundtable.css").status_code,
      client.get("/static/fonts/source-sans-pro-400.woff2").status_code)
"""


def test_a_built_and_installed_wheel_migrates_and_serves(tmp_path: Path) -> None:
    def run(*command: str, **environ: str) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **environ}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    python, site = sys.executable, str(tmp_path / "site")
    run(python, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(PACKAGE.parent))
    wheel = next(tmp_path.glob("*.whl"))
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, str(wheel))
    place = {
        "PYTHONPATH": site,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'wheel.db'}",
        "FILES_FOLDER": str(tmp_path / "files"),
    }
    run(python, "-m", "roundtable", "migrate", **place)
    assert run(python, "-c", ASK, **place).split() == ["200", "200", "200"]
