"""The screens of signals: danger first, what was typed is kept, and to others there is nothing."""

import gzip
import re
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest

from tests.cast import Cast
from tests.client import Client
from tests.tafel.test_signals import SAW, brought

WEB = Path(__file__).parents[2] / "web"
MOST = 60_000  # bytes as gzip sends them, for a phone in the street


def _bring(client: Client, **more: object) -> tuple[int, str]:
    known = {"once": str(uuid4()), "draft": str(uuid4()), "kind": "labour", "text": SAW, "indicators": ["1e", "9a"]}
    answer = client.post("/signalen/nieuw/labour", data={**known, **more})
    return answer.status_code, answer.headers.get("location", "") or answer.text


def test_danger_comes_first_and_no_page_is_heavy_in_the_street(cast: Cast) -> None:
    client = cast.client("petra.dekker")
    for path in ("/signalen/nieuw", "/signalen/nieuw/adoption", "/signalen/nieuw/labour"):
        page = client.get(path).text
        assert page.index("Is er nu gevaar?") < page.index("tel:112") < page.index("<h2", page.index("tel:112"))
    loads = [page, *(client.get(one).content for one in re.findall(r'(?:href|src)="(/static/[^"]+)"', page))]
    fonts = (WEB / "static/fonts").glob("*.woff2")
    packed = [len(gzip.compress(one if isinstance(one, bytes) else one.encode(), 9)) for one in loads]
    assert sum(packed) + sum(one.stat().st_size for one in fonts) < MOST


