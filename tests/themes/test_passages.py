"""Texts in sentences and pieces, in code points."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from roundtable.themes import passages

# What trips a count of characters: emoji with joiners and skin tones, accents of their own, line ends, full stops.
PARTS = st.sampled_from(
    [
        "a",
        "Word",
        " ",
        "  ",
        ". ",
        "! ",
        "? ",
        "\n",
        "\r\n",
        "\n\n",
        "e\u0301",
        "👩🏽‍⚕️",
        "🤷🏽‍♀️",
        "漢字。",
        "“so.” ",
        "e.g. ",
        "…",
    ]
)
TEXTS = st.lists(PARTS, max_size=40).map("".join) | st.text(max_size=60)


@given(TEXTS)
def test_sentences_hold_every_word_once_and_in_order(text: str) -> None:
    found = passages.sentences(text)
    assert all(starts < ends for starts, ends in found)
    assert found == sorted(found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    outside = "".join(
        text[a:b]
        for a, b in zip([0, *(e for _, e in found)], [*(s for s, _ in found), len(text)], strict=True)
    )
    assert outside.strip() == ""


@given(TEXTS, st.data())
def test_the_pieces_of_a_text_put_together_are_the_text_and_each_excerpt_has_its_words(
    text: str, data: st.DataObject
) -> None:
    places = st.integers(0, len(text))
    drawn = data.draw(st.lists(st.tuples(places, places), max_size=5))
    ranges = [(n, min(pair), max(pair)) for n, pair in enumerate(drawn)]
    pieces = [piece for passage in passages.laid_out(text, ranges) for piece in passage.pieces]
    assert "".join(piece.words for piece in pieces) == text
    for number, starts, ends in ranges:
        assert "".join(piece.words for piece in pieces if number in piece.excerpts) == text[starts:ends]
        assert sum(number in piece.opens for piece in pieces) == (starts < ends)


@given(TEXTS)
def test_a_line_end_of_two_characters_is_a_piece_of_its_own_because_browsers_make_one_of_it(
    text: str,
) -> None:
    for passage in passages.laid_out(text, []):
        assert all("\r\n" not in piece.words or piece.words == "\r\n" for piece in passage.pieces)


@given(TEXTS, st.data())
def test_a_stretch_grows_so_that_it_begins_and_ends_with_whole_characters(
    text: str, data: st.DataObject
) -> None:
    places = st.integers(0, len(text))
    one, other = data.draw(places), data.draw(places)
    starts, ends = passages.whole(text, min(one, other), max(one, other))
    assert starts <= min(one, other)
    assert ends >= max(one, other)
    assert passages.whole(text, starts, ends) == (starts, ends)


def test_a_sentence_is_not_ended_by_a_short_form() -> None:
    text = "Dr. Example has, e.g. on Mondays, eight minutes. Nobody rings! “Who asks?” she said. 漢字。次。"
    assert [text[a:b] for a, b in passages.sentences(text)] == [
        "Dr. Example has, e.g. on Mondays, eight minutes.",
        "Nobody rings!",
        "“Who asks?” she said.",
        "漢字。",
        "次。",
    ]


def test_the_words_of_an_excerpt_are_found_again_in_another_version_only_where_that_is_certain() -> None:
    assert passages.found_again("New. It is late. End", "It is late.", "Old. ", "") == (5, 16)
    assert passages.found_again("late, late", "late", "so ", ".") is None
    assert passages.found_again("so late. late", "late", "so ", ".") == (3, 7)
    assert passages.found_again("gone", "late", "", "") is None
