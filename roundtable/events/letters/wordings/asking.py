"""Words that ask: keep a date free, come, say so once more."""

from roundtable.events.letters.wordings.places import wording

SAVE_THE_DATE = wording(
    "save-the-date",
    "Save the date",
    "Save the date: {{title}}",
    """
Dear {{name}},

Please keep this date free: **{{organiser}}** would like you at **{{title}}**.

{{dates}}

It is not fixed yet. The invitation follows, and turns this entry of your diary into the final one.

If you know already that you can or cannot come, [say so on your own page]({{link:page}}).

{{several}}
""",
    *("dates", "several", "purpose"),
    needs=("dates", "link:page"),
)

SAVE_A_FURTHER_DATE = wording(
    "save-a-further-date",
    "Save the date: a further date",
    "Save the date: {{title}}",
    """
Dear {{name}},

Please keep this date of {{title}} free too:

- {{when}}

[Your own page for this event]({{link:page}})
""",
    needs=("when", "link:page"),
)

INVITATION = wording(
    "invitation",
    "Invitation",
    "Invitation: {{title}}",
    """
Dear {{name}},

**{{organiser}}** invites you to **{{title}}**.

{{purpose}}

{{dates}}

{{reply_by}}

[Answer on your own page]({{link:page}})

The page takes a yes, a no or a maybe, or the name of somebody to ask instead. It needs no password.

{{note}}

{{several}}
""",
    *("purpose", "dates", "reply_by", "note", "several"),
    needs=("dates", "link:page"),
)

INVITATION_DATE = wording(
    "invitation-date",
    "Invitation: a further date",
    "A date for your diary: {{title}}",
    """
Dear {{name}},

{{title}} has several meetings. This letter brings one of them to your diary:

- {{when}}

One answer is enough for all of them.

[Answer on your own page]({{link:page}})
""",
    needs=("when", "link:page"),
)

DATE_CONFIRMED = wording(
    "date-confirmed",
    "Invitation after a save-the-date",
    "Invitation: {{title}}",
    """
Dear {{name}},

The date that we asked you to keep free is fixed: **{{organiser}}** invites you to **{{title}}**.

{{purpose}}

{{dates}}

{{to_answer}}

[{{act}}]({{link:page}})

{{note}}

{{several}}
""",
    *("purpose", "dates", "to_answer", "act", "note", "several"),
    needs=("dates", "link:page"),
)

ASKED_AGAIN = wording(
    "asked-again",
    "Asked again after a change",
    "Can you still come? {{title}}",
    """
Dear {{name}},

You answered the invitation to **{{title}}** before its time or place changed. It is now:

{{dates}}

Can you come then? Until you say so, your earlier answer counts.

[Answer on your own page]({{link:page}})
""",
    "dates",
    needs=("dates", "link:page"),
)

REMINDER = wording(
    "reminder",
    "Reminder to answer",
    "Can you come? {{title}}",
    """
Dear {{name}},

{{organiser}} has invited you to **{{title}}**, and we have not heard yet whether you can come.

{{dates}}

{{reply_by}}

[Answer on your own page]({{link:page}})

A no helps too: somebody else can have the seat.
""",
    *("dates", "reply_by"),
    needs=("dates", "link:page"),
)

REMINDER_MAYBE = wording(
    "reminder-maybe",
    "Reminder to who said maybe",
    "Yes or no? {{title}}",
    """
Dear {{name}},

You said maybe to **{{title}}**. Do you know by now whether you can come?

{{dates}}

{{reply_by}}

[Answer on your own page]({{link:page}})
""",
    *("dates", "reply_by"),
    needs=("dates", "link:page"),
)

REMINDER_COMING = wording(
    "reminder-coming",
    "Reminder to who is coming",
    "Soon: {{title}}",
    """
Dear {{name}},

**{{title}}** is near, and you have a seat.

{{dates}}

Your own page shows how to join and what is on the agenda. If you cannot come any more, please say so there, so that somebody else can.

[Your own page for this event]({{link:page}})
""",
    "dates",
    needs=("dates", "link:page"),
)
