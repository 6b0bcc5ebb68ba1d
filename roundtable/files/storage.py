"""Where the octets of files stand, under their hash: in a folder of this machine, or in storage that fsspec speaks to."""

import contextlib
import io
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol

from flask import current_app

from roundtable import clock
from roundtable.config import Settings
from roundtable.errors import Refusal
from roundtable.files.whole import sync, written

log = logging.getLogger(__name__)


class Storage(Protocol):
    """Octets by their hash."""

    def put(self, digest: str, content: bytes) -> None:
        """Keep them; they are safe once this returns. What is there already is young again."""

    def get(self, digest: str) -> bytes:
        """Raises FileNotFoundError where they are gone, and OSError where the storage does not answer."""

    def open(self, digest: str) -> Path | IO[bytes]:
        """The same, as a server hands them out."""

    def touch(self, digest: str) -> None:
        """Make them young, as far as the storage can: somebody may be reading them."""

    def folders(self) -> Iterator[str]:
        """The first two figures of the hashes that there are."""

    def older_than(self, folder: str, before: datetime) -> list[str]:
        """The names in a folder that nobody touched since."""

    def remove_in(self, folder: str, name: str, before: datetime) -> None:
        """Remove what has that name in a folder, unless somebody touched it since: the same is being kept anew."""

    def is_empty(self) -> bool: ...


class Disk:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def put(self, digest: str, content: bytes) -> None:
        """Write to a name beside it, sync, then rename: a killed process leaves no half file under the hash."""
        place = self.place(digest)
        with contextlib.suppress(FileNotFoundError):
            os.utime(place)
            if place.stat().st_size == len(content):
                sync(place.parent)
                return
        if not place.parent.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            sync(place.parent.parent)
        with written(place, private=True) as file:
            file.write(content)

    def get(self, digest: str) -> bytes:
        return self.place(digest).read_bytes()

    def open(self, digest: str) -> Path | IO[bytes]:
        return self.place(digest)

    def touch(self, digest: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            os.utime(self.place(digest))

    def folders(self) -> Iterator[str]:
        return (place.name for place in self.folder.glob("[0-9a-f][0-9a-f]"))

    def older_than(self, folder: str, before: datetime) -> list[str]:
        limit = before.timestamp()
        return [each.name for each in os.scandir(self.folder / folder) if each.stat().st_mtime < limit]

    def remove_in(self, folder: str, name: str, before: datetime) -> None:
        """It is moved aside first, so that whoever keeps the same at this moment is seen here or finds nothing there."""
        place = self.folder / folder / name
        aside = place.with_name(f".{place.name}")
        with contextlib.suppress(FileNotFoundError):
            place.replace(aside)
            if aside.stat().st_mtime < before.timestamp():
                aside.unlink()
            else:
                aside.replace(place)

    def is_empty(self) -> bool:
        return not (self.folder.exists() and any(self.folder.glob("??/*")))


class Remote:
    """Storage elsewhere, S3 above all: `s3://bucket/prefix`. Its credentials are in the library's own environment."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _at(self, digest: str = "") -> tuple[Any, str]:
        """The file system, which fsspec keeps for the process, and the address in it."""
        from fsspec.core import url_to_fs  # only where files stand elsewhere

        system, root = url_to_fs(self.url)
        return system, "/".join(
            filter(None, (root.rstrip("/"), digest[:2], digest if len(digest) > 2 else ""))
        )

    @contextlib.contextmanager
    def _asked(self) -> Iterator[None]:
        """Whatever a driver raises is an OSError here."""
        try:
            yield
        except OSError:
            raise
        except Exception as error:
            log.exception("The storage of files did not answer")
            raise OSError(0, f"the storage did not answer ({type(error).__name__})") from error

    def put(self, digest: str, content: bytes) -> None:
        with self._asked():
            system, place = self._at(digest)
            system.makedirs(place.rpartition("/")[0], exist_ok=True)
            system.pipe_file(place, content)

    def get(self, digest: str) -> bytes:
        with self._asked():
            system, place = self._at(digest)
            content: bytes = system.cat_file(place)
            return content

    def open(self, digest: str) -> Path | IO[bytes]:
        return io.BytesIO(self.get(digest))

    def touch(self, digest: str) -> None:
        """Nothing: an object is as old as its writing."""

    def folders(self) -> Iterator[str]:
        return (f"{number:02x}" for number in range(256))

    def older_than(self, folder: str, before: datetime) -> list[str]:
        with self._asked():
            system, place = self._at(folder)
            system.invalidate_cache()
            try:
                names = system.ls(place, detail=False)
            except FileNotFoundError:
                return []
            return [name.rpartition("/")[2] for name in names if system.modified(name) < before]

    def remove_in(self, folder: str, name: str, before: datetime) -> None:
        """Looked at once more just before, for it cannot be moved aside in one step."""
        with self._asked(), contextlib.suppress(FileNotFoundError):
            system, place = self._at(folder)
            place = f"{place}/{name}"
            system.invalidate_cache()
            if system.modified(place) < before:
                system.rm_file(place)

    def is_empty(self) -> bool:
        with self._asked():
            system, place = self._at()
            system.invalidate_cache()
            try:
                return not system.find(place, maxdepth=2)
            except FileNotFoundError:
                return True


def storage() -> Storage:
    """Where this installation keeps its files."""
    return storage_of(current_app.extensions["settings"])


def storage_of(settings: Settings) -> Storage:
    """Where an installation with these settings does."""
    return Remote(settings.files_url) if settings.files_url else Disk(settings.files_folder)


def check(settings: Settings) -> str:
    """Write, read and remove a few octets; gives where that was. Refuses with the reason."""
    here, digest = storage_of(settings), "00probe"
    content = clock.now().isoformat().encode()
    where = settings.files_url or str(settings.files_folder)
    try:
        here.put(digest, content)
        same = here.get(digest) == content
        here.remove_in("00", digest, clock.now() + timedelta(days=366))
    except OSError as error:
        raise Refusal(f"{where} cannot be written: {error.strerror or error}") from error
    if not same:
        raise Refusal(f"{where} does not give back what was written.")
    return where
