"""Suggestions taken, and the rules that make some of them."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from roundtable.access import Permission, current_actor, needs
from roundtable.db import db
from roundtable.programmes.entrance import enter
from roundtable.themes import actions, coding, queries, suggestions
from roundtable.themes.forms.codebook import RuleForm
from roundtable.themes.models import Theme, ThemeRule
from roundtable.themes.views.coding import submission_or_404
from roundtable.themes.views.room import blueprint
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404


@blueprint.post("/evidence/<int:submission_id>/suggestions")
@needs(Permission.CODE)
def take_suggestion(programme: str, submission_id: int) -> ResponseReturnValue:
    """Mark and code what was suggested; the coding keeps why, and who took it."""
    place = enter(programme, Permission.CODE)
    submission = submission_or_404(place, submission_id)
    here = url_for(".code", programme=place.slug, submission_id=submission.id)
    excerpts = list(db.session.scalars(queries.excerpts_of(submission)))
    marked = coding.marked(coding.current(submission), excerpts)
    wanted = request.form.get("suggestion", "")
    offered = suggestions.suggested(marked, queries.codebook(place))
    found = next((each for each in offered if each.key == wanted), None)
    if found is None:
        flash("That is coded already, or suggested no longer.", "quiet")
        return redirect(here, 303)
    excerpt = actions.mark_excerpt(
        marked.version, found.starts, found.ends, part=found.part, words=found.words, by=current_actor()
    )
    actions.code(excerpt, [found.theme], by=current_actor(), suggested_by=found.by, suggested_why=found.why)
    flash(f"Coded to “{found.theme.name}”, as suggested.")
    return redirect(f"{here}#excerpt-{excerpt.id}", 303)


@blueprint.route("/themes/<int:theme_id>/rules", methods=["GET", "POST"])
@needs(Permission.CODE)
def rules(programme: str, theme_id: int) -> ResponseReturnValue:
    """The words and phrases that suggest a theme."""
    place = enter(programme, Permission.CODE)
    theme = find_or_404(queries.of(place), theme_id)
    form = RuleForm()
    if not form.validate_on_submit():
        found = db.session.scalars(queries.rules_of(theme)).all()
        return show_form("themes/rules.html", form, programme=place, theme=theme, rules=found)
    rule = actions.add_rule(theme, form.phrase.data or "", by=current_actor())
    flash(f"“{rule.phrase}” suggests this theme from now on.")
    return redirect(url_for(".rules", programme=place.slug, theme_id=theme.id), 303)


@blueprint.post("/themes/rules/<int:rule_id>/removal")
@needs(Permission.CODE)
def remove_rule(programme: str, rule_id: int) -> ResponseReturnValue:
    """Let a rule suggest nothing more."""
    place = enter(programme, Permission.CODE)
    mine = select(ThemeRule).join(ThemeRule.theme).where(Theme.programme_id == place.id)
    rule = find_or_404(mine, rule_id)
    actions.remove_rule(rule, by=current_actor())
    flash(f"“{rule.phrase}” suggests nothing more. Add it again to undo this.")
    return redirect(url_for(".rules", programme=place.slug, theme_id=rule.theme_id), 303)
