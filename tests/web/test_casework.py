"""The screens of cases: what each shows to whom, and what goes back when something is wrong."""

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from models.acts import Act
from tafel import clock
from tests.cast import Cast
from tests.client import Client
from tests.tafel.acting import joins, ledger, written
from tests.tafel.test_sharing import give

NOT_THERE = "00000000-0000-4000-8000-000000000000"
OUTSIDERS = ("rik.zandstra", "ruud.eggink", "fleur.van.aalst", "ben.vink", "nadia.oosterhuis")


def _press(client: Client, path: str, **data: object) -> tuple[int, str]:
    answer = client.post(path, data={"once": str(uuid4()), **data})
    return answer.status_code, answer.headers.get("location", "") or answer.text


def _case(cast: Cast) -> str:
    return f"/casussen/{cast.cases['Zwaluw']}"


def test_the_list_holds_ones_own_cases(cast: Cast) -> None:
    assert "Zwaluw" in cast.client("wouter.lansink").get("/casussen").text
    for login in ("ruud.eggink", "rik.zandstra"):
        page = cast.client(login).get("/casussen").text
        assert "Zwaluw" not in page
        assert "U neemt aan geen lopende casus deel" in page


def test_the_case_shows_what_was_shared_and_notes_it(cast: Cast) -> None:
    page = cast.client("wouter.lansink").get(_case(cast))
    assert page.status_code == HTTPStatus.OK
    assert "negen matrassen" in page.text
    assert "voorman" not in page.text
    assert "Dat staat in het verstrekkingenregister" in page.text
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) == 1
    giver = cast.client("inge.bakels").get(_case(cast)).text
    assert "Getoond, voor het eerst op" in giver
    assert re.search(r'cell-word">getoond \d', giver)


@pytest.mark.parametrize("login", OUTSIDERS)
def test_what_is_not_for_you_is_not_there_byte_for_byte(cast: Cast, login: str) -> None:
    client = cast.client(login)
    absent = client.get(f"/casussen/{NOT_THERE}")
    assert absent.status_code == HTTPStatus.NOT_FOUND
    passage = cast.passages["matrassen"]
    for path in (
        _case(cast), f"{_case(cast)}/deelnemers", f"{_case(cast)}/inbreng/nieuw", f"/inbreng/{passage}",
        f"{_case(cast)}/betrokkenen/{NOT_THERE}", f"{_case(cast)}/betrokkenen/{NOT_THERE}/identiteit",
        "/casussen/geen-id",
    ):  # fmt: skip
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (absent.status_code, absent.content), path
        assert answer.headers == absent.headers


def test_a_case_is_opened_once_however_often_the_form_is_sent(cast: Cast) -> None:
    client = cast.client("bram.kuijper")
    form = {"once": str(uuid4()), "code_word": "Kreek", "framework": "C", "purposes": ["P2", "P3"], "municipality": ""}
    first, second = client.post("/casussen/nieuw", data=form), client.post("/casussen/nieuw", data=form)
    assert first.status_code == second.status_code == HTTPStatus.SEE_OTHER
    assert first.headers["location"] == second.headers["location"]
    assert len([line for line in ledger(cast, Act.CASE_OPENED) if line["giver"] == str(cast.partners["OPV"])]) == 1


