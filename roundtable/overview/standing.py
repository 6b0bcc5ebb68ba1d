"""Where a programme stands, and the next thing to do."""

from collections.abc import Iterator, Sequence
from functools import partial

from flask import url_for
from sqlalchemy import Select, func, select

from roundtable import clock
from roundtable.access import Permission, may
from roundtable.db import db
from roundtable.events.models import Answer, Event, Invitation
from roundtable.evidence import moderation
from roundtable.evidence.models import Call, Likeness, SafeguardingFlag, Submission
from roundtable.findings import queries as findings
from roundtable.findings.models import Gap, Recommendation, RecommendationEvidence
from roundtable.inbox import queries as inbox
from roundtable.inbox.models import Message
from roundtable.mail.models import Letter
from roundtable.priorities.models import Item, PriorityRound
from roundtable.programmes.models import Programme
from roundtable.programmes.standing import Figure, NextStep, Standing
from roundtable.reports import queries as reports
from roundtable.reports.models import Report, Version
from roundtable.stakeholders.models import Stake
from roundtable.themes import queries as themes
from roundtable.trail.counting import counted
from roundtable.web import words


def _counts(programme: Programme) -> dict[str, int]:
    """All numbers in one query."""
    of = programme.id

    def count(query: Select[int]) -> object:
        return query.scalar_subquery()

    live = select(func.count(Recommendation.id)).where(
        Recommendation.programme_id == of, Recommendation.withdrawn_at.is_(None)
    )
    held = findings.has_evidence(RecommendationEvidence, Recommendation)
    coming = Event.programme_id == of, Event.cancelled_at.is_(None), Event.ends_at > clock.now()
    invited = (
        select(func.count(Invitation.id))
        .join(Invitation.event)
        .where(*coming, Invitation.withdrawn_at.is_(None))
    )
    parts = {
        "people": select(func.count(Stake.id)).where(Stake.programme_id == of, Stake.ended_at.is_(None)),
        "events": select(func.count(Event.id)).where(*coming),
        "invited": invited,
        "yes": invited.where(Invitation.answer == Answer.ACCEPTED),
        "waiting": select(func.count(Letter.id)).where(
            Letter.programme_id == of,
            Letter.approved_at.is_(None),
            Letter.dropped_at.is_(None),
            Letter.outcome.is_(None),
        ),
        "messages": inbox.waiting(select(Message).where(Message.programme_id == of))
        .order_by(None)
        .with_only_columns(func.count(Message.id)),
        "concerns": select(func.count(SafeguardingFlag.id)).where(
            SafeguardingFlag.programme_id == of, SafeguardingFlag.settled_at.is_(None)
        ),
        "alike": moderation.undecided(programme).with_only_columns(
            func.count(func.distinct(Likeness.first_id))
        ),
        "calls": select(func.count(Call.id)).where(Call.programme_id == of),
        "submissions": themes.submissions(programme).with_only_columns(func.count()),
        "uncoded": themes.uncoded(programme).order_by(None).with_only_columns(func.count()),
        "gaps": select(func.count(Gap.id)).where(Gap.programme_id == of, Gap.withdrawn_at.is_(None)),
        "recommendations": live,
        "unsupported": live.where(~held),
        "rounds": select(func.count(PriorityRound.id)).where(PriorityRound.programme_id == of),
        "open_rounds": select(func.count(PriorityRound.id)).where(
            PriorityRound.programme_id == of,
            PriorityRound.opened_at.is_not(None),
            PriorityRound.closed_at.is_(None),
        ),
        "proposed": select(func.count(Item.id))
        .join(Item.round)
        .where(
            PriorityRound.programme_id == of,
            PriorityRound.closed_at.is_(None),
            Item.accepted_at.is_(None),
            Item.rejected_at.is_(None),
        ),
        "reports": select(func.count(Report.id)).where(Report.programme_id == of),
        "published": select(func.count(func.distinct(Version.report_id)))
        .join(Version.report)
        .where(Report.programme_id == of, reports.PUBLISHED),
    }
    row = db.session.execute(select(*(count(query).label(name) for name, query in parts.items()))).one()  # type: ignore[attr-defined]
    return dict(row._mapping)


def standing(programme: Programme) -> Standing:
    """The numbers that this account may see, and the first step that waits for it."""
    n = counted(programme.id, _counts, programme)
    return Standing(tuple(_figures(programme, n)), next(_steps(programme, n), None))


