"""A weighing table on screen: signals come onto its agenda in one step, and a rejected one's bringer reads why."""

import re
from http import HTTPStatus
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from tafel import clock, meetings
from tests.browsing import barriers
from tests.cast import Cast
from tests.tafel.acting import act
from tests.tafel.test_signals import SAW, brought
from tests.tafel.test_weighing_table import CHAIR, HANDLER, TAKER, begun, laid, on_the_table, put, weighs

FRESH = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|<time data-updated>[^<]*")


def enter(browser: Browser, served: str, cast: Cast, login: str, path: str, width: int = 1280) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "tafel", "value": cast.tokens[login], "url": served}])
    page = context.new_page()
    page.goto(served + path)
    return page


def test_a_table_rejects_a_signal_and_its_bringer_reads_the_feedback(cast: Cast, browser: Browser, served: str) -> None:
    case, meeting = brought(cast), laid(cast)
    here = f"/overleggen/{meeting}"
    samir = enter(browser, served, cast, TAKER, f"{here}/agenda")
    samir.get_by_role("button", name="Zet op de agenda").click()
    expect(samir.get_by_role("status").first).to_contain_text("De signalen staan op de agenda")
    act(cast, TAKER, lambda work: meetings.invite(work, meeting))
    act(cast, CHAIR, lambda work: meetings.begin(work, meeting, early=True))
    marijke = enter(browser, served, cast, CHAIR, f"{here}/nu")
    marijke.keyboard.press("F8")
    expect(marijke.locator("#weging")).to_be_visible()
    soraya = enter(browser, served, cast, HANDLER, f"{here}/nu", 360)
    soraya.get_by_text("eerst aanvullen, dan opnieuw wegen").click()
    expect(soraya.get_by_label("Wat wilt u van hen weten?")).to_be_visible()
    soraya.get_by_text("geen mensenhandel").click()
    expect(soraya.get_by_label("Wat wilt u van hen weten?")).to_be_hidden()
    assert barriers(soraya) == []
    soraya.get_by_label("Waarom?", exact=True).fill("Het bleek verbouwing.")
    soraya.get_by_label("Wat hoort de brenger?").fill("Er is gekeken: geen dwang.")
    soraya.get_by_role("button", name="Leg de uitkomst vast").click()
    expect(soraya.locator("#deel-weging")).to_contain_text("Er is gekeken: geen dwang.")
    expect(marijke.locator("#deel-weging")).to_contain_text("De uitkomst is vastgelegd.")
    petra = enter(browser, served, cast, "petra.dekker", "/")
    petra.get_by_role("link", name=re.compile("Wat kwam er van uw signaal")).click()
    expect(petra.locator("main")).to_contain_text("Er is gekeken: geen dwang.")
    assert petra.url.endswith(str(case))
    for page in (samir, marijke, soraya, petra):
        page.context.close()


def test_what_is_wrong_with_an_outcome_is_told_on_the_live_page_and_what_was_typed_stays(cast: Cast) -> None:
    case = brought(cast)
    meeting, item = begun(cast, case)
    here, known = f"/overleggen/{meeting}/nu", {"once": str(uuid4()), "item_id": str(item), "outcome": "care"}
    wrong = cast.client(HANDLER).post(f"{here}/weging", data=known | {"reason": "Zorg nodig.", "feedback": "Dank."})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for said in ("Zorg nodig.", "Kies wie de regie krijgt.", "Kies welke route het wordt."):
        assert said in wrong.text
    assert SAW in cast.client("petra.dekker").get(here).text
    for login in (HANDLER, CHAIR, TAKER):
        assert SAW not in cast.client(login).get(here).text
    for login in ("inge.bakels", "ruud.eggink"):
        assert "Weging van" not in cast.client(login).get(here).text
    assert cast.client("rik.zandstra").post(f"{here}/weging", data=known).status_code in (404, 422)


def test_it_is_handed_on_on_screen(cast: Cast) -> None:
    here, soraya = f"/signalen/{brought(cast)}", cast.client(HANDLER)
    sent = {"once": str(uuid4()), "member_id": str(cast.seats["inge.bakels"].membership), "reason": ""}
    wrong = soraya.post(f"{here}/doorgeven", data=sent)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = soraya.post(f"{here}/doorgeven", data=sent | {"reason": "Dit ligt op hun terrein."})
    assert done.headers["location"].endswith("doorgegeven")
    assert "gaf dit door aan Politie De Waarden" in cast.client("petra.dekker").get(here).text
    assert "Dit ligt op hun terrein." in cast.client("inge.bakels").get(here).text


def test_to_who_takes_no_part_nothing_changes_while_a_signal_is_weighed(cast: Cast) -> None:
    """Agenda, live page and its parts: but for fresh keys the same to the byte."""
    case, meeting = brought(cast), laid(cast)
    here = f"/overleggen/{meeting}"
    paths = [f"{here}/agenda", f"{here}/nu", *(f"{here}/nu/deel/{one}" for one in ("nu", "hierna", "weging", "regels"))]
    logins = ("inge.bakels", "bram.kuijper", "ruud.eggink", "fleur.van.aalst", "rik.zandstra", "nadia.oosterhuis")

    def read() -> dict[str, list[str]]:
        return {who: [FRESH.sub("", cast.client(who).get(path).text) for path in paths] for who in logins}

    put(cast, meeting, case)
    act(cast, TAKER, lambda work: meetings.invite(work, meeting))
    act(cast, CHAIR, lambda work: meetings.begin(work, meeting, early=True))
    with clock.at(clock.now()):
        before = read()
        weighs(cast, on_the_table(cast, meeting, case), HANDLER)
        assert read() == before