def test_the_same_key_with_other_words_changes_nothing_and_keeps_them(cast: Cast) -> None:
    client = cast.client("bram.kuijper")
    form = {"once": str(uuid4()), "code_word": "Kreek", "framework": "C", "purposes": ["P2"]}
    client.post("/casussen/nieuw", data=form)
    answer = client.post("/casussen/nieuw", data={**form, "code_word": "Beek"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert 'value="Beek"' in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code_word": "Jan Jansen"}, "Kies één woord van 3 tot 30 letters"),
        ({"framework": "Q"}, "Kies een van de mogelijkheden."),
        ({"purposes": []}, "Vul dit in."),
        ({"purposes": ["P2", "P3", "P4", "P5"]}, "ten hoogste 3"),
        ({"framework": "A", "purposes": ["P6"]}, "hoort niet bij dit juridisch kader"),
        ({"municipality": "x" * 100}, "ten hoogste 80 tekens"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_rest_stays(cast: Cast, wrong: dict[str, object], sentence: str) -> None:
    form = {"code_word": "Kreek", "framework": "C", "purposes": ["P2"], "municipality": "Oosterwaard", **wrong}
    if not form["purposes"]:
        del form["purposes"]
    answer = cast.client("bram.kuijper").post("/casussen/nieuw", data={"once": str(uuid4()), **form})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert f'value="{form["code_word"]}"' in answer.text


def test_another_word_keeps_what_was_filled_in(cast: Cast) -> None:
    form = {
        "once": str(uuid4()),
        "code_word": "Kreek",
        "framework": "B",
        "purposes": ["P5"],
        "municipality": "Lindehaven",
    }
    answer = cast.client("bram.kuijper").post("/casussen/nieuw/woord", data=form)
    assert answer.status_code == HTTPStatus.OK
    assert 'value="Lindehaven"' in answer.text
    assert "field-wrong" not in answer.text


def test_a_receiver_says_the_category_is_wrong_and_reads_it_no_more(cast: Cast) -> None:
    client = cast.client("wouter.lansink")
    share = re.search(r'name="share_id" value="([^"]+)"', client.get(_case(cast)).text)
    assert share is not None
    status, location = _press(client, f"{_case(cast)}/twijfel", share_id=share[1], suggested="")
    assert status == HTTPStatus.SEE_OTHER
    page = client.get(location).text
    assert "U meldde een verkeerde soort gegevens" in page
    assert "matrassen" not in page
    assert "Verborgen: een ontvanger twijfelt" in cast.client("inge.bakels").get(_case(cast)).text
    status, _ = _press(cast.client("petra.dekker"), f"{_case(cast)}/twijfel", share_id=share[1], suggested="")
    assert status == HTTPStatus.NOT_FOUND


def test_partners_and_colleagues_join_and_leave_on_one_page(cast: Cast) -> None:
    client, place = cast.client("inge.bakels"), f"{_case(cast)}/deelnemers"
    ruud = cast.seats["ruud.eggink"].membership
    page = client.get(place).text
    assert "Ruud Eggink" in page
    assert "Wouter Lansink" not in page
    assert _press(client, f"{place}/collega", membership_id=ruud) == (HTTPStatus.SEE_OTHER, place)
    assert cast.client("ruud.eggink").get(_case(cast)).status_code == HTTPStatus.OK
    assert _press(cast.client("ruud.eggink"), f"{place}/collega/weg", membership_id=ruud)[1] == "/casussen"
    assert _press(client, f"{place}/partner", partner_id=cast.partners["OPV"]) == (HTTPStatus.SEE_OTHER, place)
    assert _press(client, f"{place}/partner/weg", partner_id=cast.partners["OPV"]) == (HTTPStatus.SEE_OTHER, place)


def test_what_a_member_may_not_do_is_told_on_the_page(cast: Cast) -> None:
    place = f"{_case(cast)}/deelnemers"
    for path, data in (
        ("regie", {"lead_partner_id": cast.partners["WOCO"], "purposes": ["P2"]}),
        ("partner/weg", {"partner_id": cast.partners["OM"]}),
    ):
        status, text = _press(cast.client("petra.dekker"), f"{place}/{path}", **data)
        assert status == HTTPStatus.FORBIDDEN
        assert "Alleen de regiehouder" in text
    assert "Regie en doel" not in cast.client("petra.dekker").get(place).text


def test_a_closed_case_can_be_read_and_nothing_more(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    status, location = _press(client, f"{_case(cast)}/sluiten", reason="safe")
    assert status == HTTPStatus.SEE_OTHER
    page = client.get(location).text
    assert "Deze casus is gesloten" in page
    assert "Schrijf een passage" not in page
    assert "Gesloten" in client.get("/casussen").text
    text = "Te laat, maar niet weg."
    form = {"text": text, "category": "D7", "reliability": "heard"}
    status, answer = _press(client, f"{_case(cast)}/inbreng/nieuw", **form)
    assert (status, text in answer) == (HTTPStatus.FORBIDDEN, True)


def test_the_same_form_from_another_site_is_turned_away(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    client.headers["Sec-Fetch-Site"] = "cross-site"
    assert _press(client, f"{_case(cast)}/betrokkenen")[0] == HTTPStatus.FORBIDDEN


def test_home_tells_each_what_waits(cast: Cast) -> None:
    assert "Zwaluw" in cast.client("wouter.lansink").get("/").text
    assert "Er wacht niets op u" in cast.client("fleur.van.aalst").get("/").text
    assert cast.client("nadia.oosterhuis").get("/").headers["location"] == "/register"
    assert cast.client("ben.vink").get("/").headers["location"] == "/beheer"


def test_the_number_of_statements_does_not_grow_with_the_case(cast: Cast) -> None:
    from sqlalchemy import Engine, event

    def count() -> int:
        client, seen = cast.client("ruud.eggink"), []
        event.listen(Engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        assert client.get(_case(cast)).status_code == HTTPStatus.OK
        return len([one for one in seen if one.startswith("SELECT")])

    joins(cast, "inge.bakels", "ruud.eggink")
    count()
    few = count()
    for number in range(8):
        written(cast, "inge.bakels", f"Passage {number} erbij.")
    count()
    assert count() == few


def test_a_case_is_opened_with_who_takes_part(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    page = client.get("/casussen/nieuw").text
    assert "Ruud Eggink" in page
    assert "Wouter Lansink" not in page
    assert "Wie brengt deze casus in?" not in page
    assert "Wie brengt deze casus in?" in cast.client("samir.el.khatib").get("/casussen/nieuw").text
    woco, ruud = cast.partners["WOCO"], cast.seats["ruud.eggink"].membership
    form = {"code_word": "Kreek", "framework": "C", "purposes": ["P2"], "partners": [woco], "members": [ruud]}
    status, location = _press(client, "/casussen/nieuw", **form)
    assert status == HTTPStatus.SEE_OTHER
    for login in ("ruud.eggink", "petra.dekker"):
        assert "Kreek" in cast.client(login).get(location).text
    assert cast.client("wouter.lansink").get(location).status_code == HTTPStatus.NOT_FOUND
    status, text = _press(client, "/casussen/nieuw", **form, brought_by=woco)
    assert (status, "Alleen het secretariaat" in text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)


@pytest.mark.parametrize(("days", "told"), [(14, False), (13, True), (0, True)])
def test_what_ends_soon_says_so_to_whoever_reads_it(cast: Cast, days: int, told: bool) -> None:  # noqa: FBT001
    give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=clock.today() + timedelta(days=days))
    page = cast.client("wouter.lansink").get(_case(cast)).text
    assert "voorman" in page
    assert page.count("Straks niet meer te lezen") == int(told)


def test_what_stands_is_withdrawn_in_the_grid_where_it_is_seen(cast: Cast) -> None:
    client = cast.client("inge.bakels")
    grid = client.get(_case(cast)).text
    (share,) = re.findall(r'name="shares" value="([^"]+)"', grid)
    status, _ = _press(cast.client("wouter.lansink"), "/verstrekkingen/intrekken", shares=share)
    assert status == HTTPStatus.NOT_FOUND
    status, location = _press(client, "/verstrekkingen/intrekken", shares=share, from_case=cast.cases["Zwaluw"])
    assert (status, location) == (HTTPStatus.SEE_OTHER, f"{_case(cast)}?gedaan=ingetrokken")
    assert 'name="shares"' not in client.get(location).text
    assert "matrassen" not in cast.client("wouter.lansink").get(_case(cast)).text
