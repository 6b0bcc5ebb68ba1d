"""Whatever somebody pastes, it is brought into one form before they lose patience."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.characters import MOST_MARKS, SHORT, normalised

SIGNS = st.sampled_from("ae\u00e9 \n\u0301\u0323\u0344\u0f71\u1e9b\ufb01字가")


@given(st.text(SIGNS, max_size=MOST_MARKS), st.sampled_from(["NFC", "NFKD"]))
def test_what_a_language_writes_is_normalised_as_unicode_says(text: str, form: str) -> None:
    long = f"{text} " * SHORT
    assert normalised(form, long) == unicodedata.normalize(form, long)  # type: ignore[arg-type]


@pytest.mark.parametrize("pile", ["\u0301\u0323", "\u0f73", "\u0344\u0f81"])
@pytest.mark.parametrize("form", ["NFC", "NFKD"])
def test_of_a_pile_of_marks_only_those_stay_that_a_sign_may_have(form: str, pile: str) -> None:
    """Python would sort the whole pile, which takes a minute."""
    made = normalised(form, "word a" + pile * 100_000 + " word")  # type: ignore[arg-type]
    assert (made[:5], made[-5:]) == ("word ", " word")
    assert len(made) < 100
