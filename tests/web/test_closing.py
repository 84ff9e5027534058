"""Closing a case on screen: everything asked on one page, mistakes keep what was typed; and opening it again."""

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from tafel import clock
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import closes
from tests.tafel.acting import shared as shares
from tests.tafel.minuting import action, in_session
from tests.tafel.test_actions import takes_on
from tests.tafel.test_closing import records_why, victim
from tests.web.test_live import _statements

pytestmark = pytest.mark.laid

LEAD, OUTSIDE = "inge.bakels", ("rik.zandstra", "ruud.eggink", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis")


def _here(cast: Cast, what: str = "/sluiten") -> str:
    return f"/casussen/{cast.cases['Zwaluw']}{what}"


def _post(client: Client, path: str, **fields: object) -> tuple[HTTPStatus, str]:
    answer = client.post(path, data={"once": str(uuid4()), **fields})
    return HTTPStatus(answer.status_code), answer.headers.get("location", "") or answer.text


def test_the_page_of_who_takes_part_leads_there(cast: Cast) -> None:
    assert f'href="{_here(cast)}"' in cast.client(LEAD).get(_here(cast, "/deelnemers")).text
    page = cast.client(LEAD).get(_here(cast)).text
    for asked in ("Waarom sluit de casus?", "Open acties", "Informeren", "Wat is gedeeld", "Bewaartermijn"):
        assert asked in page
    assert "Openbaar Ministerie" in page


def test_what_is_not_answered_is_told_at_its_place_and_what_was_typed_stays(cast: Cast) -> None:
    table = in_session(cast)
    one, other, letter = action(cast, table), action(cast, table), victim(cast)
    typed = {"reason": "other", f"answer.{one}": "lapses", f"reason.{one}": "Merkreden.", f"told.{letter}": "told"}
    client = cast.client(LEAD)
    status, text = _post(client, _here(cast), **typed)
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "De casus is nog niet gesloten" in text
    assert f'<a href="#answer.{other}">' in text
    assert text.count("Deze actie is nog open. Kies wat ermee gebeurt.") == 2
    assert "Merkreden.</textarea>" in text
    assert 'value="other" checked' in text
    typed |= {f"answer.{other}": "stays"}
    status, text = _post(client, _here(cast), **typed)
    assert (status, f'<a href="#on.{letter}">' in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert _post(client, _here(cast), **typed, **{f"on.{letter}": "geen dag"})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    status, to = _post(client, _here(cast), **typed, **{f"on.{letter}": clock.today().isoformat()})
    assert (status, to) == (HTTPStatus.SEE_OTHER, _here(cast, ""))
    assert "Merkreden." in client.get("/acties").text


def test_who_does_an_action_already_is_not_offered_to_go_on_with_it(cast: Cast) -> None:
    table, me = in_session(cast), cast.seats[LEAD].membership
    mine, ours = action(cast, table, person_id=me), action(cast, table)
    page = cast.client(LEAD).get(_here(cast)).text
    assert (f'name="person_id.{mine}"' in page, f'name="person_id.{ours}"' in page) == (False, True)


def test_to_wait_with_telling_needs_a_record_of_why(cast: Cast) -> None:
    letter, client = victim(cast), cast.client(LEAD)
    soon = (clock.today() + timedelta(days=20)).isoformat()
    typed = {"reason": "safe", f"told.{letter}": "postponed", f"on.{letter}": soon}
    status, text = _post(client, _here(cast), **typed)
    assert (status, "Leg eerst vast waarom het informeren" in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert "bewijs/nieuw?soort=informeren" in text
    assert f'value="{soon}"' in text
    records_why(cast, letter)
    assert _post(client, _here(cast), **typed)[0] == HTTPStatus.SEE_OTHER


def test_whose_action_lapsed_is_told_on_the_first_page_and_at_the_action(cast: Cast) -> None:
    line = takes_on(cast, "wouter.lansink", "Merkactie.")
    shares(cast, "wouter.lansink", line, "POL")
    closes(cast, LEAD, cast.cases["Zwaluw"], actions=[{"statement_id": line, "answer": "lapses", "reason": "Klaar."}])
    theirs = cast.client("wouter.lansink")
    assert "Een actie van u is vervallen bij Zwaluw" in theirs.get("/").text
    assert "Vervallen bij het sluiten van de casus, door Politie De Waarden, AVIM." in theirs.get("/acties").text
    for login in (LEAD, "petra.dekker", *OUTSIDE):
        client = cast.client(login)
        assert "Een actie van u is vervallen" not in client.get("/").text
        assert "Vervallen bij het sluiten" not in client.get("/acties").text


def test_a_closed_case_says_so_with_reason_and_term_to_all_who_take_part(cast: Cast) -> None:
    closes(cast, LEAD, cast.cases["Zwaluw"], reason="no-signs")
    for login in (LEAD, "wouter.lansink"):
        page = cast.client(login).get(_here(cast, "")).text
        assert "geen mensenhandel gebleken" in page
        assert str(clock.months_on(clock.today(), 12).year) in page
    theirs = cast.client("wouter.lansink").get(_here(cast)).text
    assert "Alleen de regiehouder, Politie De Waarden, AVIM, sluit of heropent" in theirs
    assert "<textarea" not in theirs


def test_opened_again_with_a_reason_that_names_nobody(cast: Cast) -> None:
    closes(cast, LEAD, cast.cases["Zwaluw"])
    client, there = cast.client(LEAD), _here(cast, "/heropenen")
    assert "komt niet vanzelf terug" in client.get(_here(cast)).text
    assert _post(client, there, why="")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    status, text = _post(client, there, why="Mevrouw Jansen belde.")
    assert (status, 'name="nameless"' in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert "Mevrouw Jansen belde.</textarea>" in text
    status, to = _post(client, there, why="Merkreden.")
    assert (status, to) == (HTTPStatus.SEE_OTHER, _here(cast, "?gedaan=heropend"))
    assert "De casus is weer open." in client.get(to).text
    assert "Merkreden." in client.get(_here(cast)).text
    assert "Merkreden." not in cast.client("wouter.lansink").get(_here(cast)).text


def test_another_member_is_told_who_may(cast: Cast) -> None:
    client = cast.client("petra.dekker")
    assert client.get(_here(cast)).status_code == HTTPStatus.OK
    for path, fields in (("/sluiten", {"reason": "safe"}), ("/heropenen", {"why": "Nieuws."})):
        status, text = _post(client, _here(cast, path), **fields)
        assert status == HTTPStatus.FORBIDDEN
        assert "Alleen de regiehouder sluit of heropent" in text


@pytest.mark.parametrize("login", OUTSIDE)
def test_to_others_there_is_no_such_page(cast: Cast, login: str) -> None:
    client = cast.client(login)
    assert client.get(_here(cast)).status_code == HTTPStatus.NOT_FOUND
    assert _post(client, _here(cast), reason="safe")[0] == HTTPStatus.NOT_FOUND
    assert _post(client, _here(cast, "/heropenen"), why="Nieuws.")[0] == HTTPStatus.NOT_FOUND


def test_the_statements_do_not_grow_with_what_is_asked(cast: Cast) -> None:
    table, counts = in_session(cast), []
    for number in range(2):
        for _ in range(1 + 4 * number):
            action(cast, table)
            takes_on(cast, LEAD, due_on=clock.today() + timedelta(days=2))
            victim(cast)
        counts.append(_statements(cast.client(LEAD), _here(cast)))
    assert counts[0] == counts[1]
