"""Every page that a GET opens, each with an address on the demonstration."""

import io
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select, select
from werkzeug.routing import Rule

from roundtable import clock
from roundtable.access import Account, Grant, links
from roundtable.access.links import Purpose
from roundtable.cases.models import CaseStudy
from roundtable.db import db
from roundtable.events import actions as events
from roundtable.events.models import Event, Invitation, Proposal, Registration, Series
from roundtable.evidence.actions import drafts
from roundtable.evidence.importing import runs as submission_imports
from roundtable.evidence.kinds import BY_SLUG
from roundtable.evidence.models import (
    Attribution,
    Call,
    FieldType,
    Kind,
    Question,
    SafeguardingFlag,
    Submission,
)
from roundtable.inbox.models import Message
from roundtable.literature.importing import runs as reference_imports
from roundtable.literature.models import Reference, Search, Stage
from roundtable.mail.models import Letter
from roundtable.priorities import actions as rounds
from roundtable.priorities import queries as round_queries
from roundtable.priorities.links import vote_token
from roundtable.priorities.models import Answer as VoteAnswer
from roundtable.priorities.models import Criterion, Method
from roundtable.priorities.tallying import tally
from roundtable.programmes.models import Programme
from roundtable.reports import actions as reports
from roundtable.reports.models import Quotation, ReportKind
from roundtable.stakeholders.importing import runs as stakeholder_imports
from roundtable.stakeholders.models import Person
from roundtable.themes import actions as marking
from roundtable.themes.importing import runs as coding_imports
from roundtable.themes.models import CodingPass, Excerpt, Theme
from roundtable.trail import Actor, ActorKind
from tests import make

NO_PAGES = {
    "static",
    "stylesheet",
    "accounts.two_step_picture",
    "events_guest.diary",
    "evidence_guest.form_file",
    "evidence.attachment",
    "evidence_guest.file",
    "evidence_guest.draft_file",
    "inbox.source",  # the message as it came, to be saved
    "events_guest.document",
    "events_guest.feed",
    "events_guest.public_diary",
    "events_guest.public_document",
    "mail.html",  # a letter's own HTML, shown in a frame
    "public.calendar",
    "public.programme_calendar",
    "reports.draft",
    "reports.version_file",
    "reports_public.file",
    "reports_public.version_file",
}
"""Files and frames: they answer a GET and have no frame of ours."""

ELSEWHERE = {
    "findings.remove_excerpt",
    "literature.screen_next",
    "security.code",
    "security.recovery",
    "themes.next_in_pass",
    "themes.next_uncoded",
}
"""They only lead on to another page, as things stand when nobody has done anything."""

PARTS = ("groups", "audiences", "indicators")


@dataclass(frozen=True)
class Opened:
    """A page, and who looks at it: an account's name, or nobody's."""

    endpoint: str
    address: str
    who: str | None


def pages(app: Flask) -> list[Opened]:
    """Each page once (some for each kind of thing). Fails for a page whose arguments nobody has said."""
    known = _scene()
    found: list[Opened] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.endpoint):
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES | ELSEWHERE:
            continue
        for values in _values(rule, known):
            missing = rule.arguments - values.keys()
            assert not missing, (
                f"{rule.endpoint} wants {missing}: say in tests/journeys/pages.py what fills it in"
            )
            wanted = {name: values[name] for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, wanted)
            found.append(Opened(rule.endpoint, address, _who(rule.endpoint)))
    return found


def _who(endpoint: str) -> str | None:
    room = endpoint.split(".", maxsplit=1)[0]
    if room in ("public", "patterns", "security") or room.endswith(("_guest", "_public")):
        return None
    return "alex" if room == "accounts" or endpoint == "keeping.original" else "olive"


