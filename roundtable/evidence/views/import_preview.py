"""What an import would do, line by line; its confirmation, and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.evidence.importing import runs
from roundtable.evidence.importing.undoing import rested_on, take_back
from roundtable.evidence.kinds import WORDS
from roundtable.evidence.views import blueprint
from roundtable.evidence.views.imports import STEPS
from roundtable.programmes.entrance import enter
from roundtable.sheets.preview import Verdict, fingerprint, tally
from roundtable.web.pages import PAGE_SIZE, Page, find_or_404

LABELS = {
    Verdict.NEW: "New",
    Verdict.UNCHANGED: "There already",
    Verdict.NO_EVIDENCE: "No evidence",
    Verdict.REFUSED: "Refused",
}


@blueprint.get("/programmes/<programme>/evidence/imports/<int:run_id>")
@needs(Permission.ADD_EVIDENCE)
def preview_import(programme: str, run_id: int) -> ResponseReturnValue:
    """What the import would do, line by line; before all steps are taken, the one that lacks."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    sheet = runs.sheet_of(run)
    if step := runs.lacking(run, sheet):
        return redirect(url_for(f".{step}", programme=programme, run_id=run_id), 303)
    found = runs.preview(run, sheet)
    counts = tally(found)
    wanted = request.args.get("verdict", "")
    shown = [line for line in found if not wanted or line.verdict.value == wanted]
    number = min(max(1, request.args.get("page", 1, type=int) or 1), max(1, -(-len(shown) // PAGE_SIZE)))
    part = shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    own = url_for(".preview_import", programme=programme, run_id=run_id)
    return render_template(
        "evidence/import_preview.html",
        programme=entered,
        run=run,
        sheet=sheet,
        page=Page(part, number, PAGE_SIZE, len(shown)),
        tabs_of_verdicts=[("All", own, not wanted, len(found))]
        + [
            (label, f"{own}?verdict={each}", wanted == each.value, counts[each])
            for each, label in LABELS.items()
        ],
        labels=LABELS,
        new=counts[Verdict.NEW],
        unanswered=counts[Verdict.NO_EVIDENCE],
        used=rested_on(run, 1) if run.confirmed_at else [],
        several=len(runs.choices_of(run).texts) > 1,
        kinds=WORDS,
        seen=fingerprint(found),
        steps_of=STEPS,
    )


@blueprint.post("/programmes/<programme>/evidence/imports/<int:run_id>/confirmation")
@needs(Permission.ADD_EVIDENCE)
def confirm_import(programme: str, run_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    taken = runs.confirm(run, seen=request.form.get("seen", ""), by=current_actor())
    flash(f"{taken:,} submissions are in “{run.call.title}”.")
    return redirect(url_for(".preview_import", programme=programme, run_id=run_id), 303)


@blueprint.post("/programmes/<programme>/evidence/imports/<int:run_id>/confirmation/withdrawal")
@needs(Permission.ADD_EVIDENCE)
def take_back_import(programme: str, run_id: int) -> ResponseReturnValue:
    """Remove what the import brought, as long as nothing was done with it."""
    entered = enter(programme, Permission.ADD_EVIDENCE)
    run = find_or_404(runs.imports_of(entered), run_id)
    gone = take_back(run, by=current_actor())
    flash(
        f"{gone:,} submissions were taken out of “{run.call.title}” again. Confirm the preview to bring them back."
    )
    return redirect(url_for(".preview_import", programme=programme, run_id=run_id), 303)
