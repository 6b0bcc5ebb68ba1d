"""Who works in the programme, and as what."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from roundtable.access import Grant, Permission, Role, current_account, current_actor, needs
from roundtable.access import actions as access_actions
from roundtable.access import queries as access_queries
from roundtable.programmes import actions
from roundtable.programmes.entrance import enter
from roundtable.programmes.forms import MemberForm, RoleForm
from roundtable.programmes.models import Programme
from roundtable.programmes.views import blueprint
from roundtable.trail.counting import page_since
from roundtable.web.forms import show_form
from roundtable.web.pages import find_or_404

LIST = "/programmes/<programme>/settings/members"


@blueprint.route(LIST, methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def members(programme: str) -> ResponseReturnValue:
    """The members; add one, by the address of an account that is there or is made now."""
    found = enter(programme, Permission.EDIT_PROGRAMME, even_closed=True)
    form = MemberForm(role=Role.AUTHOR)
    if not form.validate_on_submit():
        page = page_since(found.id, access_queries.members_to_list, access_queries.members_of, found.id)
        return show_form("programmes/settings/members.html", form, programme=found, page=page)
    held = actions.add_member(
        found, form.email.data, form.role.data, make_account=form.make_account.data, by=current_actor()
    )
    flash(f"{held.account.shown_name} is {_with_article(held.role)} here now.{_told(held)}")
    return redirect(url_for(".members", programme=found.slug), 303)


def _told(held: Grant) -> str:
    if held.account.password is not None:
        return ""
    return " They have an account; a letter with a link to set the password is on its way."


@blueprint.route(f"{LIST}/<int:grant_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_PROGRAMME)
def member(programme: str, grant_id: int) -> ResponseReturnValue:
    """Change a member's role."""
    found = enter(programme, Permission.EDIT_PROGRAMME, even_closed=True)
    held = find_or_404(access_queries.members_of(found.id), grant_id)
    form = RoleForm(role=held.role)
    if not form.validate_on_submit():
        return show_form("programmes/settings/member.html", form, programme=found, member=held)
    access_actions.change_role(held, form.role.data, by=current_actor())
    flash(f"{held.account.shown_name} is {_with_article(held.role)} here now.")
    return redirect(_back(found, held.account_id), 303)


@blueprint.post(f"{LIST}/<int:grant_id>/letter")
@needs(Permission.EDIT_PROGRAMME)
def write_to_member(programme: str, grant_id: int) -> ResponseReturnValue:
    """Write again to a member who has not set a password yet."""
    found = enter(programme, Permission.EDIT_PROGRAMME)
    held = find_or_404(access_queries.members_of(found.id), grant_id)
    actions.write_to_member(held, by=current_actor())
    flash("A letter with a link to set the password is on its way.")
    return redirect(url_for(".members", programme=found.slug), 303)


@blueprint.post(f"{LIST}/<int:grant_id>/removal")
@needs(Permission.EDIT_PROGRAMME)
def remove_member(programme: str, grant_id: int) -> ResponseReturnValue:
    """Take a member's role away. The account stays."""
    found = enter(programme, Permission.EDIT_PROGRAMME, even_closed=True)
    held = find_or_404(access_queries.members_of(found.id), grant_id)
    name, account_id = held.account.shown_name, held.account_id
    access_actions.withdraw(held, by=current_actor())
    flash(f"{name} is no longer a member. The account stays.")
    return redirect(_back(found, account_id), 303)


def _back(programme: Programme, account_id: int) -> str:
    """The list of members; for who has just given up their own role, the programmes that remain."""
    if account_id == current_account().id:
        return url_for(".index")
    return url_for(".members", programme=programme.slug)


def _with_article(role: Role) -> str:
    return f"{'an' if role.value[0] in 'aeiou' else 'a'} {role.value}"
