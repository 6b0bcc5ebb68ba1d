"""The places in the words of this room's letters."""

from typing import Final

from roundtable.mail.wording import Wording

PLACES: Final = {
    "name": "the person's name",
    "title": "the title of the event",
    "organiser": "who asks",
    "programme": "the title of the programme",
    "when": "the time and place that this letter speaks of",
    "link:page": "the person's own page",
}
_BLOCKS: Final = {
    "dates": "all dates, as a list",
    "purpose": "what the event is for",
    "reply_by": "until when to answer, where there is such a date",
    "several": "how further dates come to the diary, where there are several",
    "look_again": "a request to look whether the answer is still right, to who has answered",
    "to_answer": "until when to answer, or to who has answered that the answer can be changed",
    "answer": "what they said and what follows from it",
    "moved": "what has another time or place: the event, or one meeting of a series",
    "others_stay": "that the other meetings of a series stay as they are",
}
_ONE_LINE: Final = {
    "note": "the joining note, where there is one",
    "reason": "the reason that was given, where there is one",
    "before": "the time and place as they were",
    "act": "what the link is for",
}


def wording(
    kind: str, label: str, subject: str, text: str, *more: str, needs: tuple[str, ...] = ()
) -> Wording:
    """`more` names what this letter can say beside what every letter can."""
    blocks = {place: _BLOCKS[place] for place in more if place in _BLOCKS}
    lines = {place: _ONE_LINE[place] for place in more if place in _ONE_LINE}
    return Wording(kind, label, subject, text.strip(), PLACES | lines | blocks, frozenset(blocks), needs)
