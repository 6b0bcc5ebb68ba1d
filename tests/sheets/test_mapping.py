"""Which column is which."""

import pytest

from roundtable.errors import Refusal
from roundtable.sheets import mapping
from roundtable.sheets.mapping import Field

FIELDS = (
    Field("name", "Name", ("display name", "full name"), required=True),
    Field("email", "E-mail address", ("e-mail", "mail", "e mail 1 value", "primary email"), required=True),
    Field("organisation", "Organisation", ("organization", "company")),
    Field("note", "Note"),
)


def guessed(*header: str) -> dict[str, str]:
    return mapping.guess(FIELDS, header).as_names()


def test_columns_are_guessed_by_name_and_synonym_in_any_case_and_punctuation() -> None:
    assert guessed("E-Mail_Address", "FULL NAME", "Company", "Shoe size") == {
        "email": "E-Mail_Address",
        "name": "FULL NAME",
        "organisation": "Company",
    }


def test_the_better_name_wins_wherever_it_stands() -> None:
    assert guessed("Mail", "Display Name", "Name", "Email") == {"name": "Name", "email": "Email"}


def test_a_misspelt_column_is_guessed_last() -> None:
    assert guessed("Organistion", "Name", "Zzz") == {"name": "Name", "organisation": "Organistion"}


def test_a_column_is_given_to_one_field_only() -> None:
    twice = (Field("a", "Same"), Field("b", "Same"))
    assert mapping.guess(twice, ("Same",)).as_names() == {"a": "Same"}


def test_a_choice_takes_the_column_from_the_field_that_was_guessed() -> None:
    changed = mapping.choose(mapping.guess(FIELDS, ("Name", "Mail", "X")), {"note": "mail", "email": "X"})
    assert changed.as_names() == {"name": "Name", "note": "Mail", "email": "X"}


def test_a_field_may_be_left_out() -> None:
    changed = mapping.choose(mapping.guess(FIELDS, ("Name", "Mail", "Note")), {"note": ""})
    assert changed.as_names() == {"name": "Name", "email": "Mail"}


def test_an_unknown_field_or_column_is_refused_by_name() -> None:
    found = mapping.guess(FIELDS, ("Name", "Mail"))
    with pytest.raises(Refusal, match=r"no field “phone”.*name, email, organisation, note"):
        mapping.choose(found, {"phone": "Mail"})
    with pytest.raises(Refusal, match=r"no column “Emial”\. The columns are “Name”, “Mail”"):
        mapping.choose(found, {"email": "Emial"})


def test_a_mapping_without_a_needed_field_is_refused() -> None:
    with pytest.raises(Refusal, match="Choose the column for Name and E-mail address"):
        mapping.check(mapping.guess(FIELDS, ("X", "Y")))


def test_values_come_in_the_order_of_the_fields() -> None:
    found = mapping.guess(FIELDS, ("Mail", "Name", "Shoe"))
    assert found.values(("a@b.example", "Ada", "39")) == ("Ada", "a@b.example", "", "")
