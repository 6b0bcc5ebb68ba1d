"""What somebody says, in parts and paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from roundtable.evidence.parts import Part, numbered, paragraph_at

TEXTS = st.lists(st.sampled_from(["a", " ", "\n", "\r\n", "\t", "word", "👩🏽‍⚕️"]), max_size=30).map("".join)


@given(TEXTS)
def test_paragraphs_hold_every_word_once_and_none_is_empty(text: str) -> None:
    part = Part("text", "What is missing", text)
    spans = part.spans
    assert all(text[starts:ends].strip() for starts, ends in spans)
    assert "".join("".join(part.paragraphs).split()) == "".join(text.split())
    assert spans == sorted(spans)


def test_paragraphs_number_on_through_the_parts_and_a_place_is_found_in_its_own() -> None:
    parts = [Part("text", "", "One.\n\n Two.\r\n\r\nThree."), Part("outcome", "", "Four.\nStill.")]
    assert [each.first for each in numbered(parts)] == [1, 4]
    assert [paragraph_at(parts, "text", place) for place in (0, 7, 11, 16)] == [1, 2, 2, 3]
    assert paragraph_at(parts, "outcome", 7) == 4
    assert paragraph_at(parts, "setting", 0) is None


def test_many_line_ends_and_blanks_are_parted_in_linear_time() -> None:
    assert len(Part("text", "", "a" + "\n \t" * 60_000 + "b").spans) == 2
    assert len(Part("text", "", "a" + " " * 200_000 + "\nb").spans) == 1
