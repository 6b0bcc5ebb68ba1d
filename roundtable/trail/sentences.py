"""What the trail's verbs are in a sentence: "invited Ada Marchbanks to Our table"."""

NOUNS = {
    "evidence_call": "call for evidence",
    "access_grant": "role",
    "stakeholder_group": "group",
    "import_run": "import",
    "event_document": "document",
    "seat_target": "seats",
    "report_version": "version",
    "mail_address": "address",
    "inbox_message": "message",
    "calendar_feed": "calendar feed",
    "letter_template": "words of a letter",
    "submission_version": "submission",
    "priority_round": "round",
    "priority_item": "item",
    "priority_participant": "vote",
}
BARE = frozenset({"person", "submission", "account", "report_version"})
# What is called by its name alone: nobody edits "the person Ada Marchbanks".
PREPOSITIONS = frozenset({"of", "for", "to", "from", "with"})

# {what} is what it was done to, by its name where it has one; {whom} is the person whom it concerns; {number} is to how
# many it was done.
SENTENCES = {
    ("invited", "invitation"): "invited {whom} to {what}",
    ("answered", "invitation"): "answered the invitation to {what}",
    ("given a seat", "invitation"): "gave {whom} a seat at {what}",
    ("withdrawn", "invitation"): "withdrew the invitation of {whom} to {what}",
    ("chose a group", "invitation"): "chose a group for {what}",
    ("told what they need", "invitation"): "told what is needed at {what}",
    ("took back what they need", "invitation"): "took back what is needed at {what}",
    ("registered", "invitation"): "registered for {what}",
    ("registered again", "invitation"): "registered for {what} again",
    ("registered", "registration"): "registered",
    ("registered again", "registration"): "registered again",
    ("confirmed", "registration"): "confirmed a registration",
    ("nominated", "nomination"): "proposed somebody else to invite",
    ("accepted", "nomination"): "invited somebody who was proposed",
    ("declined", "nomination"): "declined a proposal of whom to invite",
    ("deleted needs", "event"): "deleted what was told of needs at {what}, which is over ({number})",
    ("deleted registrations", "event"): "deleted registrations for {what} that nobody confirmed ({number})",
    ("proposed", "proposal"): "proposed another time",
    ("accepted", "proposal"): "moved a meeting to the time that was proposed",
    ("declined", "proposal"): "declined another time",
    ("answer taken back", "invitation"): "took back the answer to {what}",
    ("took the suggestion of", "inbox_message"): "did what a message suggested",
    ("set aside", "inbox_message"): "set a message aside",
    ("put back", "inbox_message"): "put a message back into the inbox",
    ("added a reminder", "event"): "added a reminder of {what}",
    ("removed a reminder", "event"): "removed a reminder of {what}",
    ("reminded", "event"): "wrote reminders of {what} ({number})",
    ("planned the seats", "event"): "planned the seats of {what}",
    ("added a document", "event"): "added a document to {what}",
    ("took a document away", "event"): "took a document away from {what}",
    ("exported the letters", "event"): "exported the letters about {what}",
    ("exported the attendees", "event"): "exported the attendees of {what}",
    ("added", "meeting"): "added a meeting to {what}",
    ("moved", "meeting"): "moved a meeting of {what}",
    ("edited", "meeting"): "edited a meeting of {what}",
    ("called off", "meeting"): "called off a meeting of {what}",
    ("set the agenda", "meeting"): "set the agenda of {what}",
    ("noted the attendance", "meeting"): "noted who was at {what}",
    ("submitted", "submission"): "sent {what}",
    ("added", "submission"): "wrote down {what}",
    ("attributed", "submission"): "chose how {what} may be quoted",
    ("withdrawn", "submission"): "withdrew {what}",
    ("restored", "submission"): "let {what} stand again",
    ("link sent", "submission"): "asked for a fresh link to {what}",
    ("read", "submission"): "read {what} and found nothing to mark",
    ("left for reading", "submission"): "left {what} to be read again",
    ("added a file", "submission"): "added a file to {what}",
    ("took a file away", "submission"): "took a file away from {what}",
    ("put a file back", "submission"): "put a file of {what} back",
    ("removed the details of a file", "submission"): "put a clean copy in the place of a picture of {what}",
    ("brought back the details of a file", "submission"): "put a picture of {what} back as it came",
    ("added a file", "draft"): "added a file to a draft",
    ("took a file away", "draft"): "took a file away from a draft",
    ("put a file back", "draft"): "put a file of a draft back",
    ("draft saved", "draft"): "saved a draft",
    ("draft discarded", "draft"): "discarded a draft",
    ("exported", "evidence_call"): "exported the submissions to {what}",
    ("imported submissions", "evidence_call"): "imported submissions to {what}",
    ("deleted drafts", "evidence_call"): "deleted drafts for {what} that nobody sent ({number})",
    ("deleted", "import_run"): "deleted a file that was uploaded to import",
    ("deleted", "submission_import"): "deleted a file that was uploaded to import",
    ("uploaded", "import_run"): "uploaded a file to import",
    ("uploaded", "submission_import"): "uploaded a file of submissions to import",
    ("mapped", "import_run"): "matched the columns of an import",
    ("columns chosen", "submission_import"): "matched the columns of an import",
    ("kinds chosen", "submission_import"): "matched the kinds of an import and said how it may be used",
    ("decided", "import_run"): "decided about the duplicates in an import",
    ("imported", "import_run"): "imported a file",
    ("imported stakeholders", "programme"): "imported stakeholders",
    ("exported stakeholders", "programme"): "exported the stakeholders",
    ("joined by import", "person"): "brought {what} in by an import",
    ("changed by import", "person"): "changed {what} by an import",
    ("was sent a fresh link", "person"): "asked for a fresh link",
    ("chose how to be named and asked", "person"): "chose how to be named and asked",
    ("marked", "excerpt"): "marked an excerpt of {what}",
    ("coded", "excerpt"): "gave a theme to an excerpt of {what}",
    ("uncoded", "excerpt"): "took a theme off an excerpt of {what}",
    ("recoded", "excerpt"): "changed the theme of an excerpt of {what}",
    ("removed", "excerpt"): "removed an excerpt of {what}",
    ("put back", "excerpt"): "put back an excerpt of {what}",
    ("supported", "gap"): "gave evidence to the gap {what}",
    ("supported", "recommendation"): "gave evidence to the recommendation {what}",
    ("supported no longer", "gap"): "took evidence off the gap {what}",
    ("supported no longer", "recommendation"): "took evidence off the recommendation {what}",
    ("answered", "recommendation"): "said which gap is answered by {what}",
    ("asked", "recommendation"): "said what an audience is asked by {what}",
    ("asked no longer", "recommendation"): "took an audience off {what}",
    ("voted", "priority_participant"): "voted in {what}",
    ("finished voting", "priority_participant"): "said that the vote is complete in {what}",
    ("declared interests", "priority_participant"): "declared interests in {what}",
    ("asked to vote", "priority_participant"): "asked {whom} to vote in {what}",
    ("taken out", "priority_participant"): "took {whom} out of {what}",
    ("let back", "priority_participant"): "let {whom} take part in {what} again",
    ("began in the room", "priority_round"): "began {what} in the room",
    ("ended in the room", "priority_round"): "ended {what} in the room",
    ("noted the minority's view in", "priority_round"): "noted the minority's view in {what}",
    ("put to the vote in", "priority_round"): "put items to the vote in {what} ({number})",
    ("proposed a statement in", "priority_round"): "proposed a statement in {what}",
    ("wrote the invitations to", "priority_round"): "wrote invitations to {what} ({number})",
    ("reminded of", "priority_round"): "wrote reminders of {what} ({number})",
    ("printed the codes of", "priority_round"): "printed the codes that open votes in {what} ({number})",
    ("imported statements into", "priority_round"): "imported statements into {what} ({number})",
    ("imported votes into", "priority_round"): "imported votes into {what} ({number})",
    ("exported", "priority_round"): "exported the results of {what}",
    ("exported the ballots", "priority_round"): "exported the anonymised ballots of {what}",
    ("accepted", "priority_item"): "accepted a statement",
    ("rejected", "priority_item"): "took an item out of the vote",
    ("put in question", "priority_item"): "let a statement wait again",
    ("added a section", "report"): "added a section to {what}",
    ("edited a section", "report"): "edited a section of {what}",
    ("moved a section", "report"): "moved a section of {what}",
    ("removed a section", "report"): "removed a section of {what}",
    ("put a section back", "report"): "put back a section of {what}",
    ("made a version", "report"): "made a version of {what}",
    ("had files made", "report"): "had the files of {what} made",
    ("stopped making files", "report"): "stopped making the files of {what}",
    ("changed the sending of", "programme"): "changed when letters of {what} are sent",
    ("worded", "letter_template"): "changed the words of a kind of letter",
    ("restored the words of", "letter_template"): "gave a kind of letter its first words again",
    ("let go on", "letter"): "let a letter go on",
    ("came back", "letter"): "got a letter back",
    ("complained", "mail_address"): "complained of a letter",
    ("left bulk letters", "mail_address"): "left bulk letters",
    ("came back to bulk letters", "mail_address"): "asked for bulk letters again",
    ("held", "mail_address"): "put an address on hold",
    ("released", "mail_address"): "released an address",
    ("granted", "access_grant"): "gave a role to {what}",
    ("withdrew", "access_grant"): "took a role from {what}",
    ("changed the role of", "access_grant"): "changed the role of {what}",
}


# What is named by something above it: an invitation by its event, an excerpt by its submission.
ABOVE = {
    "invitation": "event",
    "meeting": "event",
    "excerpt": "submission",
    "access_grant": "account",
    "priority_participant": "priority_round",
}


def noun_of(kind: str) -> str:
    """What a record of this table is called."""
    return NOUNS.get(kind, kind.replace("_", " "))


def unnamed(kind: str) -> str:
    """What stands for the name of a record that has none, or is gone: "an event"."""
    noun = noun_of(ABOVE.get(kind, kind))
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def sentence_of(verb: str, kind: str, *, named: bool) -> str:
    """The sentence without its subject; every verb has one, if a plain one."""
    if found := SENTENCES.get((verb, kind)):
        return found
    if not named or kind in BARE or verb.rsplit(maxsplit=1)[-1] in PREPOSITIONS:
        return f"{verb} {{what}}"
    return f"{verb} the {noun_of(kind)} {{what}}"
