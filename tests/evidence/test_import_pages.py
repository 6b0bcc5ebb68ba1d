"""An import through its pages: nothing is written before the preview is confirmed."""

import io
import re
from html import unescape

from sqlalchemy import func, select

from roundtable.db import db
from roundtable.evidence.importing import runs
from roundtable.evidence.models import Call, Kind, Submission, SubmissionImport
from roundtable.files.models import StoredFile
from roundtable.trail import Entry
from tests import make
from tests.conftest import Client

FILE = b'sort,words,who\ngap,Nobody asks,r-1\nmoan,"=1+1, says he",r-2\ngap,,r-3\n'


def a_call(client: Client) -> Call:
    call = make.call(make.programme(slug="mhe", code="MHE"))
    client.sign_in(make.account(programme=call.programme))
    return call


def upload(client: Client, call: Call, content: bytes = FILE, name: str = "answers.csv") -> str:
    answer = client.send(
        "/programmes/mhe/evidence/imports/new",
        {"call_id": str(call.id), "file": (io.BytesIO(content), name)},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.removesuffix("/columns")


def test_a_file_is_mapped_previewed_and_then_written_once(client: Client) -> None:
    run = upload(client, a_call(client))
    columns = client.send(
        f"{run}/columns", {"column_0": "kind", "column_1": "text", "column_2": "contributor"}
    )
    assert columns.location == f"{run}/use"
    page = client.get(f"{run}/use").get_data(as_text=True)
    assert "“moan”, 1 row" in page
    use = {"kind_0": "gap", "kind_1": "evidence", "attribution": "anonymous", "basis": "Said in public."}
    assert client.send(f"{run}/use", use).location == run
    preview = client.get(run).get_data(as_text=True)
    assert "2 submissions would be added" in preview
    assert "Nobody answered." in preview
    assert "gap, r-3" in preview  # the empty line is shown as it stands in the file
    assert db.session.scalar(select(func.count(Submission.id))) == 0

    seen = re.search(r'name="seen" value="(\w+)"', preview)
    assert seen is not None
    assert client.send(f"{run}/confirmation", {"seen": "something else"}).status_code == 409
    assert client.send(f"{run}/confirmation", {"seen": seen[1]}).status_code == 303
    assert "2 submissions are in" in client.get(run).text
    made = db.session.scalars(select(Submission).order_by(Submission.number)).all()
    assert [(each.kind, each.latest.text, each.consent_basis) for each in made] == [
        (Kind.GAP, "Nobody asks", "Said in public."),
        (Kind.EVIDENCE, "=1+1, says he", "Said in public."),
    ]
    assert client.send(f"{run}/confirmation", {"seen": seen[1]}).status_code == 409


def test_a_preview_that_is_opened_too_soon_leads_to_the_step_that_lacks(client: Client) -> None:
    run = upload(client, a_call(client), content=b"zzz,yyy\nmoan,Nobody asks\n")
    assert client.get(run).location == f"{run}/columns"
    client.send(f"{run}/columns", {"column_0": "kind", "column_1": "text"})
    assert client.get(run).location == f"{run}/use"
    many = b"type,text\n" + b"".join(b"%d,words\n" % number for number in range(50))
    run = upload(client, db.session.scalars(select(Call)).one(), content=many)
    assert client.get(run).location == f"{run}/columns"


def test_a_file_that_nobody_came_back_for_is_forgotten(client: Client) -> None:
    call = a_call(client)
    upload(client, call)
    upload(client, call, content=b"words\nSomething else\n")
    old, fresh = db.session.scalars(select(SubmissionImport).order_by(SubmissionImport.id)).all()
    kept = fresh.file_id
    old.started_at -= runs.KEPT_FOR * 2
    db.session.commit()
    runs.forget_old_imports()
    assert db.session.scalars(select(StoredFile.id)).all() == [kept]
    assert db.session.scalars(select(SubmissionImport)).all() == [fresh]
    assert db.session.scalars(select(Entry.verb).order_by(Entry.id.desc())).first() == "deleted"


def test_a_file_that_is_not_what_its_name_says_is_refused_on_the_page(client: Client) -> None:
    call = a_call(client)
    answer = client.send(
        "/programmes/mhe/evidence/imports/new",
        {"call_id": str(call.id), "file": (io.BytesIO(b"%PDF-1.7 and so on"), "answers.csv")},
    )
    assert answer.status_code == 409
    assert "it is a PDF" in unescape(answer.get_data(as_text=True))
    assert db.session.scalars(select(SubmissionImport)).all() == []


def test_a_column_with_a_word_for_each_row_is_not_taken_for_the_kind(client: Client) -> None:
    rows = "".join(f"word {n},text {n},r\n" for n in range(60))
    run = upload(client, a_call(client), b"sort,words,who\n" + rows.encode())
    answer = client.send(f"{run}/columns", {"column_0": "kind", "column_1": "text"})
    assert answer.status_code == 409
    assert "has 60 different words, so it is hardly the kind" in unescape(answer.get_data(as_text=True))


def test_an_export_is_a_deed_with_an_entry_in_the_trail(client: Client) -> None:
    call = a_call(client)
    make.submission(call, text="Über – “quoted”")
    answer = client.send(f"/programmes/mhe/evidence/calls/{call.id}/exports", {"format": "json"})
    assert answer.status_code == 200
    assert answer.get_json()["submissions"][0]["text"] == "Über – “quoted”"
    assert (
        client.send(f"/programmes/mhe/evidence/calls/{call.id}/exports", {"format": "exe"}).status_code == 404
    )


def test_a_scribe_imports_but_exports_nothing(client: Client) -> None:
    call = make.call(make.programme(slug="mhe"))
    make.submission(call)
    client.sign_in(make.account(programme=call.programme, role=make.Role.SCRIBE))
    upload(client, call)
    answer = client.send(f"/programmes/mhe/evidence/calls/{call.id}/exports", {"format": "json"})
    assert answer.status_code == 404
