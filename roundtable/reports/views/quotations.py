"""The quotations of a report: who was asked, and what they said."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.reports import quotations
from roundtable.reports.compiling import compile
from roundtable.reports.views.room import blueprint, enter_report
from roundtable.web.forms import DeedForm, show_form
from roundtable.web.pages import find_or_404

PAGE = "/<int:report_id>/quotations"


@blueprint.route(PAGE, methods=["GET", "POST"])
@needs(Permission.EDIT_REPORTS)
def quoted(programme: str, report_id: int) -> ResponseReturnValue:
    """Every quotation of the report as it stands; ask those whose words they are."""
    place, report = enter_report(programme, report_id)
    lines = quotations.lines(report, compile(report))
    form = DeedForm()
    if not form.validate_on_submit():
        return show_form("reports/quotations.html", form, programme=place, report=report, lines=lines)
    ticked = set(request.form.getlist("chosen"))
    asked = quotations.ask(report, [line for line in lines if line.key in ticked], by=current_actor())
    flash(f"{asked} {'letter is' if asked == 1 else 'letters are'} in the outbox, to be looked at and sent.")
    return redirect(url_for(".quoted", programme=programme, report_id=report_id), 303)


@blueprint.post(f"{PAGE}/<int:quotation_id>/withdrawal")
@needs(Permission.EDIT_REPORTS)
def take_back_question(programme: str, report_id: int, quotation_id: int) -> ResponseReturnValue:
    """Take a question back; its link is dead."""
    _, report = enter_report(programme, report_id)
    found = find_or_404(quotations.of_report(report), quotation_id)
    quotations.take_back(found, by=current_actor())
    flash("The question is taken back, and its link leads nowhere. They can be asked again.")
    return redirect(url_for(".quoted", programme=programme, report_id=report_id), 303)
