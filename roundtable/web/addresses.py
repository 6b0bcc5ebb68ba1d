"""This page's own address with something changed: what sorting, filters and paging link to."""

from flask import request, url_for


def here(**changes: object) -> str:
    """The current page's address with its query changed; None takes a value away."""
    if not request.endpoint:
        return request.path
    query = {
        name: values
        for name, values in request.args.to_dict(flat=False).items()
        if not name.startswith("_") and name != "endpoint" and name not in (request.view_args or {})
    }
    return url_for(request.endpoint, **{**query, **changes, **(request.view_args or {})})