def test_it_is_brought_shared_and_weighed_on_screen(cast: Cast) -> None:
    petra, soraya = cast.client("petra.dekker"), cast.client("soraya.pinas")
    status, here = _bring(petra)
    assert (status, here.endswith("?gedaan=gebracht")) == (HTTPStatus.SEE_OTHER, True)
    here = here.partition("?")[0]
    assert "deelde nog niets met u" in soraya.get(here).text
    offer = petra.get(here).text
    sent = {name: re.findall(rf'name="{name}" value="([^"]+)"', offer) for name in ("versions", "drawn", "receivers")}
    given = {"once": str(uuid4()), "purpose": "P1", "ends_on": re.findall(r'name="ends_on" value="([^"]+)"', offer)[0]}
    assert petra.post(f"{here}/delen", data=given | sent).status_code == HTTPStatus.FORBIDDEN
    ticked = {"once": str(uuid4()), "declared": "c-DECL(min)"}
    assert petra.post(f"{here}/delen", data=given | sent | ticked).status_code == HTTPStatus.SEE_OTHER
    read = soraya.get(here).text
    assert SAW in read
    assert "Dat staat in het verstrekkingenregister" in read
    assert soraya.post(f"{here}/bevestigen", data={"once": str(uuid4())}).status_code == HTTPStatus.SEE_OTHER
    wrong = soraya.post(f"{here}/wegen", data={"once": str(uuid4()), "outcome": "care", "reason": "Zorg."})
    assert (wrong.status_code, "Zorg." in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    told = {"once": str(uuid4()), "outcome": "consulted", "reason": "Zij praten.", "feedback": "Het is opgepakt."}
    assert soraya.post(f"{here}/wegen", data=told).status_code == HTTPStatus.SEE_OTHER
    assert "Het is opgepakt." in petra.get(here).text
    assert "Wat kwam er van uw signaal" in petra.get("/").text


def test_what_was_typed_is_kept_and_never_becomes_markup(cast: Cast) -> None:
    status, page = _bring(cast.client("petra.dekker"), text="<b>Jan</b>", since="2099-01")
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "&lt;b&gt;Jan&lt;/b&gt;" in page
    assert "Plak alleen de tekst" in page
    assert "Deze maand moet nog komen" in page


def test_what_seems_a_name_is_asked_about_and_a_tick_says_that_it_is_none(cast: Cast) -> None:
    client, said = cast.client("petra.dekker"), "Bij Sterk Huis meldde zich een man met een tas."
    assert 'name="nameless"' not in client.get("/signalen/nieuw/labour").text
    status, page = _bring(client, text=said)
    assert (status, said in page, 'id="nameless-error"' in page) == (HTTPStatus.UNPROCESSABLE_ENTITY, True, True)
    assert _bring(client, text=said, nameless="yes")[0] == HTTPStatus.SEE_OTHER


def test_what_identifies_is_folded_away_until_something_stands_in_it(cast: Cast) -> None:
    """Without a script: the fold opens where a mistake is told, and what was typed is kept."""
    inge = cast.client("inge.bakels")
    fold = re.compile(r"<details( open)?>\s*<summary>Weet u een adres")
    plain = inge.get("/signalen/nieuw/labour").text
    new = fold.search(plain)
    assert new
    assert not new[1]
    bound = cast.client("bram.kuijper").get("/signalen/nieuw/labour").text
    assert ["worden niet vergeleken" in one for one in (plain, bound)] == [False, True]
    status, page = _bring(inge, address="1234 AB 12", phone="bel mij")
    told = fold.search(page)
    assert told
    assert (status, told[1]) == (HTTPStatus.UNPROCESSABLE_ENTITY, " open")
    assert re.search(
        r'id="phone-error".*?<input type="tel"[^>]*aria-invalid="true"[^>]*value="bel mij"', page, re.DOTALL
    )
    assert 'id="declared-error"' in page
    status, there = _bring(inge, address="1234 AB 12", declared="c-DECL(min)")
    assert there.endswith("?gedaan=apart")
    assert "1234 AB 12" in inge.get(f"{there.partition('?')[0]}/gegevens").text
    assert "1234 AB 12" not in inge.get(there).text
    draft = str(uuid4())
    assert _bring(inge, draft=draft, later="yes", plate="12-ab-34")[0] == HTTPStatus.SEE_OTHER
    assert 'value="12-AB-34"' in inge.get(f"/signalen/{draft}/verder").text


def test_pressed_twice_it_is_brought_once(cast: Cast) -> None:
    client, once, draft = cast.client("petra.dekker"), str(uuid4()), str(uuid4())
    first, second = (_bring(client, once=once, draft=draft) for _ in range(2))
    assert first == second
    status, page = _bring(client)
    assert (status, "Dit signaal bracht u al." in page, SAW in page) == (HTTPStatus.UNPROCESSABLE_ENTITY, True, True)


def test_an_address_from_before_anybody_lived_shows_the_list(cast: Cast) -> None:
    assert cast.client("petra.dekker").get("/signalen?voor=0001-01-01T00:00:00Z").status_code == HTTPStatus.OK


def test_a_draft_saves_itself_and_goes_on(cast: Cast) -> None:
    client, draft = cast.client("petra.dekker"), uuid4()
    saved = client.post(f"/signalen/nieuw/labour/{draft}/tekst", data={"text": "Negen", "base": ""})
    assert (saved.status_code, "Bewaard om" in saved.text) == (HTTPStatus.OK, True)
    late = client.post(f"/signalen/nieuw/labour/{draft}/tekst", data={"text": "Tien", "base": f"{uuid4()}.1"})
    assert (late.status_code, "ander venster" in late.text) == (HTTPStatus.CONFLICT, True)
    assert "Negen" in client.get(f"/signalen/{draft}/verder").text
    assert _bring(client, draft=str(draft), text="Negen bedden", later="yes")[1] == "/signalen?gedaan=concept"
    for login in ("soraya.pinas", "samir.el.khatib", "rik.zandstra"):
        assert cast.client(login).get(f"/signalen/{draft}/verder").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "samir.el.khatib", "ben.vink", "nadia.oosterhuis"])
def test_to_others_it_is_not_there_byte_for_byte(cast: Cast, login: str) -> None:
    client, case = cast.client(login), brought(cast)
    absent = client.get(f"/signalen/{uuid4()}")
    for path in (f"/signalen/{case}", f"/signalen/{case}/verder", f"/casussen/{case}"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (absent.status_code, absent.content), path
    for path in ("wegen", "bevestigen", "delen", "casus", "weg"):
        data = {"once": str(uuid4()), "outcome": "care", "reason": "Zo.", "feedback": "Zo.", "purposes": "P1"}
        sent = client.post(f"/signalen/{case}/{path}", data=data)
        assert sent.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY), path


def test_the_desk_is_the_administrators(cast: Cast) -> None:
    ben = cast.client("ben.vink")
    assert ben.post("/instellingen/signalen", data={"once": str(uuid4()), "care_phone": "06 12 34"}).status_code == 303
    wrong = ben.post("/instellingen/signalen", data={"once": str(uuid4()), "care_phone": "bel mij"})
    assert (wrong.status_code, "bel mij" in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert "06 12 34" in cast.client("petra.dekker").get("/signalen/nieuw").text
    assert cast.client("samir.el.khatib").get("/instellingen/signalen").status_code == HTTPStatus.NOT_FOUND
