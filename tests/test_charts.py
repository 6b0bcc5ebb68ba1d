"""Figures from numbers alone."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.charts import Bar, GroupSeats, bars, finding, mark, ring

SVG = "{http://www.w3.org/2000/svg}"
GPS = GroupSeats("GPs", "F", 6, yes=1, unanswered=1, minimum=3, maximum=3)
EMPLOYERS = GroupSeats("Employers", "C", 3, yes=4, maybe=1, minimum=3, maximum=6, waiting=2)

counts = st.integers(0, 40)
some_groups = st.lists(
    st.builds(
        GroupSeats,
        name=st.text(max_size=60),
        letter=st.sampled_from("ABCDEFGH"),
        colour=st.integers(1, 20),
        yes=counts,
        maybe=counts,
        unanswered=counts,
        minimum=counts,
        maximum=st.none() | counts,
        waiting=counts,
    ),
    max_size=9,
)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_finding_names_who_is_short_of_the_minimum() -> None:
    assert finding([GPS, EMPLOYERS]) == "GPs are two short of the minimum."


def test_the_finding_names_all_who_are_short() -> None:
    leads = GroupSeats("Policy leads", "G", 7, minimum=12)
    assert finding([GPS, leads]) == "Short of the minimum: GPs by two and Policy leads by 12."


def test_the_finding_counts_those_who_are_short_where_they_are_many() -> None:
    many = [GroupSeats(f"Group {n}", "G", n, minimum=20) for n in range(1, 9)]
    assert finding(many) == "Eight groups are short of the minimum, by 160 seats together."


def test_the_finding_says_when_nobody_is_short_and_who_waits() -> None:
    said = "Every group has its minimum: 4 of 6 seats are taken, and two on the waiting list."
    assert finding([EMPLOYERS]) == said


def test_a_room_without_seats_says_so() -> None:
    assert finding([]) == "No seats are planned yet."
    assert "of 0" in texts(ring([], standalone=True))


def test_each_seat_has_one_state_and_the_people_come_first() -> None:
    assert EMPLOYERS.states == {"yes": 4, "maybe": 1, "unanswered": 0, "missing": 1}


def test_more_people_asked_than_there_are_seats_do_not_make_seats() -> None:
    asked = GroupSeats("GPs", "F", 6, yes=1, unanswered=9, maximum=3)
    assert asked.states == {"yes": 1, "maybe": 0, "unanswered": 2, "missing": 0}


def test_more_who_said_yes_than_there_are_seats_are_all_shown() -> None:
    assert GroupSeats("GPs", "F", 6, yes=5, maximum=3).seats == 5


def test_the_middle_says_how_many_of_how_many() -> None:
    assert texts(ring([GPS, EMPLOYERS], standalone=True))[:2] == ["5", "of 9"]


def test_every_arc_has_its_name_and_number() -> None:
    said = texts(ring([GPS, EMPLOYERS], standalone=True))
    assert "F  GPs" in said
    assert "1 of 3, two short" in said
    assert "4 of 6, two waiting" in said


def test_the_picture_says_its_finding_to_those_who_do_not_see_it() -> None:
    picture = ElementTree.fromstring(ring([GPS], standalone=True))
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == picture.findtext(f"{SVG}title") == "GPs are two short of the minimum."
    assert picture.findtext(f"{SVG}desc") == "GPs: 1 yes, 0 maybe, 1 without an answer, of 3 seats"


def test_above_sixty_seats_the_ring_is_made_of_arcs() -> None:
    crowd = [GroupSeats("Public health teams", "A", 1, yes=50, maximum=70), GPS]
    assert "<circle" in ring([GPS]) and ring(crowd).count("<circle") == 1  # the table itself


def test_in_a_page_it_writes_no_style_and_no_colour_of_its_own() -> None:
    picture = ring([GPS, EMPLOYERS])
    assert "style=" not in picture
    assert not re.search(r"#[0-9A-Fa-f]{6}", picture)
    assert "group-6" in picture


def test_standing_alone_it_needs_no_style_sheet() -> None:
    picture = ring([GPS, EMPLOYERS], standalone=True)
    assert "class=" not in picture
    assert "#56B4E9" in picture


def test_what_people_typed_stays_words() -> None:
    name = '</text><script>alert("1")</script>'
    picture = ring([GroupSeats(name, "A", 1, yes=1)], standalone=True) + bars(
        [Bar(name, 1)], name, standalone=True
    )
    assert "<script" not in picture


@pytest.mark.parametrize("compact", [True, False])
@settings(deadline=None)
@given(groups=some_groups)
def test_any_room_can_be_drawn(compact: bool, groups: list[GroupSeats]) -> None:
    clean = [g for g in groups if all(c.isprintable() for c in g.name)]
    picture = ring(clean, standalone=True, compact=compact)
    ElementTree.fromstring(picture)
    assert "nan" not in picture


def test_bars_share_one_scale() -> None:
    picture = ElementTree.fromstring(
        bars([Bar("Evidence", 100), Bar("Gaps", 25)], "Most is evidence", standalone=True)
    )
    first, second = (float(bar.get("width", "")) for bar in picture.iter(f"{SVG}rect"))
    assert first == 4 * second


def test_bars_of_nothing_are_drawn() -> None:
    assert texts(bars([Bar("Gaps", 0)], "Nothing yet", standalone=True)) == ["Gaps", "0"]


def test_the_mark_has_eight_seats() -> None:
    assert mark().count("<circle") == 8
