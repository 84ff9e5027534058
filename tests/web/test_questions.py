"""The screens of questions to partners: ask, answer, withdraw, the lists; with and without JavaScript."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event

from tafel import clock
from tafel.sight import asked
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act, written
from tests.tafel.questioning import WORDS, anonymous, answer, ask, letter, one, seen

HTMX = {"HX-Request": "true"}


def path(cast: Cast) -> str:
    return f"/casussen/{cast.cases['Zwaluw']}/uitvraag"


def filled(cast: Cast, *receivers: str, **more: Any) -> dict[str, Any]:
    return {
        "once": str(uuid4()), "text": WORDS, "category": "D2", "reliability": "heard", "about": [str(letter(cast))],
        "names_person": "no", "exact_place": "no", "purpose": "P4", "item_id": "", "later_on": "",
        "due_on": (clock.today() + timedelta(days=7)).isoformat(),
        "receivers": [str(cast.partners[key]) for key in receivers],
    } | more  # fmt: skip


def send(cast: Cast, to: str, sent: dict[str, Any], login: str = "inge.bakels", **more: Any) -> Any:
    sent.pop("later_on", None)
    return cast.client(login).post(f"{path(cast)}{to}", data=sent, **more)


def test_a_question_is_asked_and_shared_in_answer(cast: Cast) -> None:
    first = cast.client("inge.bakels").get(path(cast))
    assert first.status_code == 200
    assert first.text.count("<h1") == first.text.count("button-primary") == 1
    gone = send(cast, "", filled(cast, "OM"))
    assert gone.status_code == 303
    wouter = cast.client("wouter.lansink")
    page = wouter.get(gone.headers["location"].partition("?")[0]).text
    assert WORDS in page
    assert page.count("<h1") == page.count("button-primary") == 1
    share = re.search(r'href="(/casussen/[^"]*delen\?vraag=[^"]*)"', page)
    assert share
    assert 'name="question"' in wouter.get(share[1]).text


def test_checking_asks_nobody_and_keeps_what_was_typed(cast: Cast) -> None:
    for headers in ({}, HTMX):
        page = send(cast, "/controle", filled(cast, "OM", "WOCO"), headers=headers)
        assert page.status_code == 200
        assert WORDS in page.text
        assert "Vraag wie het mag lezen (1 van 2)" in page.text
    assert "Niemand vraagt u iets" in cast.client("wouter.lansink").get("/uitvragen").text


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"due_on": "2020-01-01"}, 422, "Deze datum is al voorbij"), ({"text": ""}, 422, "Uw vraag"),
        ({"receivers": []}, 422, "Kies ten minste één partner"), ({"due_on": "31-31"}, 422, "Antwoord uiterlijk op"),
        ({"purpose": "P9"}, 422, "Dit doel hoort niet bij deze casus"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_and_what_was_typed_kept(
    cast: Cast, wrong: dict[str, Any], status: int, sentence: str
) -> None:
    page = send(cast, "", filled(cast, "OM", **wrong))
    assert page.status_code == status
    assert "Er is niets gevraagd" in page.text
    assert sentence in page.text
    assert wrong.get("text", WORDS) in page.text


def test_where_nobody_may_read_it_that_is_said(cast: Cast) -> None:
    page = send(cast, "", filled(cast, "WOCO"))
    assert page.status_code == 403
    assert "De regels laten geen van de gekozen partners deze vraag lezen" in page.text
    assert WORDS in page.text


def test_an_answer_is_given_and_only_its_own_partner_sees_it(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    drawn = one(cast, "wouter.lansink", question).line.mine
    assert drawn
    sent = {"once": str(uuid4()), "seen": drawn.seen, "answer": "none", "later_on": ""}
    wouter, to = cast.client("wouter.lansink"), f"/uitvragen/{question}"
    assert wouter.post(f"{to}/antwoord", data=sent).status_code == 303
    assert "Geen inbreng." in wouter.get(to).text
    again = wouter.post(f"{to}/antwoord", data=sent | {"once": str(uuid4())})
    assert again.status_code == 409
    assert "Uw partner antwoordde intussen al" in again.text
    late = wouter.post(f"{to}/antwoord", data={"once": str(uuid4()), "seen": "x", "answer": "later", "later_on": "x"})
    assert late.status_code == 422


def test_early_or_never_others_get_the_same_to_the_byte(cast: Cast) -> None:
    """Who answers no contribution before the day cannot be told from who did not answer."""
    question = anonymous(cast, "OM", "ZC")
    readers = ("soraya.pinas", "inge.bakels")
    before = [_pages(cast, login, question) for login in readers]
    answer(cast, "wouter.lansink", question, "none")
    assert [_pages(cast, login, question) for login in readers] == before
    answer(cast, "wouter.lansink", question, "later", later_on=clock.today() + timedelta(days=3))
    assert [_pages(cast, login, question) for login in readers] == before


def test_whether_a_partner_knows_something_cannot_be_told(cast: Cast) -> None:
    """No contribution of a partner that holds something looks like that of one that holds nothing, before and after."""
    late = clock.end_of(clock.today() + timedelta(days=8))
    question = anonymous(cast, "OM", "ZC")
    for login in ("wouter.lansink", "soraya.pinas"):
        answer(cast, login, question, "none")
    before = _pages(cast, "inge.bakels", question)
    written(cast, "wouter.lansink", "Er loopt een zaak tegen A.", category="D9", about=[str(letter(cast))])
    assert _pages(cast, "inge.bakels", question) == before
    for moment in (clock.now(), late):
        with clock.at(moment):
            states = seen(cast, "inge.bakels", question)
            assert states["OM"] == states["ZC"]


def test_once_shown_its_asker_recalls_it_with_a_reason(cast: Cast) -> None:
    question = ask(cast, "OM")
    inge, to = cast.client("inge.bakels"), f"/uitvragen/{question}"
    assert f"{to}/intrekken" in inge.get(to).text
    assert cast.client("wouter.lansink").get(to).status_code == HTTPStatus.OK
    drawn_before = inge.post(f"{to}/intrekken", data={"once": str(uuid4())})
    assert drawn_before.status_code == HTTPStatus.FORBIDDEN
    assert "Haal het terug, met een reden" in drawn_before.text
    recall = f"/inbreng/{one(cast, 'inge.bakels', question).recall_id}/terughalen"
    assert recall in drawn_before.text
    assert f'action="{to}/intrekken"' not in drawn_before.text
    assert inge.get(recall).status_code == HTTPStatus.OK
    assert not one(cast, "inge.bakels", question).line.withdrawn


def test_withdrawn_by_its_asker(cast: Cast) -> None:
    question = ask(cast, "OM")
    to = f"/uitvragen/{question}"
    for login, status in (("wouter.lansink", 404), ("rik.zandstra", 404), ("inge.bakels", 303)):
        form = {"once": str(uuid4())}
        assert cast.client(login).post(f"{to}/intrekken", data=form).status_code == status
    assert "De vraag is ingetrokken." in cast.client("wouter.lansink").get(to).text
    again = cast.client("inge.bakels").post(f"{to}/intrekken", data={"once": str(uuid4())})
    assert again.status_code == 403
    assert "al ingetrokken" in again.text


def test_its_own_page_shows_it_and_has_nothing_to_type(cast: Cast) -> None:
    question = ask(cast, "OM")
    statement = act(cast, "inge.bakels", lambda work: asked.require_own(work, question).statement_id)
    client = cast.client("inge.bakels")
    assert f'href="/uitvragen/{question}"' in client.get(f"/casussen/{cast.cases['Zwaluw']}").text
    page = client.get(f"/inbreng/{statement}").text
    assert f'href="/uitvragen/{question}"' in page
    assert 'name="text"' not in page


def test_the_lists(cast: Cast) -> None:
    assert "U vroeg nog niets" in cast.client("inge.bakels").get("/uitvragen").text
    ask(cast, "OM")
    assert WORDS in cast.client("inge.bakels").get("/uitvragen").text
    assert WORDS in cast.client("wouter.lansink").get("/uitvragen").text
    for login in ("ruud.eggink", "rik.zandstra"):
        assert WORDS not in cast.client(login).get("/uitvragen").text
    for login in ("ben.vink", "nadia.oosterhuis"):
        assert cast.client(login).get("/uitvragen").status_code == 404


def test_how_far_each_is_stands_at_the_question(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    assert seen(cast, "inge.bakels", question) == {"OM": "open", "ZC": "open"}


def _pages(cast: Cast, login: str, question: UUID) -> list[str]:
    client = cast.client(login)
    texts = [client.get(to).text for to in ("/uitvragen", f"/uitvragen/{question}", "/")]
    return [_plain(text) for text in texts]


def _plain(text: str) -> str:
    """Without what differs each time a page is drawn: the keys of its forms, and the line that it was shown."""
    return re.sub(r'name="once" value="[^"]*"|<p class="shown">.*?</p>', "", text, flags=re.DOTALL)


@pytest.mark.parametrize("to", ["/uitvragen", "/", "case"])
def test_the_number_of_statements_does_not_grow_with_the_questions(cast: Cast, to: str) -> None:
    path = f"/casussen/{cast.cases['Zwaluw']}" if to == "case" else to

    def count(login: str) -> int:
        client, asked_for = cast.client(login), []
        event.listen(Engine, "before_cursor_execute", lambda *said: asked_for.append(said[2]))
        assert client.get(path).status_code == 200
        return len([one for one in asked_for if one.startswith("SELECT")])

    readers = ("inge.bakels", "wouter.lansink")
    anonymous(cast, "OM", "ZC")
    few = [[count(login) for _ in range(2)] for login in readers]
    for number in range(6):
        anonymous(cast, "OM", "ZC", text=f"Vraag {number}?")
    more = [[count(login) for _ in range(2)] for login in readers]
    assert [each[1] for each in few] == [each[1] for each in more]


def test_writing_something_new_leads_back_to_the_answer(cast: Cast) -> None:
    question, case = anonymous(cast, "OM"), cast.cases["Zwaluw"]
    client = cast.client("wouter.lansink")
    share = client.get(f"/casussen/{case}/delen?vraag={question}").text
    assert f"/casussen/{case}/inbreng/nieuw?vraag={question}" in share
    page = client.get(f"/casussen/{case}/inbreng/nieuw?vraag={question}").text
    assert f'action="/casussen/{case}/inbreng/nieuw?vraag={question}"' in page
    sent = {"once": str(uuid4()), "text": "Er loopt een zaak.", "category": "D0", "kind": "fact", "base": ""}
    gone = client.post(f"/casussen/{case}/inbreng/nieuw?vraag={question}", data=sent)
    assert gone.headers["location"] == f"/casussen/{case}/delen?vraag={question}"
    page = client.get(gone.headers["location"]).text
    (version,) = re.findall(r'name="versions" value="([0-9a-f-]{36})" checked', page)
    give = {
        "once": str(uuid4()), "question": str(question), "versions": version, "declared": "c-DECL(min)",
        "receivers": str(cast.partners["POL"]), "purpose": "P4",
        "ends_on": (clock.today() + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert client.post(f"/casussen/{case}/delen", data=give).status_code == 303
    assert seen(cast, "inge.bakels", question) == {"OM": "shared"}


@pytest.mark.parametrize("login", ["petra.dekker", "rik.zandstra", "ruud.eggink"])
def test_a_question_of_others_fills_in_nothing(cast: Cast, login: str) -> None:
    question = ask(cast, "OM")
    answer_page = cast.client(login).get(f"/casussen/{cast.cases['Zwaluw']}/delen?vraag={question}")
    assert answer_page.status_code == 404


def test_the_secretary_goes_from_an_item_to_its_question(cast: Cast) -> None:
    table = tables.set_up(cast)
    item = table.items["Zwaluw"]
    page = cast.client("samir.el.khatib").get(f"/overleggen/{table.meeting}/agenda/{item}").text
    link = re.search(r'href="(/casussen/[^"]*/uitvraag\?punt=[^"]*)"', page)
    assert link
    asking = cast.client("samir.el.khatib").get(link[1]).text
    assert f'<option value="{item}" selected' in asking
    assert asking.count("button-primary") == 1
    assert (
        f'/uitvraag?punt={item}"' not in cast.client("wouter.lansink").get(f"/overleggen/{table.meeting}/agenda").text
    )
