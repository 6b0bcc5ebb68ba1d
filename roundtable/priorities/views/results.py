"""What came of a round; its minority statement; its files."""

import io
from typing import Any

from flask import abort, flash, render_template, request, send_file
from flask.typing import ResponseReturnValue

from roundtable import clock
from roundtable.access import Permission, current_actor, needs
from roundtable.documents.html import to_html
from roundtable.errors import Refusal
from roundtable.priorities import actions, ballot_box, exporting
from roundtable.priorities.forms.rounds import METHODS, MinorityForm
from roundtable.priorities.models import PriorityRound
from roundtable.priorities.opinions_shown import opinions_of
from roundtable.priorities.pictures import pictures_of
from roundtable.priorities.tallying import EVERYBODY
from roundtable.priorities.views import blueprint
from roundtable.priorities.views.frame import back_to, find_round
from roundtable.priorities.views.rounds import ROUND
from roundtable.sheets.writing import CSV_TYPE, csv_chunks
from roundtable.trail import record
from roundtable.web.forms import show_form

MOST = 50
# Items on a page.


@blueprint.get(f"{ROUND}/results")
@needs(Permission.SEE_EVIDENCE)
def results(programme: str, round_id: int) -> ResponseReturnValue:
    """All and each group side by side, n first; what unites, what divides, and how well the order holds."""
    round = find_round(programme, round_id, Permission.SEE_EVIDENCE)
    context: dict[str, Any] = {"programme": round.programme, "round": round, "method": METHODS[round.method]}
    if round.is_open(clock.now()):
        return render_template("priorities/no_results.html", **context, why="open")
    found = exporting.results_of(round)
    if found is None or not found.enough or found.said_nothing:
        why = "counting" if found is None else "few" if not found.enough else "nothing"
        return render_template("priorities/no_results.html", **context, why=why, results=found)
    last = max(1, -(-len(found.lines) // MOST))
    page = min(max(1, request.args.get("page", 1, type=int) or 1), last)
    lines = found.lines[(page - 1) * MOST : page * MOST]
    return render_template(
        "priorities/results.html",
        **context,
        results=found,
        lines=lines,
        columns=[
            (EVERYBODY, "All", "", 0),
            *((one.key, one.name, one.letter, one.colour) for one in found.shown),
        ],
        page=page,
        last=last,
        pictures=pictures_of(found),
        opinion_groups=opinions_of(found),
        minority=to_html(round.minority, base_level=3),
    )


@blueprint.post(f"{ROUND}/release")
@needs(Permission.EDIT_FINDINGS)
def release(programme: str, round_id: int) -> ResponseReturnValue:
    """Let those who take part see the results."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    actions.release_results(round, by=current_actor())
    flash(
        "Those who take part see the results on their own links. You can keep them back again here.",
        "success",
    )
    return back_to(round, ".results")


@blueprint.post(f"{ROUND}/release/end")
@needs(Permission.EDIT_FINDINGS)
def keep_back(programme: str, round_id: int) -> ResponseReturnValue:
    """Take the results off their links."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    actions.keep_results_back(round, by=current_actor())
    flash("The results are kept back: the links of those who take part show them no more.", "success")
    return back_to(round, ".results")


@blueprint.route(f"{ROUND}/minority-statement", methods=["GET", "POST"])
@needs(Permission.EDIT_FINDINGS)
def minority(programme: str, round_id: int) -> ResponseReturnValue:
    """Keep what those say who see it otherwise."""
    round = find_round(programme, round_id, Permission.EDIT_FINDINGS)
    form = MinorityForm(data={"minority": round.minority, "version": round.version})
    if not form.validate_on_submit():
        return show_form(
            "priorities/minority.html", form, record=round, programme=round.programme, round=round
        )
    form.refuse_if_stale(round.version)
    actions.note_minority(round, form.minority.data or "", by=current_actor())
    flash("The minority statement is saved.", "success")
    return back_to(round, ".results")


@blueprint.post(f"{ROUND}/exports")
@needs(Permission.SEE_EVIDENCE)
def export(programme: str, round_id: int) -> ResponseReturnValue:
    """The results as a file: what the page shows, and nothing else."""
    round = find_round(programme, round_id, Permission.SEE_EVIDENCE)
    form = request.form.get("format", "")
    if form not in exporting.FORMATS:
        abort(404)
    out = io.BytesIO()
    number = exporting.export(round, form, to=out)
    record("exported", round, by=current_actor(), format=form, rows=number)
    return _file(out, exporting.FORMATS[form][1], f"{round.slug}.{form}")


@blueprint.post(f"{ROUND}/ballots")
@needs(Permission.SEE_EVIDENCE)
def ballots(programme: str, round_id: int) -> ResponseReturnValue:
    """The anonymised ballots, for anybody to recount; refused with the reason where they could name somebody."""
    round = find_round(programme, round_id, Permission.SEE_EVIDENCE)
    _refuse_while_open(round)
    out = io.BytesIO()
    for chunk in csv_chunks(ballot_box.HEADER, ballot_box.rows(round)):
        out.write(chunk)
    record("exported the ballots", round, by=current_actor())
    return _file(out, CSV_TYPE, f"{round.slug}-ballots.csv")


def _refuse_while_open(round: PriorityRound) -> None:
    if round.is_open(clock.now()):
        raise Refusal("The round still takes votes. Its ballots can be had once it is closed.")


def _file(out: io.BytesIO, media_type: str, name: str) -> ResponseReturnValue:
    out.seek(0)
    return send_file(out, mimetype=media_type, as_attachment=True, download_name=name)
