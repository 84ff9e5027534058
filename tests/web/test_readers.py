"""Who will read this: told while somebody writes, of every partner of the region, with and without a script."""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests import tables
from tests.cast import Cast
from tests.tafel.acting import joins, opened, written
from tests.tafel.test_sharing import shares

HTMX = {"HX-Request": "true"}


def typed(**more: Any) -> dict[str, Any]:
    known = {"once": str(uuid4()), "text": "Er ligt een kasboek.", "category": "D7", "reliability": "heard"}
    return {**known, "kind": "fact", "names_person": "no", "exact_place": "no", "purpose": "P4", **more}


def asks(cast: Cast, login: str = "inge.bakels", **more: Any) -> Any:
    here = f"/casussen/{cast.cases['Zwaluw']}/inbreng/nieuw/lezers"
    return cast.client(login).post(here, data=typed(**more), headers=HTMX)


def told(panel: str) -> dict[str, str]:
    """Each partner with the word of its verdict, in the order of the page."""
    found = re.findall(r'class="state [a-z]+">.*?</svg>\s*([^<]+)</span>\s*<div>\s*<p><b>([^<]+)</b>', panel, re.DOTALL)
    return {partner: word.strip() for word, partner in found}


def test_every_partner_of_the_region_stands_there_in_its_fixed_order(cast: Cast) -> None:
    answer = asks(cast)
    assert answer.status_code == 200
    inside = ["Secretariaat tafel De Waarden", "Openbaar Ministerie", "Zorgcoördinatie mensenhandel"]
    outside = ["Burgemeester van Lindehaven", "Gemeente Oosterwaard", "Gemeente Lindehaven", "Opvang Het Anker"]
    assert list(told(answer.text)) == [*inside, "Woningstichting De Brug", *outside]
    assert told(answer.text)["Openbaar Ministerie"] == "Mag"
    assert told(answer.text)["Zorgcoördinatie mensenhandel"] == "Mag als"
    assert told(answer.text)["Woningstichting De Brug"] == "Mag niet"
    assert "Binnen opsporing en vervolging mag dit." in answer.text
    only_if = re.search(r"<b>Zorgcoördinatie mensenhandel</b>: (.*?)</p>", answer.text, re.DOTALL)
    assert only_if
    assert re.match(r"Mag [^.]+\. Nog nodig: [^.]+\.", only_if[1])


def test_another_kind_or_purpose_gives_another_answer(cast: Cast) -> None:
    assert told(asks(cast, category="D0", observed_on="").text)["Woningstichting De Brug"] == "Mag"
    assert told(asks(cast, category="D8i").text)["Openbaar Ministerie"] == "Mag niet"
    assert told(asks(cast, purpose="P7").text)["Openbaar Ministerie"] == "Mag niet"


def test_only_what_changes_is_read_out(cast: Cast) -> None:
    panel = asks(cast).text
    assert panel.count('role="status"') == 1
    assert re.search(r'<p class="legend" role="status">.*?1 mag</span>', panel, re.DOTALL)


def test_nothing_is_kept_or_shared_by_asking(cast: Cast) -> None:
    asks(cast)
    assert len(shares(cast)) == 1
    assert "kasboek" not in cast.client("inge.bakels").get(f"/casussen/{cast.cases['Zwaluw']}").text


def test_without_a_script_the_page_comes_back_with_the_answer_and_what_was_typed(cast: Cast) -> None:
    here = f"/casussen/{cast.cases['Zwaluw']}/inbreng/nieuw"
    page = cast.client("inge.bakels").post(f"{here}/lezers", data=typed(text="Een kasboek op zolder."))
    assert page.status_code == 200
    assert "Een kasboek op zolder.</textarea>" in page.text
    assert told(page.text)["Openbaar Ministerie"] == "Mag"
    assert "Laat zien wie dit leest" in page.text
    assert page.text.count("button-primary") == 1
    assert told(cast.client("inge.bakels").get(here).text) == {}


