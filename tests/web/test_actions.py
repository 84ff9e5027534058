"""The screens of actions: the lists with their forms, a new one, and how far each partner is."""

import re
from datetime import date, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from tafel import clock
from tafel.sight.pages import key_of_day
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import closes
from tests.tafel.minuting import TAKER, action, in_session
from tests.tafel.test_actions import page as listed
from tests.tafel.test_actions import puts_off, takes_on
from tests.web.test_live import _statements

pytestmark = pytest.mark.laid

CHAIR, OWNER = "marijke.terpstra", "inge.bakels"
OUTSIDE = ("petra.dekker", "ruud.eggink", "rik.zandstra")
NO_PARTNER = ("nadia.oosterhuis", "ben.vink")
SOON = (clock.today() + timedelta(days=5)).isoformat()


def _post(client: Client, path: str, **fields: object) -> tuple[HTTPStatus, str]:
    answer = client.post(path, data={"once": str(uuid4()), **fields})
    return HTTPStatus(answer.status_code), answer.headers.get("location", "") or answer.text


def _base(cast: Cast, login: str, line: UUID) -> str:
    page = cast.client(login).get("/acties").text
    found = re.search(rf'action="/acties/{line}">.*?name="base" value="([^"]+)"', page, re.DOTALL)
    return found[1] if found else "0"


def _report(cast: Cast, login: str, line: UUID, **fields: str) -> tuple[HTTPStatus, str]:
    return _post(cast.client(login), f"/acties/{line}", **{"base": _base(cast, login, line), **fields})


# ---------- the lists


def test_the_list_of_actions_by_whose_they_are(cast: Cast) -> None:
    table = in_session(cast)
    mine = cast.seats[OWNER].membership
    action(cast, table, text="Merkactie mijn.", person_id=mine)
    action(cast, table, text="Merkactie ons.")
    action(cast, table, "ZC", text="Merkactie zorg.")
    police = cast.client(OWNER).get("/acties").text
    assert police.index("Van u") < police.index("Merkactie mijn.") < police.index("Merkactie ons.")
    assert "Merkactie zorg." not in police
    assert police.index("Van anderen aan tafel") < police.index("Met u is geen actie")
    prosecutor = cast.client("wouter.lansink").get("/acties").text
    assert prosecutor.index("Van anderen aan tafel") < prosecutor.index("Merkactie ons.")
    for login in OUTSIDE:
        assert "Merkactie" not in cast.client(login).get("/acties").text


def test_a_long_list_has_a_page_of_its_own(cast: Cast) -> None:
    for number in range(12):
        takes_on(cast, OWNER, f"Merkactie {number:02}.", due_on=clock.today() + timedelta(days=number))
    client = cast.client(OWNER)
    first, whole = client.get("/acties").text, client.get("/acties?van=ours").text
    assert "Toon alle" in first
    assert "12 open" in first
    assert "Merkactie 11." not in first
    assert "Merkactie 11." in whole
    assert "Van anderen aan tafel" not in whole
    assert "Merkactie" not in client.get(f"/acties?van=ours&vanaf={key_of_day(date.max, uuid4())}").text
    for odd in ("?van=iedereen", "?van=ours&vanaf=-1"):
        assert client.get(f"/acties{odd}").status_code == HTTPStatus.NOT_FOUND


