"""What is one e-mail address."""

import pytest

from roundtable.sheets.addresses import NotAnAddress, address


@pytest.mark.parametrize(
    "text",
    ["ada@one.example", " Ada.L+news@ONE.example ", "o'neil@x.co.uk", "zoë@münchen.example", "a@b-c.example"],
)
def test_an_address_stays_as_it_is_typed(text: str) -> None:
    assert address(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ada@one.example\nBcc: all@one.example", "line break"),
        ("ada@one.example\r\n", "line break"),
        ("\nada@one.example", "line break"),
        ("ada\x00@one.example", "control character"),
        ("ada@one.example\u2028", "line break"),
        ("ada at one", "no @"),
        ("a@one.example; b@one.example", "more than one"),
        ("ada@one", "is not an e-mail address"),
        ("a..b@one.example", "is not an e-mail address"),
        ("ada@one..example", "is not an e-mail address"),
        ("x" * 65 + "@one.example", "is not an e-mail address"),
        ("a@" + "x." * 130 + "example", "is not an e-mail address"),
        ("@one.example", "is not an e-mail address"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(NotAnAddress, match=why):
        address(text)
