"""Pandoc as a process: a tree in, a file out, within a time limit and without files or network of its own."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from roundtable.documents.model import Document
from roundtable.errors import Refusal

TIME_LIMIT: Final = 60.0
Node = dict[str, Any]


def write(
    blocks: list[Node],
    meta: Node,
    document: Document,
    *,
    to: str,
    name: str,
    beside: Mapping[str, bytes] = MappingProxyType({}),
    options: Sequence[str] = (),
    time_limit: float = TIME_LIMIT,
) -> bytes:
    """The blocks as a file of pandoc's format `to`; `name` is what people call it.

    `beside` are files that an option names, such as `--reference-doc=reference.odt`: it is run where they are. Refuses
    what takes too long or cannot be made.
    """
    tree = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": meta, "blocks": blocks}, ensure_ascii=False)
    noon = int(datetime.combine(document.date, time(12), UTC).timestamp())
    command = [program(), "-f", "json", "-t", to, "--sandbox", *options, "-o", "-"]
    try:
        with tempfile.TemporaryDirectory(prefix="pandoc-") as folder:
            for file, content in beside.items():
                (Path(folder) / file).write_bytes(content)
            child = subprocess.run(  # noqa: S603 - pandoc of its package, no shell
                command,
                input=tree.encode(),
                capture_output=True,
                timeout=time_limit,
                check=False,
                cwd=folder,
                env=os.environ | {"SOURCE_DATE_EPOCH": str(noon)},
            )
    except subprocess.TimeoutExpired as late:
        raise Refusal(f"Making the {name} took over {time_limit:g} seconds. Shorten the document.") from late
    except OSError as full:
        reason = full.strerror or full
        raise Refusal(f"The {name} could not be made: {reason}. Ask whoever runs this server.") from full
    if child.returncode:
        raise Refusal(
            f"The {name} of “{document.title}” could not be made. Try again, or export it as HTML or PDF."
        )
    return child.stdout


@cache
def program() -> str:
    """Where pandoc is."""
    import pypandoc  # loaded when first used: it brings a program of 150 MB

    return str(pypandoc.get_pandoc_path())


@cache
def shipped(file: str) -> bytes:
    """A file that pandoc brings, such as its own reference.odt."""
    command = [program(), "--print-default-data-file", file]
    return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout  # noqa: S603 - no shell
