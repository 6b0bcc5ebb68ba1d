"""Which of a programme's groups a file means, when it calls it something else."""

import re
from collections.abc import Callable, Iterable, Mapping

from roundtable.programmes.models import StakeholderGroup
from roundtable.stakeholders.names import folded

NONE = 0
"""Stands for "no group" where somebody chose so."""

_alike = (
    {"academic", "research academic", "researcher", "university", "academia", "research", "scholar"},
    {
        "vcs practitioner",
        "vcs",
        "vcse",
        "voluntary sector",
        "voluntary and community sector",
        "third sector",
        "charity",
        "ngo",
        "practitioner",
    },
    {"employer", "business", "company", "industry", "business link"},
    {
        "iapt lead",
        "iapt",
        "talking therapy lead",
        "talking therapy",
        "nhs talking therapy lead",
        "nhs talking therapy",
    },
    {"commissioner", "commissioning", "ccg", "icb", "clinical commissioning group", "integrated care board"},
    {"gp", "general practitioner", "general practice", "family doctor"},
    {"policy lead", "policy", "policy maker", "policymaker"},
    {"public health team", "public health", "public health lead"},
)


def group_finder(
    groups: Iterable[StakeholderGroup], chosen: Mapping[str, int] | None = None
) -> Callable[[str], int | None]:
    """A function from what a file says to the number of the group; None where it means none of them.

    What somebody chose for a value goes first; then the same words without case, plural and punctuation;
    then what this field commonly calls the same group.
    """
    known: dict[str, int] = {}
    for group in groups:
        known.setdefault(_plain(group.name), group.id)
        known.setdefault(_plain(re.sub(r"\(.*?\)", "", group.name)), group.id)
    wider = dict(known)
    for words in _alike:
        meant = [number for name, number in known.items() if name in words]
        if meant:
            for word in words:
                wider.setdefault(word, meant[0])
    picked = {_plain(value): number for value, number in (chosen or {}).items()}
    found: dict[str, int | None] = {}

    def find(text: str) -> int | None:
        if text not in found:
            plain = _plain(text)
            found[text] = (picked[plain] or None) if plain in picked else wider.get(plain)
        return found[text]

    return find


def is_chosen_none(text: str, chosen: Mapping[str, int]) -> bool:
    """Whether somebody said that this value stands for no group."""
    return any(_plain(value) == _plain(text) and number == NONE for value, number in chosen.items())


def _plain(name: str) -> str:
    words = re.sub(r"[\W_]+", " ", folded(name).replace("&", " and ")).split()
    return " ".join(map(_singular, words))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word == "gps" or (word.endswith("s") and not word.endswith("ss") and len(word) > 3):
        return word[:-1]
    return word
