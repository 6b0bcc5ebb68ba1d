"""What records are called and where they are shown, for stories and trails: a query for each kind, none by the row."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import select

from roundtable.access import Account, Grant
from roundtable.cases.models import CaseStudy
from roundtable.db import db
from roundtable.events.models import Event, Invitation, Meeting
from roundtable.evidence.models import Call, Submission, SubmissionVersion
from roundtable.findings.models import Gap, Recommendation
from roundtable.literature.models import Reference
from roundtable.priorities.models import Participant, PriorityRound
from roundtable.programmes.models import Audience, Indicator, Programme, StakeholderGroup
from roundtable.reports.models import Report, Version
from roundtable.stakeholders.models import Person
from roundtable.themes.models import CodingPass, Excerpt, Theme


class Named(NamedTuple):
    """What a record is called, and its page where it has one."""

    words: str
    address: str = ""


# For each table: the number, the words, and the endpoint and argument of its page.
_QUERIES: dict[str, tuple[Any, str, str]] = {
    "programme": (select(Programme.id, Programme.title, Programme.id), "", ""),
    "event": (select(Event.id, Event.title, Event.id), "events.show", "event_id"),
    "meeting": (select(Meeting.id, Event.title, Event.id).join(Meeting.event), "events.show", "event_id"),
    "person": (select(Person.id, Person.name, Person.id), "stakeholders.show", "person_id"),
    "invitation": (
        select(Invitation.id, Event.title, Event.id).join(Invitation.event),
        "events.show",
        "event_id",
    ),
    "evidence_call": (select(Call.id, Call.title, Call.id), "evidence.call", "call_id"),
    "submission": (
        select(Submission.id, Submission.reference, Submission.id),
        "evidence.show",
        "submission_id",
    ),
    "coding_pass": (select(CodingPass.id, CodingPass.title, CodingPass.id), "themes.show_pass", "pass_id"),
    "case_study": (select(CaseStudy.id, CaseStudy.title, CaseStudy.id), "cases.show", "case_id"),
    "theme": (select(Theme.id, Theme.name, Theme.id), "themes.show", "theme_id"),
    "gap": (select(Gap.id, Gap.title, Gap.number), "findings.gap", "number"),
    "recommendation": (
        select(Recommendation.id, Recommendation.title, Recommendation.number),
        "findings.recommendation",
        "number",
    ),
    "priority_round": (
        select(PriorityRound.id, PriorityRound.title, PriorityRound.id),
        "priorities.show",
        "round_id",
    ),
    "priority_participant": (
        select(Participant.id, PriorityRound.title, PriorityRound.id).join(Participant.round),
        "priorities.show",
        "round_id",
    ),
    "excerpt": (
        select(Excerpt.id, Submission.reference, Excerpt.id)
        .join(Excerpt.version)
        .join(SubmissionVersion.submission),
        "findings.excerpt",
        "excerpt_id",
    ),
    "stakeholder_group": (select(StakeholderGroup.id, StakeholderGroup.name, StakeholderGroup.id), "", ""),
    "audience": (select(Audience.id, Audience.name, Audience.id), "", ""),
    "indicator": (select(Indicator.id, Indicator.title, Indicator.id), "", ""),
    "reference": (select(Reference.id, Reference.title, Reference.id), "literature.show", "reference_id"),
    "account": (select(Account.id, Account.name, Account.id), "", ""),
    "access_grant": (select(Grant.id, Account.name, Grant.id).join(Grant.account), "", ""),
    "report_version": (
        select(Version.id, Report.title, Report.id).join(Version.report),
        "reports.show",
        "report_id",
    ),
    "report": (select(Report.id, Report.title, Report.id), "reports.show", "report_id"),
}


def names_of(things: Iterable[tuple[str, int]], programme: str) -> dict[tuple[str, int], Named]:
    """What these records (table, number) are called; the address is in the programme of that slug."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, number in things:
        if kind in _QUERIES:
            wanted[kind].add(number)
    found: dict[tuple[str, int], Named] = {}
    for kind, numbers in wanted.items():
        query, endpoint, argument = _QUERIES[kind]
        key = query.selected_columns[0]
        for number, words, page in db.session.execute(query.where(key.in_(numbers))):
            address = url_for(endpoint, programme=programme, **{argument: page}) if endpoint else ""
            if words:
                found[kind, number] = Named(words, address)
    return found
