"""Hand a file out: as an attachment, never as a page of ours."""

from flask import Response, send_file
from werkzeug.http import dump_options_header

from roundtable.files.models import StoredFile
from roundtable.files.storage import storage


def download(file: StoredFile, *, name: str | None = None) -> Response:
    """The file as an attachment. Whoever calls has asked whether the reader may have it."""
    response = send_file(
        storage().open(file.sha256),
        mimetype=file.media_type,
        as_attachment=True,
        download_name=name or file.name,
        etag=file.sha256,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def attachment(name: str) -> str:
    """The Content-Disposition of a download of that name."""
    return dump_options_header("attachment", {"filename": name})