def _figures(programme: Programme, n: dict[str, int]) -> Iterator[Figure]:
    at = partial(url_for, programme=programme.slug)
    if may(Permission.SEE_PEOPLE, programme.id):
        yield Figure("stakeholders", n["people"], at("stakeholders.index"), "")
    yield Figure(
        "coming event" if n["events"] == 1 else "coming events",
        n["events"],
        at("events.index"),
        f"{n['yes']:,} of {n['invited']:,} invited said yes" if n["invited"] else "nobody is invited yet",
    )
    if may(Permission.SEND, programme.id):
        yield Figure("letters to look at", n["waiting"], at("mail.index"), "nothing leaves unseen")
    if may(Permission.INVITE, programme.id):
        yield Figure(
            "message to read" if n["messages"] == 1 else "messages to read",
            n["messages"],
            at("inbox.index"),
            "what did not fit",
        )
    if may(Permission.SEE_EVIDENCE, programme.id):
        yield Figure("submissions", n["submissions"], at("evidence.index"), f"{n['uncoded']:,} not coded yet")
    yield Figure("gaps", n["gaps"], at("findings.index", kind="gaps"), "")
    yield Figure(
        "recommendations",
        n["recommendations"],
        at("findings.index"),
        f"{n['unsupported']:,} without evidence yet",
    )
    if may(Permission.SEE_EVIDENCE, programme.id):
        yield Figure("rounds of votes", n["rounds"], at("priorities.index"), f"{n['open_rounds']:,} open")
    yield Figure("reports", n["reports"], at("reports.index"), f"{n['published']:,} published")


def _steps(programme: Programme, n: dict[str, int]) -> Iterator[NextStep]:
    """What waits, the most pressing first."""
    at = partial(url_for, programme=programme.slug)
    if n["concerns"] and may(Permission.MODERATE, programme.id):
        yield NextStep(
            f"Look at {words.count(n['concerns'], 'open concern')}",
            at("evidence.moderation_queue"),
            "Somebody who reads the evidence thinks that a person may be in danger.",
        )
    if n["waiting"] and may(Permission.SEND, programme.id):
        yield NextStep(
            f"Look at {words.count(n['waiting'], 'letter')} and send them",
            at("mail.index"),
            "They were written and wait for you; nothing leaves unseen.",
        )
    if n["messages"] and may(Permission.INVITE, programme.id):
        yield NextStep(
            f"Read {words.count(n['messages'], 'message')} that came in",
            at("inbox.index"),
            "What was understood is done; what did not fit waits for you.",
        )
    if not n["people"] and may(Permission.EDIT_PEOPLE, programme.id):
        yield NextStep(
            "Bring in the stakeholders", at("stakeholders.index"), "A list from a spreadsheet will do."
        )
    if not n["events"] and not n["submissions"] and may(Permission.EDIT_EVENTS, programme.id):
        yield NextStep(
            "Plan the round table", at("events.index"), "With a date, a place and seats for each group."
        )
    if not n["calls"] and may(Permission.EDIT_CALLS, programme.id):
        yield NextStep(
            "Make a call for evidence",
            at("evidence.index"),
            "It says what you ask, of whom and until when; what people send belongs to it.",
        )
    if n["proposed"] and may(Permission.EDIT_FINDINGS, programme.id):
        yield NextStep(
            f"Accept or reject {words.count(n['proposed'], 'proposed statement')}",
            at("priorities.index"),
            "Those who vote proposed them; nobody votes on one before it is accepted.",
        )
    if n["alike"] and may(Permission.MODERATE, programme.id):
        yield NextStep(
            f"Decide about {words.count(n['alike'], 'group')} of submissions that are nearly the same",
            at("evidence.moderation_queue"),
            "Sent twice, a campaign, or alike by chance: you say it, and it can be undone.",
        )
    if n["uncoded"] and may(Permission.CODE, programme.id):
        yield NextStep(
            f"Read and code {words.count(n['uncoded'], 'submission')}",
            at("themes.next_uncoded"),
            "Mark what matters and give it a theme; findings are drawn from there.",
        )
    if n["unsupported"] and may(Permission.EDIT_FINDINGS, programme.id):
        yield NextStep(
            "Give every recommendation its evidence",
            at("findings.index"),
            f"{words.count(n['unsupported'], 'recommendation')} without any yet.",
        )
    if n["recommendations"] and not n["published"] and may(Permission.EDIT_REPORTS, programme.id):
        yield NextStep("Finish the report", at("reports.index"), "Its recommendations stand.")


def standings(programmes: Sequence[Programme]) -> dict[int, str]:
    """A sentence for each programme, in one query whatever their number."""
    people = select(func.count(Stake.id)).where(Stake.programme_id == Programme.id, Stake.ended_at.is_(None))
    said, drawn = (
        select(func.count(kind.id)).where(kind.programme_id == Programme.id, stands)
        for kind, stands in (
            (Submission, Submission.stands),
            (Recommendation, Recommendation.withdrawn_at.is_(None)),
        )
    )
    counts = (each.correlate(Programme).scalar_subquery() for each in (people, said, drawn))
    rows = db.session.execute(
        select(Programme.id, *counts).where(Programme.id.in_([programme.id for programme in programmes]))
    )
    return {
        number: ", ".join(
            words.count(many, one)
            for many, one in zip(held, ("stakeholder", "submission", "recommendation"), strict=True)
        )
        for number, *held in rows
    }
