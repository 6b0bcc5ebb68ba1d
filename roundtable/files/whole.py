"""Files for the shell: there whole, or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from roundtable.errors import Refusal


def write_whole(output: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place, so that nobody finds half of it."""
    try:
        handle, beside = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).chmod(0o666 & ~_umask())
            Path(beside).replace(output)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise
    except OSError as error:
        raise Refusal(f"{output} could not be written: {error.strerror or error}.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
