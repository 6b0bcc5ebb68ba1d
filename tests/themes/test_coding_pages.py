"""Reading and coding, as pages."""

from roundtable.access import Role
from roundtable.db import db
from roundtable.themes.models import Excerpt
from tests import make
from tests.conftest import Client

TEXT = "Nobody told us about Access to Work. 👩🏽‍⚕️ said so too. The café\u0301 closed."


def test_a_submission_is_coded_and_becomes_a_recommendation_whose_page_shows_the_whole_thread(
    client: Client,
) -> None:
    place = make.programme()
    client.sign_in(make.account(role=Role.AUTHOR, programme=place))
    submission = make.submission(make.call(place), text=TEXT, person_id=make.person(name="Ada Example").id)
    theme, audience = make.theme(place, name="Access to Work"), make.audience(place, name="Employers")
    version = submission.versions[-1]
    base = f"/programmes/{place.slug}"
    shown = client.get(f"{base}/evidence/{submission.id}/coding").get_data(as_text=True)
    assert 'value="0-36"' in shown

    form = {"version": version.id, "sentences": ["0-36"], "themes": [theme.id]}
    response = client.send(f"{base}/evidence/{submission.id}/excerpts", form)
    assert response.status_code == 303
    excerpt = db.session.scalars(db.select(Excerpt)).one()
    assert excerpt.words == "Nobody told us about Access to Work."

    assert excerpt.words in client.get(f"{base}/themes/{theme.id}").get_data(as_text=True)
    drawing = client.get(f"{base}/recommendations/new?excerpts={excerpt.id}&theme={theme.id}")
    assert excerpt.words in drawing.get_data(as_text=True)
    drawn = client.send(
        f"{base}/recommendations/new",
        {
            "title": "Tell employers",
            "excerpts": [excerpt.id],
            "theme": theme.id,
            f"ask_{audience.id}": "Read.",
        },
    )
    assert drawn.headers["Location"] == f"{base}/recommendations/1"
    thread = client.get(f"{base}/recommendations/1").get_data(as_text=True)
    for part in (
        "R1",
        "Tell employers",
        excerpt.words,
        submission.reference,
        "Ada Example",
        "Employers",
        "Read.",
    ):
        assert part in thread
    assert "R1" in client.get(f"{base}/excerpts/{excerpt.id}").get_data(as_text=True)
    assert client.get(f"{base}/findings").status_code == 200
    assert client.get(f"{base}/themes").status_code == 200