def test_an_owner_says_how_it_came_out(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    status, text = _report(cast, OWNER, line, state="could-not")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Schrijf kort waarom het niet is gebeurd." in text
    status, _ = _report(cast, OWNER, line, state="could-not", reason="De kas was dicht.")
    assert status == HTTPStatus.SEE_OTHER
    for login in (OWNER, "wouter.lansink"):
        page = cast.client(login).get("/acties").text
        assert "Reden: De kas was dicht." in page
        assert "Kon niet: omstandigheden veranderd" in page
    assert _post(cast.client(OWNER), f"/acties/{line}", base="0", state="done")[0] == HTTPStatus.CONFLICT


def test_done_by_mistake_has_a_button_to_open_it_again(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    _report(cast, OWNER, line, state="done")
    assert "Toch niet: zet weer open" in cast.client(OWNER).get("/acties").text
    assert "Toch niet" not in cast.client("wouter.lansink").get("/acties").text
    assert _report(cast, OWNER, line, state="open")[0] == HTTPStatus.SEE_OTHER
    assert "Toch niet" not in cast.client(OWNER).get("/acties").text


def test_put_off_is_told_to_who_has_it_and_a_mistake_keeps_what_was_typed(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    today = clock.today().isoformat()
    status, text = _report(cast, OWNER, line, state="later", due_on=today, reason="Merkreden.")
    assert (status, "Merkreden.</textarea>" in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert '<a href="#due_on">Vóór welke dag wordt het?' in text
    assert text.count('id="due_on"') == 1
    status, text = _report(cast, OWNER, line, state="later")
    for field in ("due_on", "reason"):
        assert f'<a href="#{field}">' in text
        assert text.count(f'id="{field}-error"') == 1
    status, to = _report(cast, OWNER, line, state="later", due_on=SOON, reason="Merkreden.")
    assert (status, to) == (HTTPStatus.SEE_OTHER, f"/acties?gedaan=uitgesteld#a-{line}")
    assert "Wie deze actie kan lezen" in cast.client(OWNER).get(to).text
    page = cast.client("wouter.lansink").get("/acties").text
    assert "Merkreden." in page
    assert "1 keer uitgesteld" in page


def test_a_form_of_one_list_leads_back_to_that_list(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    base = _base(cast, OWNER, line)
    status, to = _post(cast.client(OWNER), f"/acties/{line}?van=ours&vanaf=50", base=base, state="done")
    assert (status, to) == (HTTPStatus.SEE_OTHER, f"/acties?gedaan=bewaard&van=ours&vanaf=50#a-{line}")


def test_a_colleague_who_takes_part_can_do_it_instead(cast: Cast) -> None:
    table = in_session(cast)
    line = action(cast, table)
    where, client = f"/acties/{line}/overdragen", cast.client(OWNER)
    status, text = _post(client, where, person_id=cast.seats["ruud.eggink"].membership)
    assert (status, '<a href="#person_id">' in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    me = cast.seats[OWNER].membership
    assert f'<option value="{me}">' in client.get("/acties").text
    assert _post(client, where, person_id=me)[0] == HTTPStatus.SEE_OTHER
    page = client.get("/acties").text
    assert "Op uw naam staat niets." not in page
    assert f'<option value="{me}">' not in page
    status, text = _post(client, where, person_id=me)
    assert (status, "Kies een andere collega." in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)


@pytest.mark.parametrize("state", ["", "later", "not-done"])
def test_one_form_keeps_what_was_typed_whatever_was_chosen(cast: Cast, state: str) -> None:
    line = action(cast, in_session(cast))
    page = cast.client(OWNER).get("/acties").text
    assert page.count('name="reason"') == 1
    long = "Merkreden. " + "x" * 600
    status, text = _report(cast, OWNER, line, state=state, reason=long)
    assert (status, long in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)


def test_what_a_colleague_reported_meanwhile_loses_no_word(cast: Cast) -> None:
    line = action(cast, in_session(cast))
    base = _base(cast, OWNER, line)
    _report(cast, OWNER, line, state="done")
    status, text = _post(cast.client(OWNER), f"/acties/{line}", base=base, state="not-done", reason="Merkreden.")
    assert (status, "Merkreden.</textarea>" in text) == (HTTPStatus.CONFLICT, True)
    where = f"/acties/{line}?van=others"
    status, text = _post(cast.client(OWNER), where, base=base, state="not-done", reason="Merkreden.")
    assert (status, "Merkreden." in text, "niet meer op deze lijst" in text) == (HTTPStatus.CONFLICT, True, True)


@pytest.mark.parametrize("login", [TAKER, "wouter.lansink", *OUTSIDE, *NO_PARTNER])
def test_only_the_owner_says_so(cast: Cast, login: str) -> None:
    line = action(cast, in_session(cast))
    for path, fields in (("", {"base": "0", "state": "done"}), ("/overdragen", {})):
        assert _post(cast.client(login), f"/acties/{line}{path}", **fields)[0] == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["", "/nieuw", "/voortgang"])
def test_officer_and_administrator_have_no_actions(cast: Cast, path: str) -> None:
    for login in NO_PARTNER:
        assert cast.client(login).get(f"/acties{path}").status_code == HTTPStatus.NOT_FOUND


# ---------- a new one


def test_an_action_is_taken_on_from_the_page_of_the_case(cast: Cast) -> None:
    client, case = cast.client(OWNER), cast.cases["Zwaluw"]
    assert f'href="/acties/nieuw?casus={case}"' in client.get(f"/casussen/{case}").text
    assert f'<option value="{case}" selected>' in client.get(f"/acties/nieuw?casus={case}").text
    status, text = _post(client, "/acties/nieuw", case_id=case, text="Merkactie", due_on="")
    assert (status, "Merkactie</textarea>" in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    status, to = _post(client, "/acties/nieuw", case_id=case, text="Merkactie", due_on=SOON)
    assert status == HTTPStatus.SEE_OTHER
    assert "Merkactie" in client.get(to).text
    assert "Actie." in client.get(f"/casussen/{case}").text
    closes(cast, OWNER, case, actions=[{"statement_id": to.split("#a-")[1], "answer": "stays"}])
    status, text = _post(client, "/acties/nieuw", case_id=case, text="Te laat, niet weg.", due_on=SOON)
    assert (status, "Te laat, niet weg." in text) == (HTTPStatus.FORBIDDEN, True)


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink"])
def test_who_takes_no_part_is_offered_no_case(cast: Cast, login: str) -> None:
    client, case = cast.client(login), cast.cases["Zwaluw"]
    page = client.get(f"/acties/nieuw?casus={case}").text
    assert "Zwaluw" not in page
    assert "U neemt aan geen lopende casus deel" in page
    assert _post(client, "/acties/nieuw", case_id=case, text="x", due_on=SOON)[0] == HTTPStatus.NOT_FOUND


# ---------- how far each partner is


def test_the_chair_sees_late_and_put_off_and_no_words(cast: Cast) -> None:
    line = action(cast, in_session(cast), text="Merkactie.")
    puts_off(cast, OWNER, line, reason="Merkreden.")
    for login in (CHAIR, TAKER):
        page = cast.client(login).get("/acties/voortgang").text
        assert "Actie van Politie De Waarden. Niet voor u." in page
        assert "1 keer uitgesteld" in page
        assert "Merkreden" not in page
        assert "/acties/voortgang" in cast.client(login).get("/acties").text
    assert "Er zijn geen acties die u mag lezen" in cast.client(CHAIR).get("/acties").text
    for login in (OWNER, "wouter.lansink", *OUTSIDE):
        assert cast.client(login).get("/acties/voortgang").status_code == HTTPStatus.NOT_FOUND
        assert "/acties/voortgang" not in cast.client(login).get("/acties").text


def test_the_statements_do_not_grow_with_the_actions(cast: Cast) -> None:
    table, counts = in_session(cast), []
    asked = [("/acties", OWNER), ("/acties?van=ours", OWNER), ("/acties/nieuw", OWNER), ("/acties/voortgang", CHAIR)]
    for number in range(2):
        for _ in range(1 + 6 * number):
            action(cast, table)
            takes_on(cast, OWNER)
        assert len(listed(cast, OWNER).ours) == (2, 10)[number]
        counts.append([_statements(cast.client(login), path) for path, login in asked])
    assert counts[0] == counts[1]
