"""The screens of meetings: what each shows to whom, and what goes back when something is wrong."""

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from tafel import clock
from tests import tables
from tests.cast import Cast
from tests.client import Client
from tests.tafel.minuted import close
from tests.tafel.minuting import in_session

NOT_THERE = "00000000-0000-4000-8000-000000000000"
OUTSIDERS = ("rik.zandstra", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis")
SECRETARY = "samir.el.khatib"


def _press(client: Client, path: str, **data: object) -> tuple[int, str]:
    answer = client.post(path, data={"once": str(uuid4()), **data})
    return answer.status_code, answer.headers.get("location", "") or answer.text


def _form(cast: Cast, **more: object) -> dict[str, object]:
    known = {
        "kind": "cases", "name": "Extra overleg", "framework": "C", "starts": "10:00", "minutes": "60",
        "day": str(clock.today() + timedelta(days=3)), "place": "Kamer 7", "link": "", "announce_by": "",
        "agenda_by": "", "contribute_by": "", "chair_id": str(cast.seats["marijke.terpstra"].membership),
        "note_taker_id": str(cast.seats[SECRETARY].membership), "partners": [str(cast.partners["POL"])],
    }  # fmt: skip
    return known | more


def _filled_in(page: str) -> dict[str, str]:
    """What the fields of a page hold, as a browser would send them back."""
    sizes = r'(?:class="[^"]*" )?(?:maxlength="\d+" |min="\d+" max="\d+" )?'
    return dict(re.findall(rf'name="(seen|name|day|starts|minutes|place)" {sizes}value="([^"]*)"', page))


def test_the_list_and_the_page_are_for_whom_is_invited(cast: Cast) -> None:
    table = tables.set_up(cast)
    here = f"/overleggen/{table.meeting}"
    for login in (SECRETARY, "inge.bakels", "petra.dekker"):
        client = cast.client(login)
        assert here in client.get("/overleggen").text
        assert "Casusoverleg De Waarden" in client.get(here).text
    secretary, partner = cast.client(SECRETARY).get(here).text, cast.client("inge.bakels").get(here).text
    assert "mr. Wouter Lansink" in secretary
    assert "mr. Wouter Lansink" not in partner
    assert "Openbaar Ministerie" not in partner


def test_afterwards_the_list_says_who_was_there_in_the_past(cast: Cast) -> None:
    table = close(cast, in_session(cast))
    page = cast.client(SECRETARY).get(f"/overleggen/{table.meeting}").text
    list_ = page[page.index("Wie was er") :]
    assert ("gaf geen antwoord" in list_, "nog geen antwoord" in list_, "verwacht" in list_) == (True, False, False)


@pytest.mark.parametrize("login", OUTSIDERS)
def test_what_is_not_for_you_is_not_there_byte_for_byte(cast: Cast, login: str) -> None:
    table = tables.set_up(cast)
    client = cast.client(login)
    absent = client.get(f"/overleggen/{NOT_THERE}")
    assert absent.status_code == HTTPStatus.NOT_FOUND
    for path in (
        f"/overleggen/{table.meeting}", f"/overleggen/{table.meeting}/wijzigen", "/overleggen/nieuw",
        f"/casussen/{cast.cases['Zwaluw']}/spoedoverleg",
    ):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (absent.status_code, absent.content), path
        assert answer.headers == absent.headers
    if cast.seats[login].partner:
        assert str(table.meeting) not in client.get("/overleggen").text


def test_a_single_meeting_is_made_and_changed(cast: Cast) -> None:
    client = cast.client(SECRETARY)
    status, location = _press(client, "/overleggen/nieuw", **_form(cast))
    assert status == HTTPStatus.SEE_OTHER
    assert "Het overleg staat klaar" in client.get(location).text
    change = location.split("?")[0] + "/wijzigen"
    known = _filled_in(client.get(change).text)
    assert known["place"] == "Kamer 7"
    form = _form(cast, **known) | {"place": "Kamer 8"}
    form = {name: value for name, value in form.items() if name not in ("kind", "framework")}
    assert _press(client, change, **form)[0] == HTTPStatus.SEE_OTHER
    status, text = _press(client, change, **form | {"place": "Kamer 9"})
    assert status == HTTPStatus.CONFLICT
    assert 'value="Kamer 9"' in text
    assert "Iemand anders veranderde dit overleg" in text
    assert "Zo staat het nu" in text
    assert "<dd>Kamer 8</dd>" in text
    again = _filled_in(text)
    assert again["seen"] != known["seen"]
    assert _press(client, change, **form | {"place": "Kamer 9", "seen": again["seen"]})[0] == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2020-01-01"}, "Dit tijdstip is al voorbij."),
        ({"day": "morgen"}, "Dit is geen datum."),
        ({"minutes": "5"}, "ten minste 10"),
        ({"link": "http://zonder-slot"}, "Begin met https://"),
        ({"contribute_by": "2199-01-01T10:00"}, "ligt na het begin"),
        ({"chair_id": NOT_THERE}, "Kies iemand die aan deze tafel zit."),
        ({"partners": []}, "Vul dit in."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_rest_stays(cast: Cast, wrong: dict[str, object], sentence: str) -> None:
    status, text = _press(cast.client(SECRETARY), "/overleggen/nieuw", **_form(cast, **wrong))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in text
    assert 'value="Extra overleg"' in text


def test_a_partner_may_not_make_or_change_one(cast: Cast) -> None:
    table = tables.set_up(cast)
    client = cast.client("inge.bakels")
    for path in ("/overleggen/nieuw", f"/overleggen/{table.meeting}/wijzigen"):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND
        assert _press(client, path, **_form(cast, seen="x"))[0] in (
            HTTPStatus.NOT_FOUND,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    assert _press(client, f"/overleggen/{table.meeting}/vervalt")[0] == HTTPStatus.FORBIDDEN


def test_what_may_not_be_done_says_why(cast: Cast) -> None:
    table = tables.set_up(cast)
    page = cast.client(SECRETARY).get(f"/overleggen/{table.meeting}").text
    assert "Laat het overleg vervallen" in page
    assert "Dit overleg is nog niet begonnen." in page
    assert "Wijzig tijd, plaats of genodigden" in page


def test_who_comes_is_said_and_noted(cast: Cast) -> None:
    table = tables.set_up(cast)
    here, inge = f"/overleggen/{table.meeting}", cast.client("inge.bakels")
    assert "Wie komt er van ons?" in inge.get(here).text
    own = {"membership_id": str(cast.seats["inge.bakels"].membership)}
    status, location = _press(inge, f"{here}/komst", coming="not", **own)
    assert (status, location) == (HTTPStatus.SEE_OTHER, f"{here}?gedaan=komst")
    status, text = _press(inge, f"{here}/komst", coming="substitute", substitute_id="", **own)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kies welke collega er komt." in text
    samir = cast.client(SECRETARY)
    assert _press(samir, f"{here}/gast", name="", how="room")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert _press(samir, f"{here}/gast", name="Tolk", how="online")[0] == HTTPStatus.SEE_OTHER
    assert "Tekende de geheimhouding niet" in samir.get(here).text
    assert _press(inge, f"{here}/gast", name="Tolk", how="room")[0] == HTTPStatus.FORBIDDEN


def test_a_spoedoverleg_is_called_from_the_case(cast: Cast) -> None:
    case = f"/casussen/{cast.cases['Zwaluw']}"
    client = cast.client("inge.bakels")
    assert f"{case}/spoedoverleg" in client.get(case).text
    assert f"{case}/spoedoverleg" in client.get("/overleggen/spoed").text
    status, text = _press(client, f"{case}/spoedoverleg", in_minutes="15", minutes="30", question="Wie gaat?")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Wie gaat?" in text
    form = {"in_minutes": "0", "minutes": "30", "partners": [str(cast.partners["OM"])]}
    status, location = _press(client, f"{case}/spoedoverleg", **form)
    assert status == HTTPStatus.SEE_OTHER
    assert "Het spoedoverleg is uitgeroepen" in client.get(location).text
    assert "Spoedoverleg" in cast.client("wouter.lansink").get("/").text
    assert "Er is nog geen overleg" in cast.client("bram.kuijper").get("/overleggen").text


def test_a_draft_is_called_off_and_stays_in_the_list(cast: Cast) -> None:
    client = cast.client(SECRETARY)
    _, location = _press(client, "/overleggen/nieuw", **_form(cast))
    here = location.split("?")[0]
    assert _press(client, f"{here}/vervalt")[0] == HTTPStatus.SEE_OTHER
    assert "Dit overleg gaat niet door" in client.get(here).text
    assert "vervallen" in client.get("/overleggen").text


def test_a_long_past_goes_by_key(cast: Cast) -> None:
    assert cast.client("inge.bakels").get("/overleggen?na=iets").status_code == HTTPStatus.NOT_FOUND
