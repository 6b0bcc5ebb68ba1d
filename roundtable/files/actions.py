"""Keep and read files."""

import contextlib
import hashlib
import os
import tempfile
import unicodedata
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from roundtable import clock
from roundtable.db import after_commit, db
from roundtable.errors import Refusal
from roundtable.files.kinds import kind_of
from roundtable.files.models import StoredFile


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
    name: str, content: bytes, *, programme_id: int | None, media_type: str | None = None
) -> StoredFile:
    """Keep a file that somebody gave us, checked by its content; it is on disk before this returns.

    Give `media_type` for one that we made ourselves, which needs no check.
    """
    shown = plain_name(name)
    known = media_type or kind_of(shown, content).media_type
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
    """Write to a name beside it, sync, then rename: a killed process leaves no half file under the hash."""
    if place.exists() and place.stat().st_size == len(content):
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(place)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise
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
    """Delete a file for good: its row now, its bytes once that is on disk, unless another file has the same."""
    place = place_of(file)
    shared = select(StoredFile.id).where(StoredFile.sha256 == file.sha256, StoredFile.id != file.id)
    if db.session.scalar(shared.limit(1)) is None:
        after_commit(lambda: place.unlink(missing_ok=True))
    db.session.delete(file)
    db.session.flush()
