"""Runs the suite again on PostgreSQL, where DATABASE_URL, ROUNDTABLE_POSTGRESQL or a local server is to be had."""

import getpass
import os
import subprocess
import sys

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from roundtable.config import Settings


def find_server() -> str | None:
    """The address of a server on which this user may make databases."""
    local = [f"postgresql://{user}@127.0.0.1/postgres" for user in (getpass.getuser(), "postgres")]
    for address in [os.environ.get("DATABASE_URL", ""), os.environ.get("ROUNDTABLE_POSTGRESQL", ""), *local]:
        if not address.startswith("postgres"):
            continue
        settings = Settings.from_environment({"DATABASE_URL": address})
        try:
            with create_engine(settings.database_url, connect_args={"connect_timeout": 2}).connect():
                return address
        except OperationalError:
            continue
    return None


def main() -> int:
    address = find_server()
    if address is None:
        print("PostgreSQL: not run, because DATABASE_URL names none and there is no local server.")
        return 0
    print("On PostgreSQL (the browser's journeys ran on SQLite):")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "auto",
        "--maxschedchunk",
        "1",
        "-m",
        "not journey and not one_database",
        *sys.argv[1:],
    ]
    return subprocess.call(command, env=os.environ | {"DATABASE_URL": address})


if __name__ == "__main__":
    sys.exit(main())
