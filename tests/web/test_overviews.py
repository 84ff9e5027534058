"""Figures on screen: the same page for every seat of the region, and a sheet that holds no formula."""

from datetime import date

import pytest

from models.tables.overviews import Overview
from tafel import clock, db
from tafel.seat import of_chores
from tests.cast import Cast
from tests.tafel.test_overviews import figures

BEGIN = date(2026, 1, 1)


@pytest.fixture
def published(cast: Cast) -> Cast:
    """A half-year of which the figures were published."""
    with db.writing(of_chores(cast.administrator.region)) as work:
        told = figures().model_dump(mode="json")
        row = Overview(region_id=work.seat.region, begins_on=BEGIN, figures=told, published_at=clock.now())
        work.session.add(row)
    return cast


@pytest.mark.parametrize("login", ["ruud.eggink", "ben.vink", "nadia.oosterhuis"])
def test_every_seat_reads_the_figures_with_why_some_are_left_out(published: Cast, login: str) -> None:
    page = published.client(login).get("/cijfers").text
    assert "ongeveer 35 signalen" in page
    assert "leidden er ongeveer 7 ergens toe" in page
    assert "Minder dan 5: elders, of niet ingevuld." in " ".join(page.split())
    assert "zonder dat een klein aantal is af te leiden" in page
    assert "komt er geen regel" in page


def test_it_can_be_taken_along_and_what_was_not_published_is_not_there(published: Cast) -> None:
    client = published.client("ben.vink")
    sheet = client.get("/cijfers/bestand", params={"vanaf": BEGIN})
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert "'=1+1;20" in sheet.text
    unknown = [client.get("/cijfers", params={"vanaf": when}) for when in ("2026-07-01", "gisteren")]
    assert [answer.status_code for answer in unknown] == [404, 404]


def test_next_door_nothing_was_published(published: Cast) -> None:
    client = published.client("rik.zandstra")
    assert "nog geen overzicht" in client.get("/cijfers").text
    assert client.get("/cijfers/bestand").status_code == 404
    assert client.get("/cijfers", params={"vanaf": BEGIN}).status_code == 404
