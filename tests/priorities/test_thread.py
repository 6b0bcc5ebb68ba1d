"""What was voted on a finding stands on the finding's page."""

from flask import Flask

from roundtable.access import Role
from roundtable.findings import actions as findings
from roundtable.priorities import actions
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.priorities import voting


def test_a_finding_s_page_says_what_closed_rounds_said_and_nothing_of_open_ones(
    app: Flask, client: Client
) -> None:
    place = make.programme(slug="work")
    made = findings.draw_recommendation(place, "Do it", by=SYSTEM)
    round = voting.round_of(place, items=0, opened=False, title="The first round")
    actions.choose(round, [made], by=SYSTEM)
    actions.open_round(round, by=SYSTEM)
    (item,) = voting.items_of(round)
    gps, few = make.group(place, name="GPs"), make.group(place, name="Few")
    for participant in voting.join(round, 6, group=gps):
        voting.rate(participant, item, 8)
    for participant in voting.join(round, 5, group=few):
        voting.rate(participant, item, 2)
    ana = client.sign_in(make.account(role=Role.AUTHOR, programme=place))
    address = "/programmes/work/recommendations/1"
    page = ana.get(address).get_data(as_text=True)
    assert "The first round" in page and "median" not in page
    voting.results_of(round)
    page = ana.get(address).get_data(as_text=True)
    assert "11 of 11 voted" in page and "GPs: 6, median 8" in page and "Few: 5, median 2" in page