def _values(rule: Rule, known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    room = rule.endpoint.split(".", maxsplit=1)[0]
    values = known[""] | known.get(room, {}) | known.get(rule.endpoint, {})
    if rule.endpoint in ("programmes.parts", "programmes.add_part", "programmes.edit_part"):
        return [values | {"kind": kind, "part_id": known["parts"][kind]} for kind in PARTS]
    if rule.endpoint == "evidence.add_question":
        return [values | {"type": each.value} for each in FieldType]
    if rule.endpoint == "evidence_guest.write":
        return [values | {"kind": kind} for kind in BY_SLUG]
    return [values]


def _one(query: Select[Any]) -> Any:
    return db.session.scalars(query.limit(1)).one()


def _scene() -> dict[str, dict[str, Any]]:
    """What the addresses name, by room and by endpoint; what the demonstration lacks is made."""
    olive = _one(select(Account).where(Account.email.startswith("olive")))
    by = Actor(ActorKind.ACCOUNT, olive.id)
    coming = _one(select(Event).where(Event.open_registration.is_(True)).order_by(Event.id))
    programme = coming.programme
    call = _one(select(Call).where(Call.programme_id == programme.id))
    submission = _one(
        select(Submission).where(Submission.programme_id == programme.id).order_by(Submission.id)
    )
    excerpt = _one(select(Excerpt).order_by(Excerpt.id))
    person = make.stakeholder(programme, name="Winifred Ashgrove")
    proposer = make.stakeholder(programme, name="Jory Penhallow")
    events.invite([person, proposer], to=coming, by=by)
    invitation = _one(select(Invitation).where(Invitation.person_id == person.id))
    invitation_token = links.sign(Purpose.INVITATION, invitation.id, invitation.link_number)
    events.nominate(
        _one(select(Invitation).where(Invitation.person_id == proposer.id)),
        name="Silas Undershaw",
        email="silas@stand-in.example",
        organisation="",
        note="",
        by=Actor(ActorKind.PERSON, proposer.id),
    )
    events.register(coming, name="Iris Passing", email="iris@passing.example", by=by)
    registration = _one(select(Registration).order_by(Registration.id.desc()))
    draft = drafts.save_draft(call, "a-draft", Kind.GAP, _typed(), by=by)
    submission_token = links.sign(Purpose.SUBMISSION, submission.id, submission.link_number)
    run = stakeholder_imports.start("people.csv", _sheet(), programme=programme, account=olive, by=by)
    words = submission_imports.start("words.csv", _words(), call=call, account=olive, by=by)
    submission_imports.set_use(
        words, {"gap": Kind.GAP, "wish": Kind.RECOMMENDATION}, Attribution.ANONYMOUS, "agreed", by=by
    )
    taken = reference_imports.start(
        "references.ris",
        io.BytesIO(b"TY  - JOUR\nTI  - Work\nER  - \nnonsense\n"),
        programme=programme,
        stage=Stage.TO_SCREEN,
        search=None,
        account=olive,
        by=by,
    )
    return {
        "": {
            "programme": programme.slug,
            "person_id": person.id,
            "account_id": olive.id,
            "submission_id": submission.id,
            "excerpt_id": excerpt.id,
        },
        "parts": _parts(programme),
        "programmes": {"grant_id": _one(select(Grant.id).where(Grant.programme_id == programme.id))},
        "mail": {"letter": _one(select(Letter.id).where(Letter.to_email == person.email))},
        "wordings": {"kind": "invitation"},
        "mail_guest": {"token": links.sign(Purpose.LEAVING, _one(select(Letter.id)))},
        "stakeholders": {"run_id": run.id},
        "events": {
            "event_id": coming.id,
            "meeting_id": coming.meetings[0].id,
            "invitation_id": invitation.id,
        },
        **{
            f"events.{name}": {"event_id": _one(select(Series.event_id))}
            for name in ("series", "add_to_series")
        },
        "inbox": {"message_id": _one(select(Message.id).order_by(Message.id))},
        "events.accept_proposal": {"proposal_id": _one(select(Proposal.id))},
        "events_guest": {"slug": coming.slug, "token": invitation_token},
        "events_guest.confirm": {"token": links.sign(Purpose.CONFIRMATION, registration.id)},
        "evidence": {
            "call_id": call.id,
            "kind": "gap",
            "run_id": words.id,
            "question_id": _one(select(Question.id).where(Question.call_id == call.id)),
            "flag_id": _one(select(SafeguardingFlag.id)),
        },
        "evidence_guest": {"slug": call.slug, "token": submission_token},
        **{
            f"evidence_guest.{name}": {"token": links.sign(Purpose.DRAFT, draft.id)}
            for name in ("draft", "kept", "check")
        },
        "cases": {"case_id": _one(select(CaseStudy.id).where(CaseStudy.programme_id == programme.id))},
        "themes.tag_reference": {
            "reference_id": _one(select(Reference.id).where(Reference.programme_id == programme.id))
        },
        "literature": {
            "reference_id": _one(select(Reference.id).where(Reference.programme_id == programme.id)),
            "run_id": taken.id,
            "search_id": _one(select(Search.id).where(Search.programme_id == programme.id)),
        },
        "themes": {
            **_pass(programme, olive, by),
            "theme_id": _one(select(Theme.id).where(Theme.programme_id == programme.id)),
        },
        "themes.preview_codings": _coded(call, submission.reference, olive, by),
        "themes.code": {"submission_id": submission.id},
        **{f"themes.{name}": _opened(programme, olive, by) for name in ("show_pass", "differences")},
        "findings": {"number": 1, "kind": "recommendations"},
        "overview_guest": {
            "token": links.sign(Purpose.PERSON, person.id, person.link_number),
            "slug": programme.slug,
        },
        "security": {"token": links.sign(Purpose.WELCOME, olive.id, olive.link_number)},
        **_report(programme, by),
        **_rounds(programme, person, by),
    }


def _pass(programme: Programme, olive: Account, by: Actor) -> dict[str, Any]:
    other = make.account(programme=programme)
    made = marking.start_pass(programme, "A pass", coders=[olive, other], count=3, spread=True, by=by)
    theme = _one(select(Theme).where(Theme.programme_id == programme.id, Theme.retired_at.is_(None)))
    version = made.submissions[0].version
    marking.mark_in_pass(made.coders[0], version, 0, 12, themes=[theme], memo="Why?", by=by)
    return {"pass_id": made.id, "submission_id": version.submission_id}


def _opened(programme: Programme, olive: Account, by: Actor) -> dict[str, Any]:
    filled = _pass(programme, olive, by)
    made = db.session.get_one(CodingPass, filled["pass_id"])
    for coder in made.coders:
        for each in made.submissions:
            marking.finish_reading(coder, each.submission, by=by)
    return {"pass_id": made.id}


def _parts(programme: Programme) -> dict[str, int]:
    return {kind: getattr(programme, kind)[0].id for kind in PARTS}


def _report(programme: Programme, by: Actor) -> dict[str, dict[str, Any]]:
    made = reports.make_report(programme, "What the table said", kind=ReportKind.ROUND_TABLE, by=by)
    db.session.flush()
    version = reports.freeze(made, by=by)
    reports.publish(version, by=by)
    section = {"report_id": made.id, "section_id": made.sections[0].id, "number": version.number}
    submission = _one(select(Submission).where(Submission.programme_id == programme.id))
    asked = Quotation(
        report_id=made.id,
        submission_id=submission.id,
        words="Nobody phones back.",
        words_key="a",
        place="R1",
        made_at=clock.now(),
    )
    db.session.add(asked)
    db.session.flush()
    return {
        "reports": section,
        "reports_public": {"slug": made.slug, "number": version.number},
        "reports_guest": {"token": links.sign(Purpose.QUOTATION, asked.id)},
    }


def _rounds(programme: Programme, person: Person, by: Actor) -> dict[str, dict[str, Any]]:
    """A round of statements that is run in the room, and one of ratings that was closed and counted."""
    over = rounds.make_round(programme, Method.APPROPRIATENESS, {"title": "What first?"}, by=by)
    rounds.add_statements(over, ["Pay people for their time", "Answer within a week"], by=by)
    rounds.open_round(over, by=by)
    found = list(programme.groups)[:2]
    people = [make.stakeholder(programme, group=found[number % 2]) for number in range(12)]
    rounds.invite(people, to=over, by=by)
    for number, one in enumerate(db.session.scalars(round_queries.taking_part(over))):
        for item, value in zip(
            db.session.scalars(round_queries.items_of(over)), (8, 2 + 7 * (number % 2)), strict=True
        ):
            rounds.cast(one, [rounds.Said(item.id, Criterion.IMPORTANCE, VoteAnswer.RATED, value)], by=by)
    rounds.close(over, by=by)
    rounds.release_results(over, by=by)
    open_ = rounds.follow(over, "And now?", by=by)
    rounds.open_round(open_, by=by)
    rounds.run_in_room(open_, by=by)
    rounds.invite([person], to=open_, by=by)
    statements = rounds.make_round(
        programme, Method.STATEMENTS, {"title": "Say", "takes_proposals": True}, by=by
    )
    rounds.invite([person], to=statements, by=by)
    votes = {round.id: _one(round_queries.taking_part(round)) for round in (open_, statements)}
    voted = db.session.scalars(round_queries.taking_part(over)).first()
    assert voted is not None
    db.session.commit()
    tally(over.id)
    return {
        "priorities": {"round_id": open_.id},
        **{f"priorities.{name}": {"round_id": over.id} for name in ("results", "minority", "follow")},
        "priorities_guest": {"token": vote_token(votes[open_.id]), "slug": open_.slug, "number": 1},
        "priorities_guest.results": {"token": vote_token(voted)},
        "priorities_guest.propose": {"token": vote_token(votes[statements.id])},
    }


def _typed() -> dict[str, Any]:
    return {"text": "Nobody phones back.", "attribution": "anonymous", "group_id": "", "contributor": ""}


def _sheet() -> io.BytesIO:
    return io.BytesIO(
        b"Name,E-mail,Organisation,Group\nAlbin Rook,albin@rook.example,Rook Trust,Somebody else\nNobody,no,,\n"
    )


def _words() -> io.BytesIO:
    return io.BytesIO(b"text,kind\nNobody phones back.,gap\nMore advisers.,wish\n")


def _coded(call: Call, reference: str, olive: Account, by: Actor) -> dict[str, Any]:
    file = io.BytesIO(f"submission,theme\n{reference},A new theme\nMHE-999,A new theme\n".encode())
    said = dict.fromkeys(("basis", "coder", "themes", "reference"), "")
    said |= {"kind": "evidence", "attribution": "withheld"}
    return {"run_id": coding_imports.start("codings.csv", file, said, call=call, account=olive, by=by).id}
