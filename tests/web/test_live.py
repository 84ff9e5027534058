"""The live page in two browsers: one begins, the other's page changes by itself; and what no stream may tell."""

import re
import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, event

from models.forms.meetings import ChangeItem
from models.forms.room import BeHere, RoundOff, StartItem
from models.meeting_terms import MeetingState
from models.tables.meetings import AgendaItem, Meeting
from tafel import agenda, clock, db, live, meetings, room
from tafel.sight import hearing
from tests import tables
from tests.browsing import barriers
from tests.cast import Cast
from tests.client import Client
from tests.tables import Table
from tests.tafel.acting import act

pytestmark = pytest.mark.laid

PARTS = ("nu", "hierna", "zaal")
HIDDEN = ("Zwaluw", "kas", "Samenwerking")


@pytest.fixture
def table(cast: Cast) -> Table:
    made = tables.set_up(cast)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, made.meeting, early=True))
    return made


def here(table: Table, path: str = "/nu") -> str:
    return f"/overleggen/{table.meeting}{path}"


def comes(cast: Cast, table: Table, *logins: str) -> None:
    for login in logins:
        act(cast, login, lambda work: room.be_here(work, table.meeting, BeHere(once=uuid4(), here=True)))


def begins(cast: Cast, table: Table, word: str, before: str | None = None) -> None:
    form = StartItem(once=uuid4(), item_id=table.items[word], before=table.items[before] if before else None)
    act(cast, "marijke.terpstra", lambda work: room.start(work, table.meeting, form))


def form_of(page: str, action: str) -> dict[str, list[str] | str]:
    """The hidden fields of the first form on a page that goes there."""
    found = re.search(rf'<form[^>]*action="[^"]*{action}">(.*?)</form>', page, re.DOTALL)
    assert found, action
    fields: dict[str, list[str] | str] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[1]):
        stands = fields.get(name)
        fields[name] = [*stands, value] if isinstance(stands, list) else [stands, value] if stands else value
    return fields


def press(client: Client, table: Table, action: str, page: str | None = None, **more: str) -> tuple[int, str]:
    sent = form_of(page or client.get(here(table)).text, action)
    answer = client.post(here(table, action), data=sent | more)
    return answer.status_code, answer.text


def _masked(page: str) -> str:
    """A page without what is fresh in each drawing: the keys of its forms, and the present moment."""
    page = re.sub(r'name="once" value="[^"]+"', "", page)
    page = re.sub(r'data-now="[^"]+"', "", page)
    return re.sub(r"<time data-(clock|updated)>[^<]+", "", page)


# ---------- without JavaScript


def test_start_is_one_press_and_keeps_itself_without_javascript(cast: Cast, table: Table) -> None:
    client = cast.client("marijke.terpstra")
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in client.get(here(table)).text
    assert press(client, table, "/nu/begin")[0] == 303
    page = client.get(here(table)).text
    assert "Nu aan de beurt" in page
    assert "Begin Samenwerking" in page
    assert "Vraag van Politie De Waarden. Niet voor het secretariaat." in page


def test_a_conflict_is_shown_and_solved(cast: Cast, table: Table) -> None:
    client = cast.client("marijke.terpstra")
    drawn = client.get(here(table)).text
    comes(cast, table, "petra.dekker", "inge.bakels")
    status, page = press(client, table, "/nu/begin", drawn)
    assert status == 409
    assert "Petra Dekker mag dit punt niet horen" in page
    assert "refresh" not in page
    assert "Inge Bakels mag" not in page
    status, again = press(client, table, "/nu/begin", page, overrule="true", gone="")
    assert status == 422
    assert "Zeg waarom" in again
    assert "Petra Dekker mag dit punt niet horen" in again
    assert press(client, table, "/nu/begin", page)[0] == 303
    assert "Petra Dekker</b>" in client.get(here(table)).text


def test_a_partner_sees_only_its_own(cast: Cast, table: Table) -> None:
    bram = cast.client("bram.kuijper")
    before = _masked(bram.get(here(table)).text)
    begins(cast, table, "Zwaluw")
    page = bram.get(here(table)).text
    assert "U wordt geroepen om" in page
    assert "Zwaluw" not in page
    assert _masked(page) == before
    inge = cast.client("inge.bakels").get(here(table)).text
    assert "Wie bezoekt de kas?" in inge
    assert f"/casussen/{cast.cases['Zwaluw']}" in inge


