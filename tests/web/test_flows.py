"""The flows between partners on screen: a picture, the numbers, and the lines behind each."""

import re
from datetime import timedelta
from http import HTTPStatus

from tafel import clock
from tests.cast import Cast
from tests.tafel.amends import opens
from tests.tafel.test_ledger import acts

OFFICER, PATH = "nadia.oosterhuis", "/register/stromen"


def links(html: str) -> list[str]:
    found = re.findall(r'<td class="end number"[^>]*><a href="([^"]+)"', html)
    return [one.replace("&amp;", "&") for one in found]


def test_the_picture_and_every_number_lead_to_the_lines(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    client = cast.client(OFFICER)
    html = client.get(PATH).text
    assert '<svg class="flow"' in html
    assert "style=" not in html
    assert html.count("<h1") == html.count("button-primary") == 1
    shared, shown = links(html)
    assert "Gedeeld" in client.get(shared).text
    assert "Alleen wat van" in client.get(shared).text
    lines = client.get(shown).text
    assert "Getoond" in lines
    assert "mr. Wouter Lansink" in lines
    assert 'href="/register/stromen"' in client.get("/register").text


def test_looking_at_it_is_on_record_for_the_officer(cast: Cast) -> None:
    before = acts(cast).count("ledger.handed-out")
    cast.client(OFFICER).get(PATH)
    assert acts(cast).count("ledger.handed-out") == before + 1


def test_a_member_goes_on_to_the_own_lines(cast: Cast) -> None:
    opens(cast, "wouter.lansink")
    client = cast.client("wouter.lansink")
    html = client.get(PATH).text
    assert '<svg class="flow"' not in html  # nothing was shared by this seat
    (shown,) = links(html)
    lines = client.get(shown).text
    assert "Alleen de regels van één stroom." in lines
    assert "Politie De Waarden, AVIM" in lines
    assert "ging er niets" in cast.client("petra.dekker").get(PATH).text
    assert "ging er niets" in cast.client("rik.zandstra").get(PATH).text
    assert cast.client("ben.vink").get(PATH).status_code == HTTPStatus.NOT_FOUND


def test_a_period_that_cannot_be_is_said_so_and_stays(cast: Cast) -> None:
    today = clock.today()
    asked = {"first": today.isoformat(), "last": (today - timedelta(days=1)).isoformat()}
    answer = cast.client(OFFICER).get(PATH, params=asked)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Deze periode klopt niet" in answer.text
    assert f'value="{today.isoformat()}"' in answer.text
    assert cast.client(OFFICER).get(PATH, params={"first": "gisteren"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for odd in ({"first": "2199-12-31"}, {"last": "1900-01-01"}):
        assert cast.client(OFFICER).get(PATH, params=odd).status_code == HTTPStatus.OK
