"""A programme with one of everything that an address can name, each with a word in it that others must not see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.access import Grant, Permission, Role
from roundtable.access.gate import declared
from roundtable.cases import actions as cases
from roundtable.cases.models import Per
from roundtable.db import db
from roundtable.events.models import (
    Anchor,
    Concerned,
    EventDocument,
    Feed,
    Nomination,
    Proposal,
    ReminderRule,
)
from roundtable.evidence import actions as submissions
from roundtable.evidence.actions import Upload
from roundtable.evidence.models import Campaign, SafeguardingFlag, SubmissionImport
from roundtable.files import actions as files
from roundtable.findings import actions as findings
from roundtable.inbox.models import Message
from roundtable.literature.models import ReferenceImport
from roundtable.mail.models import Letter
from roundtable.priorities import actions as priorities
from roundtable.priorities import queries as rounds
from roundtable.priorities.models import Method
from roundtable.programmes.models import Indicator, Programme
from roundtable.reports import actions as reports
from roundtable.reports.models import Quotation
from roundtable.stakeholders.models import Import
from roundtable.themes.actions import add_rule, mark_in_pass, revise_theme, split_theme, start_pass
from roundtable.themes.models import Coding, CodingImport
from roundtable.trail import SYSTEM
from tests import make

PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>")
Numbers = dict[str, int]


def furnish(programme: Programme, word: str) -> Numbers:
    """One of everything in the programme, with this word in its texts; gives the numbers by their names in addresses."""
    return (
        _people(programme, word)
        | _event(programme, word)
        | _evidence(programme, word)
        | _literature(programme, word)
        | _round(programme, word)
    )


def _people(programme: Programme, word: str) -> Numbers:
    person = make.stakeholder(programme, name=f"{word} Person", email=f"{word.lower()}@people.example")
    file = files.store("people.csv", f"Name,E-mail\n{word},a@b.example\n".encode(), programme_id=programme.id)
    run = Import(programme_id=programme.id, file_id=file.id, started_at=clock.now())
    letter = Letter(
        key=f"test/{word}",
        kind="invitation",
        subject_kind="programme",
        subject_id=programme.id,
        programme_id=programme.id,
        to_email=f"{word.lower()}@people.example",
        to_name=f"{word} Person",
        edited_subject=f"{word} subject",
        edited_text=f"{word} text",
        written_at=clock.now(),
        due_at=clock.now(),
        message_id=f"<{word}@roundtable.example>",
    )
    member = make.account(programme=programme, name=f"{word} Member")
    db.session.add_all([run, letter])
    db.session.flush()
    grant = db.session.scalars(select(Grant).where(Grant.account_id == member.id)).one()
    return {"person_id": person.id, "run_id": run.id, "letter": letter.id, "grant_id": grant.id}


def _event(programme: Programme, word: str) -> Numbers:
    event = make.event(programme, title=f"{word} Event", seats=12)
    person = make.stakeholder(programme, name=f"{word} Guest", email=f"{word.lower()}-guest@people.example")
    invitation = make.invitation(event, person)
    file = files.store(f"{word}.txt", word.encode(), programme_id=programme.id)
    document = EventDocument(event_id=event.id, file_id=file.id, title=f"{word} paper")
    nomination = Nomination(
        invitation_id=invitation.id,
        name=f"{word} Nominee",
        email=f"{word.lower()}-nominee@people.example",
        made_at=clock.now(),
    )
    starts = event.meetings[0].starts_local + timedelta(days=1)
    proposal = Proposal(
        meeting_id=event.meetings[0].id,
        invitation_id=invitation.id,
        sequence=0,
        starts_local=starts,
        ends_local=starts + timedelta(hours=2),
        zone=event.meetings[0].zone,
        made_at=clock.now(),
    )
    message = Message(
        digest=word,
        source="file",
        received_at=clock.now(),
        subject=f"{word} message",
        octets=word.encode(),
        programme_id=programme.id,
        event_id=event.id,
        invitation_id=invitation.id,
    )
    feed = Feed(key=f"programme-{programme.id}", programme_id=programme.id, made_at=clock.now())
    rule = ReminderRule(
        event_id=event.id,
        days=7,
        anchor=Anchor.MEETING,
        concerned=Concerned.UNANSWERED,
        made_at=clock.now(),
    )
    db.session.add_all([document, nomination, proposal, message, feed, rule])
    db.session.flush()
    return {
        "event_id": event.id,
        "feed_id": feed.id,
        "meeting_id": event.meetings[0].id,
        "invitation_id": invitation.id,
        "document_id": document.id,
        "nomination_id": nomination.id,
        "proposal_id": proposal.id,
        "message_id": message.id,
        "rule_id": rule.id,
    }


def _evidence(programme: Programme, word: str) -> Numbers:
    call = make.call(programme, title=f"{word} Call", public_at=None)
    submission = make.submission(call, text=f"{word} was said here.", contributor=f"{word} Contributor")
    excerpt = make.excerpt(submission)
    theme = make.theme(programme, name=f"{word} Theme")
    db.session.add(Coding(excerpt_id=excerpt.id, theme_id=theme.id, created_at=clock.now()))
    reshaping = split_theme(theme, f"{word} Part", excerpts=[make.excerpt(submission, ends=1)], by=SYSTEM)
    change = revise_theme(theme, name=f"{word} Theme now", description="", parent=None, by=SYSTEM)
    assert change is not None
    readers = [make.account(role=Role.AUTHOR, programme=programme) for _ in range(2)]
    coding_pass = start_pass(programme, f"{word} Pass", coders=readers, count=1, spread=True, by=SYSTEM)
    (mark,) = mark_in_pass(coding_pass.coders[0], submission.versions[-1], 0, 3, themes=[theme], by=SYSTEM)
    file = files.store("texts.csv", f"text\n{word}\n".encode(), programme_id=programme.id)
    run = SubmissionImport(call_id=call.id, file_id=file.id, started_at=clock.now())
    found: dict[str, Any] = dict.fromkeys(
        ("submissions", "themes", "excerpts", "codings", "there", "refused_altogether"), 0
    )
    found |= {"new_themes": [[word]], "left_out": [], "refused": [], "warnings": []}
    codings = CodingImport(call_id=call.id, file_id=file.id, outcome=found, started_at=clock.now())
    indicator = Indicator(programme_id=programme.id, framework=f"{word} Framework", title=f"{word} Indicator")
    report = reports.make_report(programme, f"{word} Report", by=SYSTEM)
    gap = make.gap(programme, number=1, title=f"{word} Gap")
    recommendation = make.recommendation(programme, number=1, title=f"{word} Recommendation")
    agreement = findings.agree(recommendation, f"{word} agreed", origin="round:0", by=SYSTEM)
    campaign = Campaign(programme_id=programme.id, title=f"{word} Campaign", made_at=clock.now())
    flag = SafeguardingFlag(
        programme_id=programme.id,
        submission_id=submission.id,
        raised_at=clock.now(),
        concern=f"{word} concern",
    )
    db.session.add_all([run, codings, indicator, campaign, flag])
    db.session.flush()
    quotation = Quotation(
        report_id=report.id,
        submission_id=submission.id,
        words=f"{word} was said here.",
        words_key=word,
        place=f"{word} place",
        made_at=clock.now(),
    )
    db.session.add(quotation)
    db.session.flush()
    reports.freeze(report, by=SYSTEM)
    (attached,) = submissions.attach(
        [Upload(f"{word}.txt", f"{word} in a file".encode())], to=submission, by=SYSTEM
    )
    return {
        "attachment_id": attached.id,
        "question_id": make.question(call, label=f"{word} Question").id,
        "call_id": call.id,
        "campaign_id": campaign.id,
        "flag_id": flag.id,
        "quotation_id": quotation.id,
        "submission_id": submission.id,
        "excerpt_id": excerpt.id,
        "theme_id": theme.id,
        "reshaping_id": reshaping.id,
        "change_id": change.id,
        "rule_id": add_rule(theme, word, by=SYSTEM).id,
        "pass_id": coding_pass.id,
        "mark_id": mark.id,
        "evidence.run_id": run.id,
        "themes.run_id": codings.id,
        "number": gap.number,
        "agreement_id": agreement.id,
        "report_id": report.id,
        "section_id": report.sections[0].id,
        "groups.part_id": make.group(programme, name=f"{word} Group").id,
        "audiences.part_id": make.audience(programme, name=f"{word} Audience").id,
        "indicators.part_id": indicator.id,
    }


def _literature(programme: Programme, word: str) -> Numbers:
    reference = make.reference(programme, title=f"{word} Reference")
    file = files.store("r.ris", f"TI  - {word}".encode(), programme_id=programme.id, media_type="text/plain")
    run = ReferenceImport(programme_id=programme.id, file_id=file.id, started_at=clock.now())
    db.session.add(run)
    db.session.flush()
    search = make.search(programme, source=f"{word} Search")
    case = cases.add_case_study(
        programme, title=f"{word} Case", setting=f"{word} town", done="Advisers", by=SYSTEM
    )
    line = cases.add_line(
        case,
        what=word,
        cost=Decimal(5),
        benefit=None,
        currency="GBP",
        price_year=2020,
        per=Per.ALL,
        by=SYSTEM,
    )
    return {
        "case_id": case.id,
        "line_id": line.id,
        "reference_id": reference.id,
        "literature.run_id": run.id,
        "search_id": search.id,
    }


def _round(programme: Programme, word: str) -> Numbers:
    round = priorities.make_round(programme, Method.STATEMENTS, {"title": f"{word} Round"}, by=SYSTEM)
    priorities.add_statements(round, [f"{word} Statement"], by=SYSTEM)
    priorities.open_round(round, by=SYSTEM)
    priorities.invite([make.stakeholder(programme, name=f"{word} Voter")], to=round, by=SYSTEM)
    return {
        "round_id": round.id,
        "item_id": db.session.scalars(rounds.items_of(round)).one().id,
        "participant_id": db.session.scalars(rounds.taking_part(round)).one().id,
    }


@dataclass(frozen=True)
class Address:
    """A page or a deed under /programmes/<programme>."""

    endpoint: str
    method: str
    path: str
    needs: Permission
    names_something: bool
    # Beside the programme.


def addresses(app: Flask, slug: str, numbers: Numbers) -> Iterator[Address]:
    """Everything under this programme's address, for these numbers of things."""
    for rule in app.url_map.iter_rules():
        needs = declared(rule.endpoint)
        if not rule.rule.startswith("/programmes/<programme>") or not isinstance(needs, Permission):
            continue
        for path in _filled(rule.rule.replace("<programme>", slug), rule.endpoint.partition(".")[0], numbers):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                yield Address(
                    rule.endpoint,
                    method,
                    path,
                    needs,
                    "_id>" in rule.rule or "number" in rule.rule or "letter" in rule.rule,
                )


def _filled(rule: str, room: str, numbers: Numbers) -> Iterator[str]:
    found = PLACE.search(rule)
    if found is None:
        yield rule
        return
    name = found["name"]
    if found["kind"] == "any":
        values = [choice.strip() for choice in found["choices"].split(",")]
    elif found["kind"] == "int":
        kind = next(
            (each for each in ("groups", "audiences", "indicators") if f"/{each}/" in rule),
            room,
        )
        values = [str(numbers.get(f"{kind}.{name}", numbers.get(name)))]
    else:
        values = ["gap"]
    for value in values:
        yield from _filled(rule[: found.start()] + value + rule[found.end() :], room, numbers)
