"""A throwaway installation: a folder with a migrated SQLite file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask

from roundtable.app import create_app
from roundtable.config import Settings

KEY = "a-key-for-benchmarks-and-for-nothing-else"


@dataclass
class Installation:
    """Its application in this process, and what another process needs to serve the same."""

    app: Flask
    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "DATABASE_URL": f"sqlite:///{self.folder / 'roundtable.db'}",
            "FILES_FOLDER": str(self.folder / "files"),
            "SECRET_KEY": KEY,
            "BASE_URL": "http://127.0.0.1:5000",
            "REDIS_URL": "",
            "SMTP_URL": "",
            "TRUSTED_PROXIES": "1",  # each visitor has an address of their own, as limits see it
        }


@contextmanager
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder:
        place = Installation(Flask("none"), Path(folder))
        place.app = create_app(Settings.from_environment(place.environ))
        place.app.extensions["worker_pid"] = os.getpid()  # no worker interferes
        with place.app.app_context():
            flask_migrate.upgrade()
        yield place