@pytest.mark.parametrize("login", ["bram.kuijper", "petra.dekker", "ruud.eggink"])
def test_two_worlds(cast: Cast, table: Table, login: str) -> None:
    """For who is not in it, the pages with an item on the table are those of an empty slot."""
    comes(cast, table, "bram.kuijper")
    client = cast.client(login)
    paths = ("/nu", "/nu/deel/nu", "/nu/deel/hierna", "/nu/deel/regels", "/nu/deel/notities", "/zaal")
    gone = hearing_of(cast, table, "bram.kuijper")
    form = StartItem(once=uuid4(), item_id=table.items["Zwaluw"], gone=[gone])
    comes(cast, table, "inge.bakels", "wouter.lansink")
    act(cast, "bram.kuijper", lambda work: room.be_here(work, table.meeting, BeHere(once=uuid4(), here=False)))
    act(cast, "marijke.terpstra", lambda work: room.start(work, table.meeting, form))
    during = [_masked(client.get(here(table, path)).text) for path in paths]
    done = RoundOff(once=uuid4(), item_id=table.items["Zwaluw"])
    act(cast, "marijke.terpstra", lambda work: room.round_off(work, table.meeting, done))
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        day = clock.today() + timedelta(days=30)
        elsewhere = meetings.make(work, tables.form_of(cast, day=day))
        work.session.get_one(AgendaItem, (work.seat.region, table.items["Zwaluw"])).meeting_id = elsewhere
    assert [_masked(client.get(here(table, path)).text) for path in paths] == during


def hearing_of(cast: Cast, table: Table, login: str) -> UUID:
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        people = hearing.people(reading, table.meeting)
    return next(one.attendance for one in people if one.membership == cast.seats[login].membership)


@pytest.mark.parametrize("login", ["rik.zandstra", "ben.vink", "nadia.oosterhuis"])
def test_outsiders_find_nothing(cast: Cast, table: Table, login: str) -> None:
    begins(cast, table, "Samenwerking")
    client = cast.client(login)
    unknown = client.get("/geen-pagina").content
    for path in ("/nu", "/nu/stroom", "/zaal", *(f"/nu/deel/{part}" for part in PARTS)):
        answer = client.get(here(table, path))
        assert (answer.status_code, answer.content) == (404, unknown), path


def test_a_colleague_who_is_no_member_reads_nothing_of_it(cast: Cast, table: Table) -> None:
    begins(cast, table, "Zwaluw")
    client = cast.client("ruud.eggink")
    for path in ("/nu", "/nu/deel/nu", "/nu/deel/hierna"):
        page = client.get(here(table, path)).text
        assert not [word for word in HIDDEN if word in page], path
    assert client.get(here(table, "/zaal")).status_code == 404


def test_an_unknown_part_is_no_part(cast: Cast, table: Table) -> None:
    client = cast.client("inge.bakels")
    assert client.get(here(table, "/nu/deel/geheim")).status_code == 404


def test_a_substitute_and_a_guest_by_form(cast: Cast, table: Table) -> None:
    inge, samir = cast.client("inge.bakels"), cast.client("samir.el.khatib")
    ruud = str(cast.seats["ruud.eggink"].membership)
    assert press(inge, table, "/nu/vervanging", membership_id=ruud, item_id="")[0] == 303
    status, page = press(samir, table, "/nu/gast", name="Annemiek Verhoef", item_id=str(table.items["Zwaluw"]))
    assert status == 422
    assert 'value="Annemiek Verhoef"' in page
    sent = {"name": "Annemiek Verhoef", "item_id": str(table.items["Zwaluw"]), "signed": "true"}
    assert press(samir, table, "/nu/gast", **sent)[0] == 303
    assert "Annemiek Verhoef" in samir.get(here(table)).text
    assert "Annemiek" not in inge.get(here(table)).text


def test_the_wall_is_neutral_when_somebody_may_not_hear(cast: Cast, table: Table) -> None:
    begins(cast, table, "Zwaluw")
    samir = cast.client("samir.el.khatib")
    assert "Zwaluw" in samir.get(here(table, "/zaal")).text
    comes(cast, table, "petra.dekker")
    assert "Zwaluw" not in samir.get(here(table, "/zaal")).text


@pytest.mark.parametrize("login", ["marijke.terpstra", "samir.el.khatib", "inge.bakels"])
def test_the_statements_do_not_grow_with_the_agenda(cast: Cast, table: Table, login: str) -> None:
    begins(cast, table, "Samenwerking")
    client = cast.client(login)
    few = _statements(client, here(table))
    for number in range(4):
        _one_more(cast, table, f"Onderwerp {'abcd'[number]}")
    assert _statements(client, here(table)) == few
    assert max(_statements(client, here(table, f"/nu/deel/{part}")) for part in ("nu", "hierna")) <= 20


