"""Finding gaps and recommendations, and the thread both ways."""

from flask import Flask

from roundtable import clock
from roundtable.db import db
from roundtable.findings import actions
from roundtable.findings import queries as findings
from roundtable.findings.resting import evidence_lines
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM
from tests import make


def _recommendations(place: Programme, count: int) -> None:
    call, audience = make.call(place), make.audience(place)
    for _ in range(count):
        excerpts = [make.excerpt(make.submission(call, person_id=make.person().id)) for _ in range(3)]
        gap = actions.draw_gap(place, "A gap", excerpts=excerpts[:2], by=SYSTEM)
        made = actions.draw_recommendation(
            place, "Do it", gaps=[gap], excerpts=excerpts, theme=make.theme(place), by=SYSTEM
        )
        actions.ask(made, audience, "Read.", by=SYSTEM)


def _read(place: Programme) -> int:
    lines = 0
    for found in db.session.scalars(findings.recommendations_for_reports(place)):
        lines += sum(len(evidence_lines(answered.gap)) for answered in found.gaps)
        assert found.theme and found.audiences[0].audience.name
        for excerpt in evidence_lines(found):
            assert excerpt.version.submission.person
            lines += 1
    return lines


def test_a_report_reads_every_recommendation_in_the_same_number_of_statements(
    app: Flask, queries: list[str]
) -> None:
    counts = []
    for number in (1, 4):
        place = make.programme()
        _recommendations(place, number)
        number_of_place = place.id
        db.session.commit()
        db.session.expunge_all()
        place = db.session.get_one(Programme, number_of_place)
        queries.clear()
        assert _read(place) == 5 * number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_briefing_has_only_what_is_meant_for_its_audience_and_stands(app: Flask) -> None:
    place = make.programme()
    employers, others = make.audience(place), make.audience(place)
    mine, theirs, gone, nobodys = (actions.draw_recommendation(place, t, by=SYSTEM) for t in "ABCD")
    actions.ask(mine, employers, "Read.", by=SYSTEM)
    actions.ask(theirs, others, "Read.", by=SYSTEM)
    actions.ask(gone, employers, "Read.", by=SYSTEM)
    actions.withdraw(gone, by=SYSTEM)
    chosen = db.session.scalars(findings.recommendations_for_reports(place, audience=employers)).all()
    assert chosen == [mine]
    assert db.session.scalars(findings.recommendations_for_reports(place)).all() == [mine, theirs, nobodys]


def test_words_that_were_withdrawn_or_unmarked_are_no_evidence(app: Flask) -> None:
    place = make.programme()
    call = make.call(place)
    standing = make.excerpt(make.submission(call))
    withdrawn = make.excerpt(make.submission(call))
    unmarked = make.excerpt(make.submission(call))
    gap = actions.draw_gap(place, "A gap", excerpts=[standing, withdrawn, unmarked], by=SYSTEM)
    withdrawn.version.submission.withdrawn_at = clock.now()
    unmarked.removed_at = clock.now()
    db.session.flush()
    assert evidence_lines(gap) == [standing]
    assert findings.evidence_counts(findings.GapEvidence, [gap.id]) == {gap.id: (1, 1)}


def test_a_submission_knows_what_was_drawn_from_it(app: Flask) -> None:
    place = make.programme()
    call = make.call(place)
    submission, other = make.submission(call), make.submission(call)
    one, two = make.excerpt(submission, ends=6), make.excerpt(submission, starts=7)
    gap = actions.draw_gap(place, "A gap", excerpts=[one], by=SYSTEM)
    actions.draw_gap(place, "Another", excerpts=[make.excerpt(other)], by=SYSTEM)
    recommendation = actions.draw_recommendation(place, "Do it", excerpts=[one], by=SYSTEM)
    assert findings.thread_of_submission(submission) == [
        findings.Drawn(one, [gap], [recommendation]),
        findings.Drawn(two, [], []),
    ]
