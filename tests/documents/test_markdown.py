"""Markdown as people write it, and as people attack with it."""

import pytest

from roundtable.documents import (
    Code,
    CodeBlock,
    Divider,
    Emphasis,
    Footnote,
    Heading,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    parse,
    text,
    to_html,
    words_of,
)
from roundtable.errors import Refusal


def only(markdown: str) -> object:
    (block,) = parse(markdown)
    return block


def test_emphasis_code_and_links_are_read() -> None:
    assert only("An *early* **word** in `code`, [there](https://example.org/a?b=1&c=2).") == Paragraph(
        (
            Text("An "),
            Emphasis(text("early")),
            Text(" "),
            Strong(text("word")),
            Text(" in "),
            Code("code"),
            Text(", "),
            Link("https://example.org/a?b=1&c=2", text("there")),
            Text("."),
        )
    )


def test_raw_html_is_text() -> None:
    assert only('<script>alert("x")</script> & <b>bold</b> &copy; <!-- so -->') == Paragraph(
        text('<script>alert("x")</script> & <b>bold</b> &copy; <!-- so -->')
    )
    assert only("<div>\n*inside*\n</div>") == Paragraph(
        (Text("<div> "), Emphasis(text("inside")), Text(" </div>"))
    )


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "//evil.example"],
)
def test_a_link_that_goes_nowhere_safe_becomes_its_words(address: str) -> None:
    assert words_of(only(f"[here]({address})").content) == "here"  # type: ignore[attr-defined]
    assert "Link" not in repr(parse(f"[here]({address}) and ![pic]({address}) and <{address}>"))


def test_a_picture_becomes_a_link_to_it() -> None:
    assert only("![A chart](https://example.org/a.png)") == Paragraph(
        (Link("https://example.org/a.png", text("A chart")),)
    )


def test_headings_are_shifted_and_no_level_is_skipped() -> None:
    found = [block.level for block in parse("## A\n\n#### B\n\n###### C\n\n## D", base_level=2)]  # type: ignore[union-attr]
    assert found == [2, 3, 4, 2]


def test_lists_quotations_tables_rules_and_code_blocks_are_read() -> None:
    assert only("- a\n- b") == ListBlock(((Paragraph(text("a")),), (Paragraph(text("b")),)))
    assert only("4. a\n5. b") == ListBlock(
        ((Paragraph(text("a")),), (Paragraph(text("b")),)), ordered=True, start=4
    )
    assert only("> said") == Quote((Paragraph(text("said")),))
    assert only("| a | n |\n|---|--:|\n| x | 2 |") == Table(
        (text("a"), text("n")), ((text("x"), text("2")),), align=("left", "right")
    )
    assert parse("a\n\n---\n\n    if a < b & c:\n        x") == (
        Paragraph(text("a")),
        Divider(),
        CodeBlock("if a < b & c:\n    x"),
    )


def test_a_footnote_is_carried_where_it_is_first_referred_to() -> None:
    assert only("One[^n] and again[^n].  \nNext.\n\n[^n]: The *note*.") == Paragraph(
        (
            Text("One"),
            Footnote((Text("The "), Emphasis(text("note")), Text("."))),
            Text(" and again"),
            Text("."),
            LineBreak(),
            Text("Next."),
        )
    )


def test_a_text_that_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(Refusal, match="200,001 characters"):
        parse("a" * 200_001)
    with pytest.raises(Refusal, match="5,000 lines"):
        parse("a\n" * 6_000)
    with pytest.raises(Refusal, match="too deeply"):
        parse("> " * 3000 + "a")


@pytest.mark.parametrize(
    "sign", ["[", "`", "*a ", "_a_", "![", "[a](", "<", "\\", "|", "[^1]", "**a", "# a\n", "a\n===\n"]
)
def test_twenty_thousand_signs_are_read_and_none_is_lost(sign: str) -> None:
    blocks = parse(
        sign * min(20_000 // len(sign), 2_000 if "\n" in sign else 20_000)
    )  # a minute and more, unguarded
    if sign in "[`\\|":
        assert sum(len(words_of(block.content)) for block in blocks) > 9_000  # type: ignore[union-attr]


def test_short_markdown_is_safe_html() -> None:
    assert to_html("An *aim* <b onclick=x>\n\n[x](javascript:y)") == (
        "<p>An <em>aim</em> &lt;b onclick=x&gt;</p>\n<p>x</p>\n"
    )


def test_headings_in_short_markdown_begin_at_the_page_s_level() -> None:
    assert "<h3" in to_html("# Why")


def test_an_empty_text_is_no_blocks() -> None:
    assert parse(" \n\n ") == ()
    assert parse("# One", base_level=3) == (Heading(3, text("One")),)
