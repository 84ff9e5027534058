"""Versions of the rules on screen: brought from a file, taken along, compared, and what they do to what is shared."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from tafel import clock, db, rule_desk, rulebooks
from tafel.book import RuleBook
from tafel.sight.rule_trial import versions as rule_desk_versions
from tests.cast import Cast
from tests.tafel.acting import act, ledger
from tests.tafel.test_rule_desk import adopted, advised, without

TEXT = rulebooks.text()
CODES = re.compile(r"\b(?:P[1-9]|D1?[0-9]i?|c-[A-Z]\w+|OPS|GOV|WMO|COL-[WT]|NLA-[OT]|k6|k12|kS|kA)\b")


def said(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def sent(**more: str) -> dict[str, str]:
    return {"once": str(uuid4())} | more


def draft(cast: Cast, source: str = TEXT) -> UUID:
    return act(cast, "samir.el.khatib", lambda work: rule_desk.propose(work, source))


def test_what_is_taken_along_is_read_in_again_as_the_same(cast: Cast) -> None:
    file = cast.client("petra.dekker").get(f"/regels/{draft(cast, without(14))}/bestand")
    assert file.headers["content-disposition"] == 'attachment; filename="regels-versie-2.toml"'
    of_notepad = b"\xef\xbb\xbf" + file.content
    answer = cast.client("samir.el.khatib").post(
        "/regels/invoer", data=sent(), files={"file": ("regels.toml", of_notepad)}
    )
    assert answer.headers["location"] == "/regels/vaststellen"
    assert ledger(cast, Act.BOOK_PROPOSED)[-1]["hash"] == RuleBook.read(without(14)).hash


def test_a_pasted_text_and_its_day_are_kept_when_something_is_wrong(cast: Cast) -> None:
    wrong = TEXT.replace('givers = "BGM"', 'givers = "FBI"', 1)
    day = str(clock.today())
    page = cast.client("ben.vink").post("/regels/invoer", data=sent(source=wrong, valid_from=day))
    assert page.status_code == 422
    assert "Deze regels kloppen niet: 1 fout" in page.text
    assert "onbekende code of lijst FBI" in page.text
    assert 'givers = "FBI"' in unescape(page.text)
    assert f'value="{day}"' in page.text


def test_what_is_wrong_is_told_in_the_readers_language(cast: Cast) -> None:
    wrong = TEXT.replace('givers = "BGM"', 'givers = "FBI"', 1)
    client = cast.client("ben.vink")
    client.post("/taal", data={"language": "en"})
    page = client.post("/regels/invoer", data=sent(source=wrong))
    assert "row 20, givers: unknown code or list FBI" in unescape(page.text)
    wrong = TEXT.replace("except = [67]", "except = [999]", 1)
    assert (
        "is an exception to row 999, and there is no such row"
        in client.post("/regels/invoer", data=sent(source=wrong)).text
    )


def test_nothing_brought_is_told(cast: Cast) -> None:
    assert cast.client("samir.el.khatib").post("/regels/invoer", data=sent()).status_code == 422


@pytest.mark.parametrize("login", ["inge.bakels", "nadia.oosterhuis", "wouter.lansink"])
def test_who_it_is_not_up_to_brings_no_rules(cast: Cast, login: str) -> None:
    assert cast.client(login).get("/regels/invoer").status_code == 404
    assert cast.client(login).post("/regels/invoer", data=sent(source=TEXT)).status_code in (403, 404)
    assert len(ledger(cast, Act.BOOK_PROPOSED)) == 1


def test_two_versions_are_told_apart_in_words(cast: Cast) -> None:
    book = draft(cast, without(42))
    page = cast.client("petra.dekker").get("/regels/vergelijken", params={"new": str(book)})
    words = said(page.text)
    assert "Nieuw verboden" in words
    assert "Van Versie 1 (geldt nu) naar Versie 2 (concept)" in words
    assert not CODES.findall(words)
    assert "mag niet" in words


def test_while_it_compares_it_says_so(cast: Cast) -> None:
    draft(cast)
    page = cast.client("nadia.oosterhuis").get("/regels/vergelijken").text
    assert 'hx-get="/regels/vergelijken" hx-target="#verschil" hx-select="#verschil"' in page
    assert "Alles wordt nagegaan…" in page.split('<div id="verschil">')[0]


def test_a_comparison_can_be_narrowed(cast: Cast) -> None:
    book = draft(cast, without(42, 14))
    client = cast.client("petra.dekker")
    assert "verblijf" in client.get(f"/regels/vergelijken?new={book}").text.split("<tbody>")[1]
    narrowed = client.get(f"/regels/vergelijken?new={book}&receiver=WOCO").text
    assert "woningcorporatie" in narrowed.split("<tbody>")[1]
    assert "verblijf" not in narrowed.split("<tbody>")[1]
    assert "geen enkel antwoord" in said(client.get(f"/regels/vergelijken?new={book}&change=permitted").text)


def test_one_version_is_nothing_to_compare(cast: Cast) -> None:
    assert "nog niets om te vergelijken" in cast.client("inge.bakels").get("/regels/vergelijken").text


@pytest.mark.parametrize("page", ["gevolgen", "bestand", "regel/2"])
def test_the_neighbour_has_nothing_of_ours(cast: Cast, page: str) -> None:
    book = draft(cast)
    assert cast.client("rik.zandstra").get(f"/regels/{book}/{page}").status_code == 404
    assert cast.client("rik.zandstra").get(f"/regels/vergelijken?new={book}").status_code == 404
    assert cast.client("inge.bakels").get(f"/regels/{uuid4()}/{page}").status_code == 404


def test_what_would_end_names_the_case_for_its_members_alone(cast: Cast) -> None:
    book = advised(cast, without(2))
    told = {
        login: said(cast.client(login).get(f"/regels/{book}/gevolgen").text)
        for login in ("inge.bakels", "ruud.eggink", "nadia.oosterhuis", "ben.vink")
    }
    assert "1 verstrekking eindigt" in told["inge.bakels"]
    assert "Zwaluw" in told["inge.bakels"]
    assert "1 verstrekking eindigt" in told["nadia.oosterhuis"]
    for login in ("ruud.eggink", "ben.vink"):
        assert "Er eindigt niets" in told[login]
    for login in ("ruud.eggink", "nadia.oosterhuis", "ben.vink"):
        assert "Zwaluw" not in told[login]


def test_a_rule_has_a_page(cast: Cast) -> None:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (book,) = (row.id for row in rule_desk_versions(reading))
    page = said(cast.client("wouter.lansink").get(f"/regels/{book}/regel/2").text)
    assert "Binnen opsporing en vervolging mag dit." in page
    assert "Zwaluw" in page
    assert not CODES.findall(page)
    officer = said(cast.client("nadia.oosterhuis").get(f"/regels/{book}/regel/2").text)
    assert "steunt nu 1 verstrekking op deze regel" in officer
    assert "Zwaluw" not in officer
    assert "Zwaluw" not in cast.client("ruud.eggink").get(f"/regels/{book}/regel/2").text


def test_that_the_privacy_officer_looked_is_in_the_register(cast: Cast) -> None:
    book = advised(cast, without(2))
    for page in ("gevolgen", "regel/1"):
        before = len(ledger(cast, Act.LEDGER_HANDED_OUT))
        for login in ("inge.bakels", "ben.vink"):
            assert cast.client(login).get(f"/regels/{book}/{page}").status_code == 200
        assert len(ledger(cast, Act.LEDGER_HANDED_OUT)) == before
        assert "Getoond aan" in said(cast.client("nadia.oosterhuis").get(f"/regels/{book}/{page}").text)
        line = ledger(cast, Act.LEDGER_HANDED_OUT)[-1]
        assert (line["person"], line["book"]) == (str(cast.seats["nadia.oosterhuis"].person), str(book))


def test_the_desk_says_from_which_day_a_version_is_meant_to_count(cast: Cast) -> None:
    advised(cast, TEXT, days=40)
    page = said(cast.client("wouter.lansink").get("/regels/vaststellen").text)
    assert "Bedoeld vanaf" in page
    assert "Wat er verandert" in page


def test_a_version_in_whose_place_another_came_says_so(cast: Cast) -> None:
    adopted(cast, TEXT, days=40)
    adopted(cast, TEXT, days=10)
    page = said(cast.client("wouter.lansink").get("/regels/vaststellen").text)
    assert page.count("Vervangen door een andere versie") == 1
    assert page.count("Gevolgen voor wat is gedeeld") == 1


def test_what_ends_as_the_last_official_adopts_is_told_so(cast: Cast) -> None:
    page = said(cast.client("wouter.lansink").get(f"/regels/{advised(cast, without(2))}/gevolgen").text)
    assert "eindigt zodra de laatste bestuurder haar vaststelt" in page
