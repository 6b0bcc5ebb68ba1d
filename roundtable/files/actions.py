"""Keep and read files."""

import hashlib
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
from roundtable.files.storage import Disk, storage
from roundtable.jobs import sweep

LEFT_FOR = timedelta(hours=2)
# Bytes that no record names: longer than a transaction that keeps a file, or a backup that reads one.
MINUTES = 60


def place_of(file: StoredFile) -> Path:
    """Where its bytes stand on this machine: under their hash, so that the same bytes are kept once."""
    return Disk(current_app.extensions["settings"].files_folder).place(file.sha256)


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
    try:
        storage().put(file.sha256, content)
    except OSError as error:
        raise Refusal(
            f"The file could not be kept: {error.strerror or error}. Ask whoever runs this server."
        ) from error
    db.session.add(file)
    db.session.flush()
    return file


def read(file: StoredFile) -> bytes:
    """Its bytes. Refuses, naming the file, where they are gone."""
    try:
        return storage().get(file.sha256)
    except OSError as error:
        raise Refusal(
            f"{file.name} is not where this server keeps its files: {error.strerror or error}."
        ) from error


def discard(file: StoredFile) -> None:
    """Delete a file for good: its row now, its bytes by the sweep of orphans, unless another file has the same."""
    storage().touch(file.sha256)  # a backup that has begun still reads them
    db.session.delete(file)
    db.session.flush()


@sweep
def remove_orphans() -> None:
    """Remove bytes without a record that nobody touched for LEFT_FOR: in a sixtieth of the folders each minute."""
    for folder in storage().folders():
        if int(folder, 16) % MINUTES == clock.now().minute:
            remove_orphans_in(folder)


def remove_orphans_in(folder: str) -> None:
    """The same for one folder, and what a killed process left half written."""
    before = clock.now() - LEFT_FOR
    old = storage().older_than(folder, before)
    if old:
        with transaction():
            named = set(db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(old))))
        for name in set(old) - named:
            storage().remove_in(folder, name, before)
