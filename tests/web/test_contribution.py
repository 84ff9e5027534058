"""Mijn inbreng: four answers for each item on one page, sent together or not at all."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.meeting_terms import ActionState, Answer
from models.tables.meetings import ItemPartner
from tafel import clock, db
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.minuting import action, in_session
from tests.tafel.test_actions import base, every

pytestmark = pytest.mark.laid


def _answer_of(cast: Cast, item: UUID, partner: str) -> Answer:
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        wanted = select(col(ItemPartner.answer)).where(
            col(ItemPartner.item_id) == item, col(ItemPartner.partner_id) == cast.partners[partner]
        )
        return reading.session.scalars(wanted).one()


def _send(cast: Cast, login: str, table: Table, **fields: str) -> int:
    """Send the page with some fields of Zwaluw filled in; returns the status."""
    here = f"/overleggen/{table.meeting}/inbreng"
    client = cast.client(login)
    item = table.items["Zwaluw"]
    sent = {f"{name}.{item}": value for name, value in fields.items()}
    return client.post(here, data={"once": str(uuid4()), **sent}).status_code


def test_the_page_holds_my_items_only(cast: Cast) -> None:
    table = tables.set_up(cast)
    here = f"/overleggen/{table.meeting}/inbreng"
    assert "Zwaluw" in cast.client("inge.bakels").get(here).text
    bram = cast.client("bram.kuijper").get(here)
    assert "Samenwerking" in bram.text
    assert "Zwaluw" not in bram.text


@pytest.mark.parametrize("login", ["petra.dekker", "ruud.eggink", "ben.vink", "nadia.oosterhuis", "rik.zandstra"])
def test_who_has_no_item_has_no_page(cast: Cast, login: str) -> None:
    table = tables.set_up(cast)
    assert cast.client(login).get(f"/overleggen/{table.meeting}/inbreng").status_code == 404


def test_no_contribution(cast: Cast) -> None:
    table = tables.set_up(cast)
    assert _send(cast, "wouter.lansink", table, answer="none") == 303
    assert _answer_of(cast, table.items["Zwaluw"], "OM") is Answer.NONE


def test_unchanged_stands_on_what_was_shared(cast: Cast) -> None:
    table = tables.set_up(cast)
    _send(cast, "inge.bakels", table, answer="unchanged")
    _send(cast, "wouter.lansink", table, answer="unchanged")
    assert _answer_of(cast, table.items["Zwaluw"], "POL") is Answer.UNCHANGED
    assert _answer_of(cast, table.items["Zwaluw"], "OM") is Answer.NONE


def test_new_words_go_to_whom_the_rules_permit(cast: Cast) -> None:
    table = tables.set_up(cast)
    sent = _send(
        cast, "inge.bakels", table, answer="new", text="De voorman is verhuisd.", category="D7",
        reliability="own-observation", declared="c-DECL(min)",
    )  # fmt: skip
    assert sent == 303
    assert _answer_of(cast, table.items["Zwaluw"], "POL") is Answer.NEW
    case = f"/casussen/{cast.cases['Zwaluw']}"
    assert "De voorman is verhuisd." in cast.client("wouter.lansink").get(case).text
    assert "De voorman is verhuisd." not in cast.client("petra.dekker").get(case).text


def test_later_needs_a_moment_that_is_still_to_come(cast: Cast) -> None:
    table = tables.set_up(cast)
    assert _send(cast, "wouter.lansink", table, answer="later", later_until="2020-01-01T12:00") == 422
    assert _answer_of(cast, table.items["Zwaluw"], "OM") is Answer.OPEN


def test_one_wrong_answer_sends_none(cast: Cast) -> None:
    table = tables.set_up(cast)
    here = f"/overleggen/{table.meeting}/inbreng"
    client = cast.client("inge.bakels")
    zwaluw, free = table.items["Zwaluw"], table.items["Samenwerking"]
    sent = client.post(here, data={"once": str(uuid4()), f"answer.{free}": "none", f"answer.{zwaluw}": "new"})
    assert sent.status_code == 422
    assert "Schrijf wat er nieuw is" in sent.text
    assert _answer_of(cast, free, "POL") is Answer.OPEN


def test_a_text_that_saves_itself_keeps_its_place_on_the_page(cast: Cast) -> None:
    table = tables.set_up(cast)
    item, draft = table.items["Zwaluw"], uuid4()
    place = f"/casussen/{cast.cases['Zwaluw']}/inbreng/{draft}/bewaar?punt={item}"
    saved = cast.client("inge.bakels").post(
        place, data={"text": "De loods", "base": ""}, headers={"HX-Request": "true"}
    )
    assert f'id="text-{item}-saving"' in saved.text
    assert f'name="base.{item}"' in saved.text


def test_new_sent_before_can_be_sent_again_as_it_stands(cast: Cast) -> None:
    table = tables.set_up(cast)
    more = {"category": "D7", "reliability": "heard", "declared": "c-DECL(min)"}
    assert _send(cast, "inge.bakels", table, answer="new", text="De voorman is verhuisd.", **more) == 303
    assert _send(cast, "inge.bakels", table, answer="new", text="", **more) == 303
    assert _send(cast, "wouter.lansink", table, answer="new", text="", **more) == 422


def test_later_is_shown_as_it_was_said(cast: Cast) -> None:
    table = tables.set_up(cast)
    until = (clock.now().astimezone(clock.AMSTERDAM) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert _send(cast, "inge.bakels", table, answer="later", later_until=until) == 303
    page = cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/inbreng").text
    assert f'value="{until}"' in page


def test_what_waits_says_where_to_look(cast: Cast) -> None:
    table = tables.set_up(cast)
    here, item = f"/overleggen/{table.meeting}/inbreng", table.items["Zwaluw"]
    page = cast.client("inge.bakels").get(f"{here}?gedaan=verstuurd&wacht={item}").text
    assert "Nu mag nog niemand hem lezen." in page
    assert f"/casussen/{cast.cases['Zwaluw']}/delen" in page


def test_a_question_to_the_table_is_no_contribution(cast: Cast) -> None:
    table = tables.set_up(cast)
    page = cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/inbreng").text
    assert page.count("Wie bezoekt de kas?") == 1
    assert "Boven de kas liggen negen matrassen." in page


def _done(cast: Cast, login: str, table: Table, line: UUID, base: str, **typed: str) -> tuple[int, str]:
    sent = {"once": str(uuid4()), "base": base} | typed
    answer = cast.client(login).post(f"/overleggen/{table.meeting}/inbreng/gedaan/{line}", data=sent)
    return answer.status_code, answer.text


def test_an_action_that_is_done_leaves_what_was_typed_on_the_page_and_sends_none_of_it(cast: Cast) -> None:
    table = in_session(cast)
    line, item = action(cast, table, text="Rijdt langs."), table.items["Zwaluw"]
    before, typed = base(cast, "inge.bakels", line), {f"answer.{item}": "new", f"text.{item}": "Merkwoorden."}
    typed |= {f"observed_on.{item}": "geen dag", f"category.{item}": "D7"}
    status, page = _done(cast, "inge.bakels", table, line, before, **typed)
    assert (status, "De actie is gedaan." in page, "Rijdt langs." in page) == (200, True, False)
    for kept in ("Merkwoorden.</textarea>", 'value="new" checked', 'value="geen dag"', 'value="D7" selected'):
        assert kept in page
    assert every(cast, "inge.bakels")[line].state is ActionState.DONE
    assert _answer_of(cast, item, "POL") is Answer.OPEN
    status, page = _done(cast, "inge.bakels", table, line, "0", **typed)
    assert (status, "intussen veranderd" in page, "Merkwoorden.</textarea>" in page) == (409, True, True)


@pytest.mark.parametrize("login", ["wouter.lansink", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_nobody_else_says_an_action_is_done(cast: Cast, login: str) -> None:
    table = in_session(cast)
    line = action(cast, table)
    assert _done(cast, login, table, line, base(cast, "inge.bakels", line))[0] == 404
    assert every(cast, "inge.bakels")[line].state is ActionState.OPEN


def test_enter_in_a_field_sends_the_answers(cast: Cast) -> None:
    table = in_session(cast)
    action(cast, table)
    page = cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/inbreng").text
    form = page[page.index(f'<form method="post" action="/overleggen/{table.meeting}/inbreng">') :]
    first = form[form.index('<button type="submit"') :]
    assert first.startswith('<button type="submit" hidden>Verstuur mijn antwoorden')
