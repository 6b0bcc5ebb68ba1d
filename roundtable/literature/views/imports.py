"""References from a file and into one: upload, a preview of every entry, the confirmation; export."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_account, current_actor, needs
from roundtable.db import db
from roundtable.literature import exporting, queries
from roundtable.literature.forms import ImportForm
from roundtable.literature.importing import runs
from roundtable.literature.models import Stage
from roundtable.literature.views.room import blueprint
from roundtable.programmes.entrance import enter
from roundtable.sheets.preview import Verdict, fingerprint
from roundtable.trail import record
from roundtable.web.forms import show_form
from roundtable.web.pages import PAGE_SIZE, Page, find_or_404

LABELS = {
    Verdict.NEW: "New",
    Verdict.CHANGED: "Known, other words",
    Verdict.UNCHANGED: "Known",
    Verdict.REFUSED: "Refused",
}


@blueprint.route("/imports/new", methods=["GET", "POST"])
@needs(Permission.EDIT_LITERATURE)
def upload(programme: str) -> ResponseReturnValue:
    """Upload a file. Nothing reaches the literature by it."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    searches = {each.id: each for each in db.session.scalars(queries.searches(entered))}
    form = ImportForm(data={"search": request.args.get("search", 0, type=int)})
    form.offer(searches.values())
    if not form.validate_on_submit():
        return show_form("literature/upload.html", form, programme=entered)
    run = runs.start(
        form.file.data.filename,
        form.file.data.stream,
        programme=entered,
        stage=Stage(form.stage.data),
        search=searches.get(form.search.data),
        account=current_account(),
        by=current_actor(),
    )
    return redirect(url_for(".preview_import", programme=programme, run_id=run.id), 303)


@blueprint.get("/imports/<int:run_id>")
@needs(Permission.EDIT_LITERATURE)
def preview_import(programme: str, run_id: int) -> ResponseReturnValue:
    """What the import would do, entry by entry."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    run = find_or_404(runs.imports_of(entered), run_id)
    if run.entries is None:
        return render_template("literature/reading.html", programme=entered, run=run)
    found = runs.preview(run)
    counts = runs.tallied(found)
    wanted = request.args.get("verdict", "")
    shown = [line for line in found if not wanted or line.verdict.value == wanted]
    number = min(max(1, request.args.get("page", 1, type=int) or 1), max(1, -(-len(shown) // PAGE_SIZE)))
    own = url_for(".preview_import", programme=programme, run_id=run_id)
    return render_template(
        "literature/preview.html",
        programme=entered,
        run=run,
        page=Page(shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, PAGE_SIZE, len(shown)),
        verdicts=[("All", own, not wanted, len(found))]
        + [(LABELS[each], f"{own}?verdict={each}", wanted == each.value, n) for each, n in counts.items()],
        new=counts[Verdict.NEW],
        changed=counts[Verdict.CHANGED],
        labels=LABELS,
        seen=fingerprint(found),
    )


@blueprint.post("/imports/<int:run_id>/confirmation")
@needs(Permission.EDIT_LITERATURE)
def confirm_import(programme: str, run_id: int) -> ResponseReturnValue:
    """Write what the preview showed."""
    entered = enter(programme, Permission.EDIT_LITERATURE)
    run = find_or_404(runs.imports_of(entered), run_id)
    asked = request.form
    added, changed = runs.confirm(
        run, seen=asked.get("seen", ""), update=asked.get("update") == "yes", by=current_actor()
    )
    flash(f"{added:,} references are added, and {changed:,} changed.")
    return redirect(url_for(".index", programme=programme), 303)


@blueprint.post("/exports/<any(csl, bibtex, ris):form>")
@needs(Permission.SEE_EVIDENCE)
def export(programme: str, form: str) -> ResponseReturnValue:
    """All references that are on the list, as a file."""
    entered = enter(programme, Permission.SEE_EVIDENCE)
    content = exporting.export(db.session.scalars(queries.of(entered)), form)
    record("exported references", entered, by=current_actor())
    known = exporting.FORMS[form]
    name = f"{entered.slug}-references.{known.extension}"
    return Response(
        content,
        content_type=known.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
