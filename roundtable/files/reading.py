"""The text of a file and what it says of itself, read by a child process with a time limit."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from roundtable.errors import Refusal

TIME_LIMIT = 60.0
# Seconds, for one file.
MOST_WORDS = 200_000
# Characters of text that are kept.
_CHILD = Path(__file__).with_name("extracting.py")


@dataclass(frozen=True)
class Found:
    """What stands in a file: its text, its details by name, or why it could not be read."""

    words: str = ""
    details: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def read_words(content: bytes, media_type: str, *, time_limit: float = TIME_LIMIT) -> Found:
    """The text and the details of a file. What hangs is stopped and said to be unreadable."""
    answer = _ask("read", content, media_type, time_limit)
    if answer is None:
        return Found(problem=f"Its text could not be read within {time_limit:g} seconds.")
    try:
        said = json.loads(answer)
    except ValueError:
        return Found(problem="Its text could not be read: the file is damaged, or too large to be opened.")
    words = said["words"].replace("\0", "")[:MOST_WORDS]
    return Found(words, {str(name): str(value) for name, value in said["details"].items()}, said["problem"])


def without_details(content: bytes, media_type: str, *, time_limit: float = TIME_LIMIT) -> bytes:
    """The same picture, drawn anew: upright, and without what it says of its maker, place and time."""
    answer = _ask("clean", content, media_type, time_limit)
    if not answer:
        raise Refusal(
            "A clean copy of this picture could not be made: it is damaged, or too large to be opened."
        )
    return answer


def _ask(deed: str, content: bytes, media_type: str, time_limit: float) -> bytes | None:
    """What the child answers: nothing where it failed, None where it was stopped."""
    child = subprocess.Popen(  # noqa: S603 - our own file, no shell
        [sys.executable, "-P", str(_CHILD), deed, media_type],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        answer, _ = child.communicate(content, timeout=time_limit)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)  # and what it started itself
        child.communicate()
        return None
    return answer if child.returncode == 0 else b""
