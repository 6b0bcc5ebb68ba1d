"""What a document promises by itself."""

import pytest

from roundtable.documents import (
    Card,
    Figure,
    Heading,
    LineBreak,
    Link,
    Paragraph,
    Text,
    from_json,
    plain_text,
    text,
    to_json,
)
from roundtable.documents.mending import mended
from tests.documents.papers import BAR, paper, report


def test_a_frozen_document_thaws_as_it_was() -> None:
    assert from_json(to_json(report())) == report()


def test_freezing_twice_gives_the_same_text() -> None:
    assert to_json(report()) == to_json(from_json(to_json(report())))


def test_what_is_no_frozen_document_is_refused() -> None:
    with pytest.raises(ValueError, match="not a frozen document"):
        from_json('{"t": "Heading"}')


def test_a_link_to_anywhere_unsafe_cannot_be_made() -> None:
    for address in (
        "javascript:alert(1)",
        "ftp://a.example",
        "/local",
        "https://",
        "mailto:",
        "#",
        "http://a b",
    ):
        with pytest.raises(ValueError, match="A link may go"):
            Link(address, text("x"))


def test_a_figure_without_alt_text_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="alt text"):
        Figure(BAR, " ")


def test_typed_text_keeps_its_lines_and_paragraphs() -> None:
    assert plain_text("a\r\nb\n \n\n*c*\x00") == (
        Paragraph((Text("a"), LineBreak(), Text("b"))),
        Paragraph(text("*c*")),
    )


def test_mending_closes_skipped_levels_and_makes_anchors_unique() -> None:
    document = mended(
        paper(
            Heading(3, text("Who came")),
            Heading(6, text("Who came")),
            Card("R1", "Ring", anchor="r1"),
            Card("R1", "Ring", anchor="r1"),
            Paragraph((Link("#nowhere", text("gone")), Link("#r1", text("there")))),
        )
    )
    kinds = [(block.level, block.anchor) for block in document.blocks if not isinstance(block, Paragraph)]  # type: ignore[union-attr]
    assert kinds == [(1, "who-came"), (2, "who-came-2"), (3, "r1"), (3, "r1-2")]
    assert document.blocks[-1] == Paragraph((Text("gone"), Link("#r1", text("there"))))
