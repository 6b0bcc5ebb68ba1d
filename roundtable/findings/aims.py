"""The aims of a programme one by one, as a recommendation can serve them."""

import re

from roundtable.programmes.models import Programme

_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.+)$", re.MULTILINE)


def aims_of(programme: Programme) -> list[str]:
    """The items of the lists in its aims; where there is no list, the paragraphs. Markdown's marks are taken off."""
    text = programme.aims.replace("\r\n", "\n")
    found = _ITEM.findall(text) or re.split(r"\n\s*\n", text)
    plain = (re.sub(r"[*_`]+", "", " ".join(each.split()))[:500] for each in found)
    return list(dict.fromkeys(filter(None, plain)))
