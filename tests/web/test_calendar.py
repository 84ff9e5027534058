"""My dates in my own calendar programme, my invitation, and mail that did not get through, as a browser has them."""

import re
from http import HTTPStatus
from uuid import uuid4

import icalendar
import pytest
import vobject

from models.acts import Act
from tafel import feeds, people
from tests import posting, tables
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import act, at_once, ledger
from web.app import create

pytestmark = pytest.mark.laid

OUTSIDERS = ("rik.zandstra", "ben.vink", "nadia.oosterhuis")
WORDS = ("Zwaluw", "Samenwerking", "Casusoverleg", "Terpstra", "Khatib", "Bakels", "Politie")


def _press(client: Client, path: str, **more: str) -> tuple[int, str]:
    answer = client.post(path, data={"once": str(uuid4()), **more})
    return answer.status_code, answer.headers.get("location", answer.text)


def _made(client: Client) -> str:
    page = client.post("/ik/agenda", data={"once": str(uuid4())})
    assert page.status_code == HTTPStatus.OK
    found = re.search(r"/agenda/\S+\.ics", page.text)
    assert found
    assert found[0] not in client.get("/ik").text
    return found[0]


def _fetch(path: str) -> tuple[int, bytes]:
    answer = Client(create()).get(path)
    return answer.status_code, answer.content


def _absent() -> tuple[int, bytes]:
    return _fetch("/bestaat-niet")


def test_a_programme_fetches_times_and_the_word_tafel(cast: Cast) -> None:
    tables.set_up(cast)
    posting.by_the_clock()
    path = _made(cast.client("bram.kuijper"))
    answer = Client(create()).get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "tafel"
    known = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "CLASS"}
    assert set(event.keys()) == known
    assert vobject.readOne(answer.text).vevent.dtstart.value == event.start
    assert (event.start.minute, event.end.minute) == (20, 30)
    assert not [word for word in WORDS if word in answer.text]


def test_each_fetch_is_in_the_ledger(cast: Cast) -> None:
    path = _made(cast.client("bram.kuijper"))
    for _ in range(2):
        assert _fetch(path)[0] == HTTPStatus.OK
    entries = ledger(cast, Act.FEED_FETCHED)
    assert [entry["person"] for entry in entries] == [str(cast.seats["bram.kuijper"].person)] * 2
    assert {entry["origin"] for entry in entries} == {"feed"}
    assert "Laatst opgehaald" in cast.client("bram.kuijper").get("/ik").text


def test_nothing_hidden_moves_a_byte(cast: Cast) -> None:
    """The case is taken off the agenda, and who may not know of it fetches the same bytes."""
    table = tables.set_up(cast)
    posting.by_the_clock()
    path = _made(cast.client("petra.dekker"))
    before = _fetch(path)
    _press(cast.client("samir.el.khatib"), f"/punten/{table.items['Zwaluw']}/terug", reason="Gaat niet door.")
    posting.by_the_clock()
    assert _fetch(path) == before


def test_once_revoked_it_is_as_if_it_never_was(cast: Cast) -> None:
    client = cast.client("bram.kuijper")
    path = _made(client)
    assert _press(client, "/ik/agenda/intrekken") == (HTTPStatus.SEE_OTHER, "/ik")
    assert _fetch(path) == _absent()
    assert _press(client, "/ik/agenda/intrekken")[0] == HTTPStatus.NOT_FOUND
    assert len(ledger(cast, Act.FEED_FETCHED)) == 0
    assert len(ledger(cast, Act.FEED_REVOKED)) == 1


def test_a_new_address_ends_the_old_one(cast: Cast) -> None:
    client = cast.client("bram.kuijper")
    first, second = _made(client), _made(client)
    assert _fetch(first) == _absent()
    assert _fetch(second)[0] == HTTPStatus.OK


def test_pressed_twice_it_is_made_once(cast: Cast) -> None:
    client, once = cast.client("bram.kuijper"), str(uuid4())
    pages = [client.post("/ik/agenda", data={"once": once}).text for _ in range(2)]
    assert [".ics" in page for page in pages] == [True, False]
    assert len(ledger(cast, Act.FEED_MADE)) == 1


