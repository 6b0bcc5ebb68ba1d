"""Words that answer: a yes, a registration, the question of a diary."""

from roundtable.events.letters.wordings.places import PLACES, wording
from roundtable.mail.wording import Wording

ANSWER = wording(
    "answer",
    "Confirmation of a yes",
    "You are coming: {{title}}",
    """
Dear {{name}},

You said yes to **{{title}}**, and you have a seat.

{{dates}}

Shortly before it begins, your own page shows how to join. You can change your answer there.

[Your own page for this event]({{link:page}})
""",
    "dates",
    needs=("dates", "link:page"),
)

ANSWER_NOTED = wording(
    "answer-noted",
    "Confirmation of an answer",
    "Your answer: {{title}}",
    """
Dear {{name}},

{{answer}}

If this is not what you meant, change it on your own page.

[Your own page for this event]({{link:page}})
""",
    "answer",
    needs=("answer", "link:page"),
)

SEAT = wording(
    "seat",
    "A seat from the waiting list",
    "You have a seat: {{title}}",
    """
Dear {{name}},

A seat became free: you are now coming to **{{title}}**.

{{dates}}

If you cannot come any more, please say so on your own page, so that somebody else can.

[Your own page for this event]({{link:page}})
""",
    "dates",
    needs=("dates", "link:page"),
)

REGISTRATION = Wording(
    "registration",
    "Confirmation of a registration",
    "Please confirm: {{title}}",
    """
Dear {{name}},

Somebody, we think you, registered you for **{{title}}**. Nothing is fixed until you say so.

[Confirm that you are coming]({{link:page}})

The link works for fourteen days. If it was not you, leave it: what was typed is deleted then.
""".strip(),
    {"name": "the name that was given", "title": PLACES["title"], "link:page": "the page that confirms"},
    needs=("title", "link:page"),
)

REGISTERED_ALREADY = Wording(
    "registered-already",
    "Registered a second time",
    "Your registration: {{title}}",
    """
Dear {{name}},

You have registered for **{{title}}** already.

[Look at your own page]({{link:page}})
""".strip(),
    {place: PLACES[place] for place in ("name", "title", "link:page")},
    needs=("title", "link:page"),
)

PROPOSAL_DECLINED = wording(
    "proposal-declined",
    "Another time declined",
    "It stays at its time: {{title}}",
    """
Dear {{name}},

Thank you for proposing another time for **{{title}}**. It cannot be moved; it stays at:

- {{when}}

If you cannot come then, please say so on your own page.

[Your own page for this event]({{link:page}})
""",
    needs=("when", "link:page"),
)

AGAIN = wording(
    "diary-again",
    "The same again, for a diary",
    "For your diary: {{title}}",
    """
Dear {{name}},

Here is **{{title}}** for your diary once more:

- {{when}}

[Your own page for this event]({{link:page}})
""",
    needs=("when", "link:page"),
)

AGAIN_WITHDRAWN = wording(
    "diary-again-withdrawn",
    "The same again: withdrawn",
    "Invitation withdrawn: {{title}}",
    """
Dear {{name}},

Your invitation to **{{title}}** ({{when}}) was withdrawn.
""",
    needs=("title", "when"),
)

AGAIN_CANCELLED = wording(
    "diary-again-cancelled",
    "The same again: cancelled",
    "Cancelled: {{title}}",
    """
Dear {{name}},

**{{title}}** ({{when}}) will not take place.
""",
    needs=("title", "when"),
)
