"""How a recommendation is supported: derived, with its reason, and what a person says instead is kept."""

import pytest
from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence.models import SubmissionVersion
from roundtable.findings import actions, queries
from roundtable.findings.aims import aims_of
from roundtable.findings.models import Recommendation, Strength, StrengthSaid
from roundtable.findings.resting import Lost, evidence_lines, lines
from roundtable.findings.strengths import Basis, supported
from roundtable.programmes.models import Programme
from roundtable.themes.models import Excerpt
from roundtable.trail import SYSTEM
from tests import make


def _excerpts(place: Programme, groups: int, count: int) -> list[Excerpt]:
    call, of = make.call(place), [make.group(place).id for _ in range(groups)]
    return [make.excerpt(make.submission(call, group_id=of[n % groups])) for n in range(count)]


def _whole(found: Recommendation) -> Recommendation:
    db.session.expire_all()
    place = db.session.get_one(Programme, found.programme_id)
    return db.session.scalars(queries.recommendation_whole(place)).one()


@pytest.mark.parametrize(
    ("groups", "submissions", "references", "agreed", "strength", "basis"),
    [
        (3, 6, 0, False, Strength.STRONG, Basis.EVIDENCE),
        (2, 5, 1, False, Strength.STRONG, Basis.EVIDENCE),  # literature is a sort of its own
        (2, 5, 0, False, Strength.MODERATE, Basis.EVIDENCE),
        (1, 9, 0, False, Strength.EMERGING, Basis.EVIDENCE),
        (1, 1, 0, True, Strength.CONSENSUS, Basis.BOTH),
        (1, 0, 0, True, Strength.CONSENSUS, Basis.CONSENSUS),
        (1, 0, 0, False, None, None),
    ],
)
def test_the_strength_follows_from_the_sources_and_their_sorts(
    app: Flask,
    groups: int,
    submissions: int,
    references: int,
    agreed: bool,
    strength: Strength | None,
    basis: Basis | None,
) -> None:
    place = make.programme()
    found = actions.draw_recommendation(
        place, "Do it", excerpts=_excerpts(place, groups, submissions), by=SYSTEM
    )
    actions.build_on(found, [make.reference(place) for _ in range(references)], by=SYSTEM)
    if agreed:
        actions.agree(found, "All twelve.", origin="round:1", by=SYSTEM)
    said = supported(_whole(found))
    assert (said.derived, said.basis, said.strength) == (strength, basis, strength)
    if submissions > 1 and not references and not agreed:
        from_groups = "1 group" if groups == 1 else f"{groups} groups"
        assert said.why == f"{submissions} submissions from {from_groups}."


def test_the_evidence_of_the_gaps_counts_and_an_agreement_taken_back_does_not(app: Flask) -> None:
    place = make.programme()
    gap = actions.draw_gap(place, "A gap", excerpts=_excerpts(place, 3, 6), by=SYSTEM)
    event = make.event(place, title="The table")
    found = actions.draw_recommendation(place, "Do it", gaps=[gap], by=SYSTEM)
    actions.agree(found, "All.", origin=f"event:{event.id}", event=event, by=SYSTEM)
    assert supported(_whole(found)).why == "6 submissions from 3 groups; agreed on at The table."
    actions.agree_no_longer(_whole(found), f"event:{event.id}", by=SYSTEM)
    assert supported(_whole(found)).basis is Basis.EVIDENCE
    actions.withdraw(gap, by=SYSTEM)
    assert supported(_whole(found)).strength is None


def test_what_a_person_said_stands_before_what_is_derived_and_every_word_is_kept(app: Flask) -> None:
    place = make.programme()
    found = actions.draw_recommendation(
        place, "Do it", strength=Strength.STRONG, strength_reason="A trial.", by=SYSTEM
    )
    plain = {"title": "Do it", "text": "", "owner": "", "timescale": "", "measure": "", "theme": None}
    actions.revise_recommendation(
        found, **plain, strength=Strength.STRONG, strength_reason="Two trials.", by=SYSTEM
    )
    assert supported(_whole(found)).reason == "Two trials."
    actions.revise_recommendation(found, **plain, strength=None, strength_reason="", by=SYSTEM)
    assert supported(_whole(found)).strength is None
    with pytest.raises(Refusal, match="Say why"):
        actions.revise_recommendation(
            found, **plain, strength=Strength.EMERGING, strength_reason="", by=SYSTEM
        )
    kept = db.session.scalars(select(StrengthSaid).order_by(StrengthSaid.id)).all()
    assert [(each.strength, each.reason) for each in kept] == [
        (Strength.STRONG, "A trial."),
        (Strength.STRONG, "Two trials."),
        (None, ""),
    ]


def test_words_that_hold_no_longer_are_told_of_and_not_counted(app: Flask) -> None:
    place = make.programme()
    excerpts = _excerpts(place, 2, 5)
    found = actions.draw_recommendation(place, "Do it", excerpts=excerpts, by=SYSTEM)
    now = clock.now()
    excerpts[0].version.submission.withdrawn_at = now
    excerpts[1].version.submission.set_aside_at = now
    excerpts[2].removed_at = now
    gone = excerpts[3].version.submission
    db.session.add(
        SubmissionVersion(submission_id=gone.id, number=2, text="Something else.", created_at=clock.now())
    )
    gone.current_version = 2
    db.session.flush()
    whole = _whole(found)
    assert [line.lost for line in lines(whole)] == [
        Lost.WITHDRAWN,
        Lost.SET_ASIDE,
        Lost.UNMARKED,
        Lost.ORPHANED,
        None,
    ]
    assert [e.id for e in evidence_lines(whole)] == [excerpts[4].id]
    assert queries.evidence_counts(queries.RecommendationEvidence, [found.id]) == {found.id: (1, 1)}
    assert supported(whole).why == "1 submission from 1 group."


def test_aims_are_the_items_of_a_list_or_the_paragraphs(app: Flask) -> None:
    listed = make.programme(aims="We want to\n\n- share **good** practice\n* find gaps\n1. act\n")
    assert aims_of(listed) == ["share good practice", "find gaps", "act"]
    assert aims_of(make.programme(aims="One thing.\r\n\r\nAnother.")) == ["One thing.", "Another."]
    assert aims_of(make.programme()) == []
