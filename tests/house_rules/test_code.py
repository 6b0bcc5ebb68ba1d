"""What the design calls law, asked of the code itself."""

import ast
import re
from collections.abc import Iterator

import pytest

from roundtable.places import PACKAGE, STATIC, TEMPLATES

pytestmark = pytest.mark.one_database
SOURCES = sorted(PACKAGE.rglob("*.py"))


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


def test_nothing_commits_but_the_hook_and_the_transaction() -> None:
    allowed = {"db.py", "web/transactions.py"}
    found = {
        str(path.relative_to(PACKAGE))
        for path in SOURCES
        if any(call.endswith("session.commit") for call in _calls(ast.parse(path.read_text())))
    }
    assert found <= allowed


def test_only_the_clock_asks_the_time() -> None:
    asking = re.compile(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(|\btime\.time\(")
    assert [path.name for path in SOURCES if asking.search(path.read_text())] == ["clock.py"]


def test_files_stay_short_enough_to_read() -> None:
    long = {
        str(path.relative_to(PACKAGE)): n
        for path in SOURCES
        if (n := len(path.read_text().splitlines())) > 320
    }
    assert long == {}


def test_no_drawer_without_a_name() -> None:
    assert not [path for path in SOURCES if path.stem in ("utils", "util", "helpers", "common")]


def test_templates_carry_no_style_or_script_of_their_own() -> None:
    inline = re.compile(r"\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
    pages = [p for p in TEMPLATES.rglob("*.html") if not {"documents", "mail"} & set(p.parts)]
    assert [str(p.relative_to(TEMPLATES)) for p in pages if inline.search(p.read_text())] == []


def test_styles_need_no_important() -> None:
    sheets = [p for p in (STATIC / "css").glob("*.css") if p.name not in ("reset.css", "print.css")]
    assert [
        p.name for p in sheets if "!important" in re.sub(r"/\*.*?\*/", "", p.read_text(), flags=re.DOTALL)
    ] == []


def test_nothing_committed_names_a_package_index() -> None:
    locks = [PACKAGE.parent / name for name in ("requirements.txt", "requirements-dev.txt")]
    assert not [
        p.name for p in locks if p.exists() and re.search(r"https?://|--index|--find-links", p.read_text())
    ]
