"""What is written in Markdown, as a diary shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.documents import parse
from roundtable.events.appointments import _MERE_WORDS, _words, plain_words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("To bring **people** together.\n\n- one\n- [two](https://x.example)", "To bring people together.\n\n- one\n- two"),
        ("A first paragraph.\n\nA second (of 2): yes, 50% – “really”?", None),
        ("1. first\n2. second", "- first\n- second"),
    ],
)  # fmt: skip
def test_markdown_is_shown_without_its_marks(written: str, shown: str | None) -> None:
    assert plain_words(written) == (written if shown is None else shown)


@given(st.text(alphabet="aZé09 .,:;?()/%'\"–-\n*_#>[]`&|!~=+\t", max_size=60))
def test_what_is_taken_for_mere_words_means_the_same_when_it_is_parsed(text: str) -> None:
    if _MERE_WORDS.fullmatch(text):
        assert "\n\n".join(_words(parse(text))) == text


@given(
    st.lists(
        st.sampled_from(["Work", "stays", "(of", "2)", "yes,", "50%", "– “so”", "\n\n", " "]), max_size=12
    )
)
def test_mere_words_are_what_they_are(parts: list[str]) -> None:
    text = "".join(parts)
    if _MERE_WORDS.fullmatch(text):
        assert "\n\n".join(_words(parse(text))) == text