def _statements(client: Client, address: str) -> int:
    client.get(address)
    seen: list[str] = []
    note = lambda *said: seen.append(said[2])  # noqa: E731 named, to be taken away again
    event.listen(Engine, "before_cursor_execute", note)
    assert client.get(address).status_code == 200
    event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def _one_more(cast: Cast, table: Table, title: str) -> None:
    """Another item on the agenda of a meeting that runs, with a circle of its own."""
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        stands = work.session.get_one(Meeting, (work.seat.region, table.meeting))
        stands.state = MeetingState.INVITED
        form = tables.item_of(cast, "POL", "OM", "ZC", case_id=None, title=title, brief="", minutes=5)
        agenda.accept(work, agenda.propose(work, table.meeting, form))
        stands.state = MeetingState.IN_SESSION


# ---------- in browsers


def enter(browser: Browser, served: str, cast: Cast, login: str, address: str, width: int = 1280) -> Page:
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "tafel", "value": cast.tokens[login], "url": served}])
    page = context.new_page()
    page.goto(served + address)
    if "/zaal" not in address:
        page.wait_for_selector(".follow[data-state=on]")
    return page


def test_one_begins_and_the_others_page_changes_by_itself(
    cast: Cast, table: Table, browser: Browser, served: str
) -> None:
    marijke = enter(browser, served, cast, "marijke.terpstra", here(table))
    inge = enter(browser, served, cast, "inge.bakels", here(table), 360)
    bram = enter(browser, served, cast, "bram.kuijper", here(table))
    pages = (marijke, inge, bram)
    inge.click("#ik-zaal")
    expect(inge.locator("#deel-nu")).to_contain_text("U bent binnen")
    marijke.locator("#wie-is-er summary").click()
    expect(marijke.locator("#deel-nu")).to_contain_text("zelf gemeld")
    marijke.keyboard.press("F8")
    expect(marijke.locator("#nu")).to_have_text("Zwaluw")
    expect(inge.locator("#nu")).to_have_text("Zwaluw")
    expect(inge.locator("#live-told")).to_have_text("Nu: Zwaluw")
    assert "Zwaluw" not in bram.content()
    for page in pages:
        assert barriers(page) == []
    marijke.keyboard.press("F8")
    expect(bram.locator("#nu")).to_have_text("Samenwerking")
    for page in pages:
        page.context.close()


def test_a_conflict_and_the_wall_are_for_everybody(cast: Cast, table: Table, browser: Browser, served: str) -> None:
    marijke = enter(browser, served, cast, "marijke.terpstra", here(table), 360)
    comes(cast, table, "petra.dekker")
    expect(marijke.locator("#botsing")).to_contain_text("Petra Dekker")
    assert barriers(marijke) == []
    marijke.click("#botsing-weg")
    expect(marijke.locator("#nu")).to_have_text("Zwaluw")
    marijke.goto(served + here(table, "/zaal"))
    expect(marijke.locator("#deel-zaal")).to_contain_text("Zwaluw")
    assert barriers(marijke) == []
    comes(cast, table, "petra.dekker")
    expect(marijke.locator("#deel-zaal")).not_to_contain_text("Zwaluw")
    marijke.context.close()


def test_a_page_that_was_offline_is_right_within_two_seconds(
    cast: Cast, table: Table, browser: Browser, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.live.ticks", live.seconds)
    inge = enter(browser, served, cast, "inge.bakels", here(table))
    inge.context.set_offline(True)
    inge.wait_for_selector(".follow[data-state=off]")
    begins(cast, table, "Zwaluw")
    inge.context.set_offline(False)
    expect(inge.locator("#nu")).to_have_text("Zwaluw", timeout=2000)
    inge.context.close()


def test_a_part_in_which_somebody_types_waits(cast: Cast, table: Table, browser: Browser, served: str) -> None:
    circle = [cast.partners[key] for key in ("POL", "OM", "ZC")]
    own = cast.seats["soraya.pinas"].membership
    form = ChangeItem(once=uuid4(), minutes=20, circle=circle, chair_id=own)
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], form))
    marijke = enter(browser, served, cast, "marijke.terpstra", here(table))
    marijke.click("#botsing-toch summary")
    marijke.fill("#botsing-reden", "Er is haast")
    comes(cast, table, "petra.dekker")
    expect(marijke.locator("#deel-hierna")).to_contain_text("Gaat eruit: Petra Dekker")
    expect(marijke.locator("#botsing-reden")).to_have_value("Er is haast")
    marijke.fill("#botsing-reden", "")
    expect(marijke.locator("#botsing")).to_contain_text("Petra Dekker")
    marijke.context.close()


def test_streams_of_who_left_are_gone(cast: Cast, table: Table, browser: Browser, served: str) -> None:
    inge = enter(browser, served, cast, "inge.bakels", here(table))
    assert live.hub.listening() == 1
    inge.context.close()
    for _ in range(100):
        if live.hub.listening() == 0:
            break
        threading.Event().wait(0.1)
    assert live.hub.listening() == 0