def test_persons_are_told_of_ones_own_partner_alone(cast: Cast) -> None:
    assert "Alleen u." in asks(cast).text
    joins(cast, "inge.bakels", "ruud.eggink")
    panel = asks(cast).text
    assert "U, en: Ruud Eggink." in panel
    assert "Lansink" not in panel
    assert "Wie dat zijn, weet alleen Openbaar Ministerie." in panel
    assert "Niemand. Opvang Het Anker neemt niet deel." in panel


def test_a_passage_that_stands_is_asked_of_too(cast: Cast) -> None:
    passage = cast.passages["voorman"]
    answer = cast.client("inge.bakels").post(f"/inbreng/{passage}/lezers", data=typed(base="x"), headers=HTMX)
    assert told(answer.text)["Openbaar Ministerie"] == "Mag"
    whole = cast.client("inge.bakels").post(f"/inbreng/{passage}/lezers", data=typed(base="x"))
    assert "Uw passage" in whole.text
    assert told(whole.text)["Openbaar Ministerie"] == "Mag"


@pytest.mark.parametrize("login", ["ruud.eggink", "sven.mulder", "ben.vink", "nadia.oosterhuis", "rik.zandstra"])
def test_who_is_no_member_is_told_nothing(cast: Cast, login: str) -> None:
    assert asks(cast, login).status_code == 404
    passage = cast.passages["voorman"]
    assert cast.client(login).post(f"/inbreng/{passage}/lezers", data=typed(), headers=HTMX).status_code == 404


def test_of_words_of_another_partner_nobody_asks(cast: Cast) -> None:
    where = f"/inbreng/{cast.passages['matrassen']}/lezers"
    assert cast.client("wouter.lansink").post(where, data=typed(), headers=HTMX).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "D99"}, {"purpose": "P99"}, {"purpose": "P9"}, {"observed_on": "31-31-2026"}, {"text": ""},
        {"kind": "roddel"}, {"about": ["x"]}, {"reliability": "misschien"}, {"text": "x" * 4001}, {"category": "D14"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out(cast: Cast, wrong: dict[str, Any]) -> None:
    assert asks(cast, **wrong).status_code == 200


def test_a_letter_of_another_case_does_not_exist(cast: Cast) -> None:
    opened(cast, "inge.bakels", "Merel")
    assert asks(cast, about=[str(uuid4())]).status_code == 404


def test_a_name_in_the_text_counts_as_it_does_once_kept(cast: Cast) -> None:
    assert told(asks(cast, category="D0", observed_on="").text)["Woningstichting De Brug"] == "Mag"
    called = asks(cast, category="D0", observed_on="", text="Bel 06 12345678.")
    assert told(called.text)["Woningstichting De Brug"] == "Mag niet"


def test_what_others_wrote_or_recorded_changes_nothing(cast: Cast) -> None:
    before = asks(cast).text
    written(cast, "petra.dekker", "Een briefje.", category="D15")
    assert asks(cast).text == before


def test_at_an_item_the_circle_stands_first_and_all_others_are_told_too(cast: Cast) -> None:
    table = tables.set_up(cast)
    item = table.items["Zwaluw"]
    sent = {"once": str(uuid4()), f"text.{item}": "Een kasboek.", f"category.{item}": "D7"}
    sent |= {f"answer.{item}": "new", f"reliability.{item}": "heard"}
    client, where = cast.client("inge.bakels"), f"/overleggen/{table.meeting}/inbreng/lezers/{item}"
    panel = client.post(where, data=sent, headers=HTMX).text
    assert len(told(panel)) == 8
    assert told(panel)["Openbaar Ministerie"] == "Mag als"
    assert "niet bij dit punt" in panel
    ticked = sent | {f"declared.{item}": "c-DECL(min)"}
    assert told(client.post(where, data=ticked, headers=HTMX).text)["Openbaar Ministerie"] == "Mag"
