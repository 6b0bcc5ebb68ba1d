"""pandoc as a process of its own, with a limit of time: what it reads was written by strangers."""

import subprocess
from collections.abc import Sequence

from roundtable.errors import Refusal

LIMIT = 30.0
"""Seconds for one run."""


class PandocRefused(Exception):
    """pandoc could not read it; the message is its own."""


def run(arguments: Sequence[str], content: bytes, *, limit: float = LIMIT) -> bytes:
    """What pandoc makes of the content. It reads no file and no network beside what the arguments name."""
    import pypandoc  # loaded when first used: it brings a program of 150 MB

    command = [str(pypandoc.get_pandoc_path()), *arguments]
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=limit, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as late:
        raise Refusal(f"Reading the references took over {limit:g} seconds. Send them in parts.") from late
    except OSError as error:
        raise Refusal(
            f"pandoc could not be started: {error.strerror}. Ask whoever runs this server."
        ) from error
    if child.returncode:
        raise PandocRefused(child.stderr.decode("utf-8", "replace").strip())
    return child.stdout