def test_with_the_seat_the_address_ends(cast: Cast) -> None:
    path = _made(cast.client("ruud.eggink"))
    act(cast, "inge.bakels", lambda work: people.end_membership(work, cast.seats["ruud.eggink"].membership))
    assert _fetch(path) == _absent()


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("token", ["x", "0" * 32 + "-" + "a" * 43, "%00", "a" * 5000])
def test_an_unknown_address_is_no_page(token: str) -> None:
    assert _fetch(f"/agenda/{token}.ics") == _absent()


def test_who_has_no_partner_has_no_calendar(cast: Cast) -> None:
    for login in ("ben.vink", "nadia.oosterhuis"):
        client = cast.client(login)
        assert "Overleggen in uw eigen agenda" not in client.get("/ik").text
        assert _press(client, "/ik/agenda")[0] == HTTPStatus.NOT_FOUND


def test_i_say_whether_i_come(cast: Cast) -> None:
    table = tables.set_up(cast)
    here, client = f"/overleggen/{table.meeting}/uitnodiging", cast.client("inge.bakels")
    page = client.get(here)
    assert "Ik kom online" in page.text
    assert "Ruud Eggink" in page.text
    assert "Bram Kuijper" not in page.text
    assert "nog geen antwoord" in page.text
    assert "u komt" not in page.text.replace("Komt u", "")
    assert here in client.get(f"/overleggen/{table.meeting}").text
    assert _press(client, here, coming="not") == (HTTPStatus.SEE_OTHER, f"{here}?gedaan=komst")
    assert "u komt niet" in client.get(here).text
    status, text = _press(client, here, coming="substitute", substitute_id="")
    assert (status, "Kies welke collega er komt." in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    status, text = _press(client, here)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    ruud = cast.seats["ruud.eggink"].membership
    assert _press(client, here, coming="substitute", substitute_id=ruud)[0] == HTTPStatus.SEE_OTHER
    page = client.get(here)
    assert "Ruud Eggink komt in uw plaats" in page.text
    assert f'<option value="{ruud}" selected>' in page.text
    assert "in plaats van Inge Bakels" in cast.client("ruud.eggink").get(here).text
    runs = cast.client("samir.el.khatib").get(f"/overleggen/{table.meeting}").text
    assert "Ruud Eggink komt in de plaats" in runs
    assert "nog geen antwoord" in runs
    assert _press(client, here, coming="room")[0] == HTTPStatus.SEE_OTHER
    assert "komt in uw plaats" not in client.get(here).text
    assert "komt in de plaats" not in cast.client("samir.el.khatib").get(f"/overleggen/{table.meeting}").text


def test_bram_is_told_when_he_is_called(cast: Cast) -> None:
    table = tables.set_up(cast)
    page = cast.client("bram.kuijper").get(f"/overleggen/{table.meeting}/uitnodiging").text
    assert "U wordt geroepen om" in page
    assert "13:20" in page


def test_to_others_there_is_no_invitation(cast: Cast) -> None:
    table = tables.set_up(cast)
    here = f"/overleggen/{table.meeting}/uitnodiging"
    for login in (*OUTSIDERS, "ruud.eggink", "fleur.van.aalst"):
        client = cast.client(login)
        assert client.get(here).status_code == HTTPStatus.NOT_FOUND
    for login in OUTSIDERS:
        assert _press(cast.client(login), here, coming="not")[0] == HTTPStatus.NOT_FOUND


def test_mail_that_is_stuck_is_for_the_secretariat(cast: Cast) -> None:
    page = cast.client("samir.el.khatib").get("/berichten")
    assert "Alles kwam aan" in page.text
    for login in ("inge.bakels", "ruud.eggink", *OUTSIDERS):
        client = cast.client(login)
        assert client.get("/berichten").status_code == HTTPStatus.NOT_FOUND
        for button in ("opnieuw", "klaar"):
            assert _press(client, f"/berichten/{uuid4()}/{button}")[0] == HTTPStatus.NOT_FOUND


def test_two_windows_make_one_address(cast: Cast) -> None:
    made: list[str | None] = []
    failed = at_once(
        cast, "inge.bakels", lambda work: made.append(feeds.make_once(work, uuid4(), "")),
        lambda work: made.append(feeds.make_once(work, uuid4(), "")),
    )  # fmt: skip
    assert not failed
    assert len([one for one in made if one and _fetch(one[one.index("/agenda") :])[0] == HTTPStatus.OK]) == 1
