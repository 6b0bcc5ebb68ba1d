"""The mark that keeps a cell from being run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.sheets import marks

texts = st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝＋－＠a4 ") | st.characters(codec="utf-8"), max_size=8)


@given(texts)
def test_taking_the_mark_off_gives_back_what_it_was_put_on(text: str) -> None:
    assert marks.take_off(marks.put_on(text)) == text
    assert marks.take_off(marks.keep(text)) == text


@given(texts)
def test_no_marked_text_begins_as_a_formula_does(text: str) -> None:
    assert not marks.put_on(text).startswith(tuple(marks.LIVE))


@pytest.mark.parametrize("text", ["Ada", "O'Brien", "'quoted'", "", "’s-Gravenhage", " =1"])
def test_an_ordinary_text_carries_no_mark(text: str) -> None:
    assert marks.put_on(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+44 20 7946 0000", "- a point", "@ada", "\tx", "＝1", "'=x"])
def test_what_could_be_run_is_marked(text: str) -> None:
    assert marks.put_on(text) == "'" + text
