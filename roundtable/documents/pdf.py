"""Documents as tagged PDF/UA-1 and PDF/A-2a, set by Typst in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from roundtable import places
from roundtable.documents import columns
from roundtable.documents.freezing import to_data
from roundtable.documents.mending import mended
from roundtable.documents.model import Document, Heading, Table, words_of
from roundtable.documents.unprintable import refusal_for
from roundtable.errors import Refusal

TIME_LIMIT: Final = 60.0
STANDARDS: Final = ["a-2a", "ua-1"]
_presses: Final = BoundedSemaphore(2)  # each takes a processor and up to 300 MB while it works
_TYPESETTER: Final = Path(__file__).with_name("typesetter.py")
_LONG: Final = re.compile(r"\w{41,}")
_KEPT: Final = ("anchor", "href", "svg", "cover_svg", "headings")
_MISSING: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')


@cache
def font_files() -> tuple[str, ...]:
    """The faces of the two families that documents are set in, from their packages."""
    found: list[str] = []
    for package in ("font_hanken_grotesk", "font_source_sans_pro"):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise Refusal(f"The fonts of the package {package} are not installed; install Roundtable again.")
        found.extend(str(file) for file in sorted((Path(spec.origin).parent / "files").glob("*.otf")))
    return tuple(found)


def render_pdf(
    document: Document, *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> bytes:
    """The document as PDF. Refuses a sign that no font has, naming it and where it stands."""
    whole = mended(document)
    order = _order_of(whole, font_paths)
    try:
        return _typeset(order, time_limit)
    except _TypesettingError as failure:
        missing = "".join(_unescaped(found) for found in _MISSING.findall(failure.diagnostic))
        if missing:
            raise refusal_for(whole, missing) from failure
        raise Refusal(
            f"The PDF of “{document.title}” could not be set: {failure.message}. "
            "The other formats can be made; please report this."
        ) from failure


def pictures(
    svgs: Iterable[str], *, font_paths: Sequence[Path] = (), time_limit: float = TIME_LIMIT
) -> list[bytes]:
    """Each SVG as PNG, for formats whose readers cannot show SVG."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        '#set text(font: ("Source Sans Pro", "Hanken Grotesk"))\n'
        '#image(bytes(sys.inputs.data), format: "svg", width: 160mm)'
    )
    orders = (_order(source, svg, font_paths) | {"format": "png", "ppi": 200} for svg in svgs)
    try:
        return [_typeset(order, time_limit) for order in orders]
    except _TypesettingError as failure:
        raise Refusal(f"A picture could not be drawn: {failure.message}") from failure


class _TypesettingError(Exception):
    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message)
        self.message = message
        self.diagnostic = diagnostic


def _order(source: str, data: str, font_paths: Sequence[Path]) -> dict[str, Any]:
    return {
        "source": source,
        "inputs": {"data": data},
        "font_files": font_files(),
        "font_folders": [str(folder) for folder in font_paths],
    }


def _order_of(document: Document, font_paths: Sequence[Path]) -> dict[str, Any]:
    data = to_data(document)
    data["shown_date"] = document.shown_date
    data["headings"] = {
        block.anchor: words_of(block.content) for block in document.blocks if isinstance(block, Heading)
    }
    data["contents"] = len(data["headings"]) > 2
    _measure_tables(data, document)
    source = (places.TEMPLATES / "documents" / "report.typ").read_text(encoding="utf-8")
    made = int(datetime.combine(document.date, time(12), UTC).timestamp())
    return _order(source, json.dumps(_breakable(data), ensure_ascii=False), font_paths) | {
        "format": "pdf",
        "standards": STANDARDS,
        "timestamp": made,
    }


def _breakable(data: Any, name: str = "") -> Any:
    """The same, with places where a word longer than a line may break."""
    if name in _KEPT:
        return data
    if isinstance(data, str):
        return _LONG.sub(lambda long: "\u200b".join(re.findall(".{1,10}", long[0])), data)
    if isinstance(data, list):
        return [_breakable(part) for part in data]
    if isinstance(data, dict):
        return {key: _breakable(part, key) for key, part in data.items()}
    return data


def _measure_tables(data: Any, node: Any) -> None:
    """Give every table its column widths: 0 for a narrow column, else a share that grows with its words."""
    if isinstance(node, Table):
        data["widths"] = columns.weights(node)
        return
    if isinstance(data, list):
        for part, inner in zip(data, node, strict=True):
            _measure_tables(part, inner)
    elif isinstance(data, dict):
        for name, part in data.items():
            if isinstance(part, list):
                _measure_tables(part, getattr(node, name))


def _typeset(order: dict[str, Any], time_limit: float) -> bytes:
    if not _presses.acquire(timeout=time_limit):
        raise Refusal("Too many PDFs are being set just now. Try again in a minute.")
    try:
        return _read_answer(_run_child(order, time_limit))
    finally:
        _presses.release()


def _run_child(order: dict[str, Any], time_limit: float) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - our own file, no shell
            [sys.executable, "-P", str(_TYPESETTER)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Refusal(
            f"Setting the PDF took longer than {time_limit:g} seconds and was stopped. "
            "Shorten the document, or export it as HTML or DOCX."
        ) from late


def _read_answer(child: subprocess.CompletedProcess[bytes]) -> bytes:
    if child.returncode == 0:
        return child.stdout
    if child.returncode == 1 and child.stdout:
        said = json.loads(child.stdout)
        raise _TypesettingError(said["message"], said["diagnostic"])
    if child.returncode == 2 and child.stdout:
        raise Refusal(f"This could not be typeset: {child.stdout.decode()}. Ask whoever runs this server.")
    raise Refusal(
        "The process that sets PDFs was stopped before it was done; the machine may be short of memory. "
        "Try again, or export as HTML or DOCX."
    )


def _unescaped(found: str) -> str:
    """The signs that Typst names, from its own way of writing them: \\u{1f600}, \\"."""
    spelled = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda match: chr(int(match[1], 16)), found)
    return re.sub(r"\\(.)", r"\1", spelled)
