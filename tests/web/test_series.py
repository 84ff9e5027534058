"""The screens of series: what each shows to whom, and what goes back when something is wrong."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from tafel import clock
from tests.cast import Cast
from tests.client import Client

NOT_THERE = "00000000-0000-4000-8000-000000000000"
OUTSIDERS = ("rik.zandstra", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis")
SECRETARY = "samir.el.khatib"
FIRST = clock.today() + timedelta(days=10)


def _press(client: Client, path: str, **data: object) -> tuple[int, str]:
    answer = client.post(path, data={"once": str(uuid4()), **data})
    return answer.status_code, answer.headers.get("location", "") or answer.text


def _form(cast: Cast, **more: object) -> dict[str, object]:
    known = {
        "kind": "cases", "name": "Casusoverleg", "framework": "C", "every_weeks": "2", "starts": "13:00",
        "weekday": str(FIRST.weekday()), "minutes": "120", "announce_days": "7", "announce_time": "12:00",
        "agenda_days": "5", "agenda_time": "17:00", "contribute_days": "1", "contribute_time": "12:00",
        "place": "", "link": "", "before": "5 Opening", "last_minutes": "", "open_actions": "5", "after": "",
        "chair_id": str(cast.seats["marijke.terpstra"].membership),
        "note_taker_id": str(cast.seats[SECRETARY].membership),
        "partners": [str(cast.partners["POL"]), str(cast.partners["OM"])],
    }  # fmt: skip
    return known | more


def _made(cast: Cast) -> str:
    status, location = _press(cast.client(SECRETARY), "/reeksen/nieuw", **_form(cast))
    assert status == HTTPStatus.SEE_OTHER, location
    return location.split("?")[0]


def test_a_series_is_made_and_read_by_who_takes_part(cast: Cast) -> None:
    here = _made(cast)
    page = cast.client("inge.bakels").get(here).text
    assert "Openstaande acties" in page
    assert "Doen gewoonlijk mee" not in page
    assert "Doen gewoonlijk mee" in cast.client(SECRETARY).get(here).text
    assert here in cast.client("inge.bakels").get("/reeksen").text


@pytest.mark.parametrize("login", OUTSIDERS)
def test_what_is_not_for_you_is_not_there_byte_for_byte(cast: Cast, login: str) -> None:
    here, client = _made(cast), cast.client(login)
    absent = client.get(f"/reeksen/{NOT_THERE}")
    for path in (here, f"{here}/wijzigen", "/reeksen/nieuw"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (HTTPStatus.NOT_FOUND, absent.content), path
    if cast.seats[login].partner:
        assert here not in client.get("/reeksen").text


def test_its_meetings_are_made_ahead_and_days_that_have_one_are_said(cast: Cast) -> None:
    here, client = _made(cast), cast.client(SECRETARY)
    _, location = _press(client, f"{here}/overleggen", first=str(FIRST), count="2")
    assert "2 overleggen gemaakt." in client.get(location).text
    _, location = _press(client, f"{here}/overleggen", first=str(FIRST), count="3")
    page = client.get(location).text
    assert "Eén overleg gemaakt." in page
    assert "was er al een overleg van deze reeks" in page
    status, text = _press(client, f"{here}/overleggen", first="2020-01-01", count="3")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="2020-01-01"' in text
    assert _press(cast.client("inge.bakels"), f"{here}/overleggen", first=str(FIRST))[0] == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"agenda_days": "9"}, "Eerst aanmelden, dan de agenda, dan de inbreng."),
        ({"before": "Opening zonder minuten"}, "eerst de minuten, dan de naam"),
        ({"every_weeks": "0"}, "ten minste 1"),
        ({"name": ""}, "Vul dit in."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_rest_stays(cast: Cast, wrong: dict[str, object], sentence: str) -> None:
    status, text = _press(cast.client(SECRETARY), "/reeksen/nieuw", **_form(cast, **wrong))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text
    assert 'value="120"' in text


def test_a_stale_change_keeps_what_was_typed(cast: Cast) -> None:
    here, client = _made(cast), cast.client(SECRETARY)
    page = client.get(f"{here}/wijzigen").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert _press(client, f"{here}/wijzigen", **_form(cast, seen=seen, minutes="90"))[0] == HTTPStatus.SEE_OTHER
    status, text = _press(client, f"{here}/wijzigen", **_form(cast, seen=seen, minutes="100"))
    assert status == HTTPStatus.CONFLICT
    assert 'value="100"' in text


def test_a_series_ends(cast: Cast) -> None:
    here, client = _made(cast), cast.client(SECRETARY)
    assert _press(cast.client("inge.bakels"), f"{here}/einde")[0] == HTTPStatus.FORBIDDEN
    _, location = _press(client, f"{here}/einde")
    assert "Deze reeks is beëindigd" in client.get(location).text
    assert "Maak overleggen vooruit" not in client.get(here).text
