"""A file that stands in its place whole, or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from roundtable.errors import Refusal


@contextlib.contextmanager
def written(place: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A file to write to: on the disk under its name once this ends well. If it does not, what was there stays.

    It is written beside its place. A pipe or a terminal, which has no beside, is written to as it is.
    """
    if place.exists() and not place.is_file():
        with place.open("wb") as file:
            yield file
        return
    handle, beside = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if not private:
            Path(beside).chmod(0o666 & ~_umask())
        Path(beside).replace(place)
        sync(place.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(beside).unlink()
        raise


def write_whole(output: Path, content: bytes) -> None:
    """Write a file for the shell. Refuses, with the reason, what cannot be written."""
    try:
        with written(output) as file:
            file.write(content)
    except OSError as error:
        raise Refusal(f"{output} could not be written: {error.strerror or error}.") from error


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk: without that, a power cut may take a file that is there in full."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
