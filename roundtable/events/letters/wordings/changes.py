"""Words of what became of a date: moved, off, withdrawn."""

from roundtable.events.letters.wordings.places import wording

MEETING_MOVED = wording(
    "meeting-moved",
    "Change of time or place",
    "Changed: {{title}}",
    """
Dear {{name}},

{{moved}}

- {{when}}

It was: {{before}}.

{{look_again}}

{{others_stay}}

[Look at your own page]({{link:page}})
""",
    *("moved", "before", "look_again", "others_stay"),
    needs=("when", "link:page"),
)

SERIES_CHANGED = wording(
    "series-changed",
    "Change of a series",
    "Changed dates: {{title}}",
    """
Dear {{name}},

The dates of **{{title}}** have changed. They are now:

{{dates}}

{{look_again}}

[Look at your own page]({{link:page}})
""",
    *("dates", "look_again"),
    needs=("dates", "link:page"),
)

EVENT_CANCELLED = wording(
    "event-cancelled",
    "Cancellation",
    "Cancelled: {{title}}",
    """
Dear {{name}},

**{{title}}** will not take place.

{{reason}}

This letter takes {{when}} out of your diary. You need not do anything.
""",
    "reason",
    needs=("title", "when"),
)

MEETING_CALLED_OFF = wording(
    "meeting-called-off",
    "Cancellation of one meeting",
    "One meeting is off: {{title}}",
    """
Dear {{name}},

One meeting of **{{title}}** will not take place: {{when}}.

{{reason}}

These still do:

{{dates}}

[Your own page for this event]({{link:page}})
""",
    *("reason", "dates"),
    needs=("title", "when"),
)

INVITATION_WITHDRAWN = wording(
    "invitation-withdrawn",
    "Withdrawal",
    "Invitation withdrawn: {{title}}",
    """
Dear {{name}},

{{organiser}} has withdrawn your invitation to **{{title}}** ({{when}}). It goes out of your diary.

If you think that this is a mistake, answer this letter.
""",
    needs=("title", "when"),
)
