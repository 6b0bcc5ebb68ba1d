"""The wheel holds everything: it migrates and serves from a folder of its own."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from roundtable.places import PACKAGE

pytestmark = pytest.mark.one_database

MIGRATE_AND_ASK = """
import sys
from roundtable import cli, places
from roundtable.app import create_app
assert "site" in str(places.PACKAGE), places.PACKAGE
sys.argv = ["roundtable", "migrate"]
cli.main()
client = create_app().test_client()
print(client.get("/").status_code, client.get("/roundtable.css").status_code,
      client.get("/static/fonts/source-sans-pro-400.woff2").status_code)
"""


def test_a_built_and_unpacked_wheel_migrates_and_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PACKAGE.parent)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        wheel.extractall(tmp_path / "site")
    place = {
        "PYTHONPATH": str(tmp_path / "site"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'wheel.db'}",
        "FILES_FOLDER": str(tmp_path / "files"),
    }
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE_AND_ASK],
        cwd=tmp_path,
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-3:] == ["200", "200", "200"]
