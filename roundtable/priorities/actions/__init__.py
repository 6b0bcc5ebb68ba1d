"""What is done in this room."""

from roundtable.priorities.actions.items import (
    accept,
    add_statements,
    choose,
    propose,
    put_in_question,
    reject,
)
from roundtable.priorities.actions.participants import (
    draw_codes,
    invite,
    let_back,
    remind,
    take_out,
    write_to_all,
)
from roundtable.priorities.actions.rounds import (
    close,
    edit_round,
    follow,
    keep_results_back,
    leave_room,
    make_round,
    note_minority,
    open_round,
    release_results,
    run_in_room,
)
from roundtable.priorities.actions.voting import Said, cast, declare, finish

__all__ = [
    "Said",
    "accept",
    "add_statements",
    "cast",
    "choose",
    "close",
    "declare",
    "draw_codes",
    "edit_round",
    "finish",
    "follow",
    "invite",
    "keep_results_back",
    "leave_room",
    "let_back",
    "make_round",
    "note_minority",
    "open_round",
    "propose",
    "put_in_question",
    "reject",
    "release_results",
    "remind",
    "run_in_room",
    "take_out",
    "write_to_all",
]
