"""Keep and read files."""

import contextlib
import hashlib
import os
import unicodedata
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.errors import Refusal
from roundtable.files.kinds import EXTENSIONS, kind_of
from roundtable.files.models import StoredFile
from roundtable.files.whole import sync, written
from roundtable.jobs import sweep

LEFT_FOR = timedelta(hours=2)
# Bytes that no record names: longer than a transaction that keeps a file, or a backup that reads one.
MINUTES = 60


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].files_folder
    return folder


def place_of(file: StoredFile) -> Path:
    """Where its bytes stand: under their hash, so that the same bytes are kept once."""
    return _folder() / file.sha256[:2] / file.sha256


def plain_name(name: str) -> str:
    """A name without folders, control and bidirectional characters, short enough for any disk."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp"))
    stem, dot, extension = clean.strip(" .").rpartition(".")
    return (f"{stem[:180]}{dot}{extension[:12]}" if dot else extension[:180]) or "file"


def store(
    name: str,
    content: bytes,
    *,
    programme_id: int | None,
    media_type: str | None = None,
    among: Collection[str] = EXTENSIONS,
) -> StoredFile:
    """Keep a file that somebody gave us, checked by its content; it is on disk before this returns.

    Give `media_type` for one that we made ourselves, which needs no check; `among` are the extensions that are taken.
    """
    shown = plain_name(name)
    known = media_type or kind_of(shown, content, among).media_type
    file = StoredFile(
        name=shown,
        media_type=known,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=clock.now(),
        programme_id=programme_id,
    )
    _write(place_of(file), content)
    db.session.add(file)
    db.session.flush()
    return file


def _write(place: Path, content: bytes) -> None:
    """Write to a name beside it, sync, then rename: a killed process leaves no half file under the hash.

    What is there already is touched, so that the sweep of orphans leaves it to whoever is about to name it.
    """
    with contextlib.suppress(FileNotFoundError):
        os.utime(place)
        if place.stat().st_size == len(content):
            sync(place.parent)
            return
    try:
        if not place.parent.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            sync(place.parent.parent)
        with written(place, private=True) as file:
            file.write(content)
    except OSError as error:
        raise Refusal(
            f"The file could not be kept: {error.strerror or error}. Ask whoever runs this server."
        ) from error


def read(file: StoredFile) -> bytes:
    """Its bytes. Refuses, naming the file, where they are gone."""
    try:
        return place_of(file).read_bytes()
    except OSError as error:
        raise Refusal(f"{file.name} is not on this server's disk: {error.strerror}.") from error


def discard(file: StoredFile) -> None:
    """Delete a file for good: its row now, its bytes by the sweep of orphans, unless another file has the same."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(place_of(file))  # a backup that has begun still reads them
    db.session.delete(file)
    db.session.flush()


@sweep
def remove_orphans() -> None:
    """Remove bytes without a record that nobody touched for LEFT_FOR: in a sixtieth of the folders each minute."""
    for place in _folder().glob("[0-9a-f][0-9a-f]"):
        if int(place.name, 16) % MINUTES == clock.now().minute:
            remove_orphans_in(place)


def remove_orphans_in(folder: Path) -> None:
    """The same for one folder, and what a killed process left half written."""
    before = (clock.now() - LEFT_FOR).timestamp()
    old = {each.name: Path(each) for each in os.scandir(folder) if each.stat().st_mtime < before}
    if old:
        with transaction():
            named = set(db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(old))))
        for name in old.keys() - named:
            _remove(old[name], before)


def _remove(place: Path, before: float) -> None:
    """Remove it, unless it was touched since it was looked at: then the same bytes are being kept anew.

    It is moved aside first, so that whoever keeps them at this moment either is seen here or finds nothing there.
    """
    aside = place.with_name(f".{place.name}")
    with contextlib.suppress(FileNotFoundError):
        place.replace(aside)
        if aside.stat().st_mtime < before:
            aside.unlink()
        else:
            aside.replace(place)
