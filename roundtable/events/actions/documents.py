"""Papers for those who come."""

from roundtable import clock
from roundtable.db import db
from roundtable.events.models import Event, EventDocument
from roundtable.files import actions as files
from roundtable.trail import Actor, record


def add_document(
    event: Event, *, name: str, content: bytes, title: str, public: bool, by: Actor
) -> EventDocument:
    """Keep a paper, checked by its content."""
    file = files.store(name, content, programme_id=event.programme_id)
    document = EventDocument(file_id=file.id, title=title, public=public)
    event.documents.append(document)
    event.changed_at = clock.now()
    db.session.flush()
    record("added a document", event, by=by)
    return document


def remove_document(event: Event, document_id: int, *, by: Actor) -> None:
    """Take a paper away; once it is gone, this does nothing."""
    document = next((each for each in event.documents if each.id == document_id), None)
    if document is None:
        return
    event.documents.remove(document)
    db.session.flush()
    files.discard(document.file)
    event.changed_at = clock.now()
    record("took a document away", event, by=by)
