"""What the live page asks and keeps without JavaScript: beginning early, the list of everybody, a pause on the wall."""

import re
from uuid import uuid4

import pytest

from models.forms.room import Pause
from models.meeting_terms import MeetingState
from tafel import db, meetings, room
from tafel.sight import room as seen
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act
from tests.web.test_live import begins, form_of, here, press

CHAIR = "marijke.terpstra"


def state(cast: Cast, table: Table) -> MeetingState:
    with db.reading(cast.seats[CHAIR]) as reading:
        return seen.head(reading, table.meeting).state


@pytest.fixture
def table(cast: Cast) -> Table:
    return tables.set_up(cast)


def test_beginning_a_day_early_takes_a_second_word(cast: Cast, table: Table) -> None:
    client = cast.client(CHAIR)
    page = client.get(here(table)).text
    assert 'name="early"' in page
    status, again = press(client, table, "/nu/open")
    assert (status, state(cast, table)) == (422, MeetingState.INVITED)
    assert 'id="early-error"' in again
    assert press(client, table, "/nu/open", again, early="true")[0] == 303
    assert state(cast, table) is MeetingState.IN_SESSION


@pytest.mark.parametrize("login", ["inge.bakels", "bram.kuijper"])
def test_who_does_not_run_it_is_not_asked(cast: Cast, table: Table, login: str) -> None:
    client = cast.client(login)
    assert 'name="early"' not in client.get(here(table)).text
    sent = {"once": str(uuid4()), "early": "true"}
    assert client.post(here(table, "/nu/open"), data=sent).status_code == 403
    assert state(cast, table) is MeetingState.INVITED


def test_closing_before_everything_was_reached_names_what_was_not(cast: Cast, table: Table) -> None:
    act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting, early=True))
    client = cast.client(CHAIR)
    page = client.get(here(table)).text
    assert "Nog niet behandeld: Zwaluw, Samenwerking." in page
    status, again = press(client, table, "/nu/sluit")
    assert (status, state(cast, table)) == (422, MeetingState.IN_SESSION)
    assert '<details id="eerder-sluiten" open>' in again
    assert "Nog niet behandeld: Zwaluw, Samenwerking. Vink aan" in again
    assert press(client, table, "/nu/sluit", again, unreached="true")[0] == 303
    assert state(cast, table) is MeetingState.CLOSED


def test_who_does_not_run_it_closes_nothing(cast: Cast, table: Table) -> None:
    act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting, early=True))
    for login in ("inge.bakels", "bram.kuijper"):
        assert "eerder-sluiten" not in cast.client(login).get(here(table)).text


def test_the_list_of_everybody_stays_open_after_a_press_in_it(cast: Cast, table: Table) -> None:
    act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting, early=True))
    client = cast.client(CHAIR)
    page = client.get(here(table)).text
    assert '<details id="wie-is-er">' in page
    form = re.search(r'<form id="comes-room".*?</form>', page, re.DOTALL)
    who = re.search(r'form="comes-room" name="attendance_id" value="([^"]+)"', page)
    assert form
    assert who
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[0])) | {"attendance_id": who[1]}
    answer = client.post(here(table, "/nu/aanwezig"), data=sent, follow_redirects=False)
    assert answer.headers["location"] == here(table, f"/nu?lijst=ja#in-{who[1]}")
    assert '<details id="wie-is-er" open>' in client.get(here(table, "/nu?lijst=ja")).text


def test_a_press_elsewhere_leaves_it_shut(cast: Cast, table: Table) -> None:
    act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting, early=True))
    page = cast.client(CHAIR).get(here(table)).text
    who = re.search(r'id="in-([0-9a-f-]{36})"', page)
    assert who
    sent = {"once": str(uuid4()), "attendance_id": who[1], "how": "room", "here": "true"}
    answer = cast.client(CHAIR).post(here(table, "/nu/aanwezig"), data=sent, follow_redirects=False)
    assert answer.headers["location"] == here(table)


def test_in_a_pause_no_clock_runs(cast: Cast, table: Table) -> None:
    act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting, early=True))
    begins(cast, table, "Zwaluw")
    client = cast.client(CHAIR)
    assert _until(client.get(here(table)).text)
    assert _until(client.get(here(table, "/zaal")).text)
    act(cast, CHAIR, lambda work: room.pause(work, table.meeting, Pause(once=uuid4(), paused=True)))
    page, wall = client.get(here(table)).text, client.get(here(table, "/zaal")).text
    assert not _until(page)
    assert "de tijd staat stil" in page
    assert not _until(wall)
    assert "Pauze" in wall
    assert form_of(page, "/nu/pauze")["paused"] == "false"


def _until(page: str) -> bool:
    """Whether the time left of an item runs on by itself."""
    return bool(re.search(r'(timer-time|wall-left)">[^<]*<time data-until', page))
