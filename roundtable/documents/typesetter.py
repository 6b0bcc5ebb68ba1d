"""The child process that typesets: one order on standard input, one document on standard output, then gone.

Typst keeps memory for each document that it has set, and a hostile document could keep it busy: so it runs
where the server does not. This file is run by its address and imports nothing of ours; it starts in 0.1 s.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

MEMORY = 4 << 30


def _limit_memory() -> None:
    try:
        import resource  # not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _typeset(order: dict[str, Any], root: Path) -> bytes:
    import typst

    for file in order["font_files"]:
        (root / Path(file).name).symlink_to(file)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(root), *order["font_folders"]])
    made: bytes | list[bytes] = typst.compile(
        order["source"].encode(),
        root=str(root),
        font_paths=fonts,
        ignore_system_fonts=True,
        format=order["format"],
        ppi=order.get("ppi", 144),
        sys_inputs=order["inputs"],
        pdf_standards=order.get("standards", []),
        timestamp=order.get("timestamp", 0),
    )
    return made[0] if isinstance(made, list) else made


def main() -> int:
    """0 with the document; 1 with what Typst said, as JSON; 2 with what the system would not do."""
    _limit_memory()
    try:
        return _answer(json.load(sys.stdin.buffer))
    except OSError as error:
        sys.stdout.buffer.write((error.strerror or str(error)).encode())
        return 2


def _answer(order: dict[str, Any]) -> int:
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        try:
            made = _typeset(order, Path(folder))
        except RuntimeError as error:  # TypstError is one
            words = {"message": str(error), "diagnostic": getattr(error, "diagnostic", "")}
            sys.stdout.buffer.write(json.dumps(words).encode())
            return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
