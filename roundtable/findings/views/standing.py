"""Whether a finding stands: a gap and a recommendation alike."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from roundtable.access import Permission, current_actor, needs
from roundtable.findings import actions
from roundtable.findings.views.room import FINDING, address_of, blueprint, finding_of
from roundtable.programmes.entrance import enter


@blueprint.post(f"{FINDING}/withdrawal")
@needs(Permission.EDIT_FINDINGS)
def withdraw(programme: str, kind: str, number: int) -> ResponseReturnValue:
    """Take a finding out of every list and report."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    actions.withdraw(finding, by=current_actor())
    return redirect(address_of(place, finding), 303)


@blueprint.post(f"{FINDING}/return")
@needs(Permission.EDIT_FINDINGS)
def reinstate(programme: str, kind: str, number: int) -> ResponseReturnValue:
    """Let a withdrawn finding stand again."""
    place = enter(programme, Permission.EDIT_FINDINGS)
    finding = finding_of(place, kind, number)
    actions.reinstate(finding, by=current_actor())
    flash(f"{finding.mark} stands again.")
    return redirect(address_of(place, finding), 303)
