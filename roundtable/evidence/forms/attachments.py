"""Files, as forms take them."""

from collections.abc import Iterator
from typing import Any

from wtforms import MultipleFileField

from roundtable.evidence.actions import Upload
from roundtable.web.forms import Form, OnceForm

ACCEPTED = ".pdf,.docx,.odt,.xlsx,.png,.jpg,.jpeg"
HINT = (
    "PDF, Word (DOCX), ODT, XLSX, PNG or JPEG, at most 20 MB each. What a file says of itself, such as its author or "
    "where a picture was taken, comes with it."
)


class FilesField(MultipleFileField):
    """Files to be attached; none is needed. `question` is the key of the question that they answer, where there is one."""

    def __init__(self, label: str, *arguments: Any, question: str = "", **keywords: Any) -> None:
        keywords.setdefault("render_kw", {"accept": ACCEPTED})
        keywords.setdefault("description", HINT)
        super().__init__(label, *arguments, **keywords)
        self.question = question

    @property
    def uploads(self) -> Iterator[Upload]:
        """The files that were chosen, as the actions take them. A field left empty gives none."""
        for sent in self.data or ():
            if getattr(sent, "filename", ""):
                sent.stream.seek(0)  # a refused form is asked again
                yield Upload(sent.filename, sent.stream.read(), self.question, self.name)


def uploads_of(form: Form) -> list[Upload]:
    """The files that were chosen in all the fields of a form."""
    return [upload for field in form if isinstance(field, FilesField) for upload in field.uploads]


class AttachForm(OnceForm):
    """More files, for what was sent already."""

    files = FilesField("Files")

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if valid and not any(getattr(sent, "filename", "") for sent in self.files.data or ()):
            self.files.errors = ["Choose a file."]
            return False
        return valid
