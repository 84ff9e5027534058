"""The minutes on screen: the parts, my own sheet, what I can do about it, and as two partners read it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.meetings import NoteAttendance
from models.meeting_terms import AttendanceState, ItemKind
from models.tables.meetings import AgendaItem
from models.tables.minutes import Minutes
from tafel import agenda, attendance, clock, db, meetings, remarks
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act, ledger
from tests.tafel.minuted import (
    CHAIR,
    OUTSIDE,
    addition,
    adopted,
    close,
    confirmed,
    held,
    in_series,
    minutes_of,
    part,
    remarked,
    sent,
    waiting_of,
)
from tests.tafel.minuting import TAKER, action, decided, in_session, said
from tests.tafel.test_room import attendance as listed

pytestmark = pytest.mark.laid


def _here(table: Table, *more: object) -> str:
    return "/".join(map(str, (f"/overleggen/{table.meeting}/verslag", *more)))


def _form(**more: Any) -> dict[str, str]:
    return {"once": str(uuid4()), **{name: str(value) for name, value in more.items()}}


def _tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()


def test_the_parts_stand_with_their_state_and_what_waits(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    close(cast, table)
    mine = cast.client(TAKER).get(_here(table)).text
    assert "Zwaluw" in mine
    assert "1 regel wacht op bevestiging van Politie De Waarden" in mine
    assert mine.count("button-primary") == 1
    theirs = cast.client("inge.bakels").get(_here(table)).text
    assert "Zwaluw" in theirs
    assert "wacht op bevestiging" not in theirs
    assert "<form" not in theirs.split("<main", 1)[1].split("</main>", 1)[0]
    petra = cast.client("petra.dekker").get(_here(table)).text
    assert "Zwaluw" not in petra
    assert "Algemeen deel" in petra


def test_before_the_close_there_is_nothing_yet(cast: Cast) -> None:
    table = in_session(cast)
    assert "Er is nog geen verslag" in cast.client(TAKER).get(_here(table)).text


def test_my_own_sheet_holds_what_i_may_read(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    confirmed(cast, table)
    decided(cast, table)
    action(cast, table)
    close(cast, table)
    place = _here(table, minutes_of(cast, table))
    for login in ("inge.bakels", "wouter.lansink"):
        drawn = cast.client(login).get(place).text
        assert all(words in drawn for words in ("De kas is leeg.", "Eerst controle.", "Rijdt langs.", "Uitkomst"))
    care = cast.client("soraya.pinas").get(place).text
    assert not any(words in care for words in ("De kas is leeg.", "Uitkomst", "Besproken", "Niet voor"))
    assert len(ledger(cast, Act.STATEMENT_HANDED_OUT)) >= 2


@pytest.mark.parametrize("login", OUTSIDE)
@pytest.mark.parametrize("path", ["verstuur", "opmerking", "vertellen", "vaststellen", "aanvulling", "opmerkingen/x"])
def test_to_others_there_is_no_such_part(cast: Cast, login: str, path: str) -> None:
    table = held(cast)
    found, client = sent(cast, table), cast.client(login)
    path = path.replace("/x", f"/{uuid4()}")
    sends = _form(text="Klopt dit?", category="D0", reliability="heard", subject_id=uuid4(), partner_id=uuid4())
    wanted = {"opmerking": ("text", "category", "reliability"), "aanvulling": ("text", "category", "reliability")}
    kept = {"once", *wanted.get(path, ())}
    more = {"opmerkingen": {"outcome": "attached"}, "verstuur": {"remarks_by": _tomorrow()}}.get(path.split("/")[0], {})
    answer = client.post(_here(table, found, path), data={k: v for k, v in sends.items() if k in kept} | more)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert client.get(_here(table, found)).status_code == HTTPStatus.NOT_FOUND
    assert client.get(_here(table, "zoals")).status_code == HTTPStatus.NOT_FOUND


def test_sending_asks_for_a_day_and_keeps_what_was_typed(cast: Cast) -> None:
    table = held(cast)
    client = cast.client(TAKER)
    wrong = client.post(_here(table, "verstuur"), data=_form(remarks_by="2020-01-01"))
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "al voorbij" in wrong.text
    assert "2020-01-01" in wrong.text
    empty = client.post(_here(table, minutes_of(cast, table), "verstuur"), data=_form(remarks_by=""))
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    done = client.post(_here(table, "verstuur"), data=_form(remarks_by=_tomorrow()))
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert "Verstuurd voor opmerkingen" in client.get(done.headers["location"]).text


def test_the_same_click_twice_acts_once_and_a_stale_page_is_told(cast: Cast) -> None:
    table = held(cast)
    client, form = cast.client(TAKER), _form(remarks_by=_tomorrow())
    answers = [client.post(_here(table, "verstuur"), data=form).status_code for _ in range(2)]
    assert answers == [HTTPStatus.SEE_OTHER] * 2
    assert len(ledger(cast, Act.MINUTES_SENT)) == 2  # Zwaluw and the general part
    stale = client.post(_here(table, "verstuur"), data=_form(remarks_by=_tomorrow()))
    assert stale.status_code == HTTPStatus.FORBIDDEN
    assert "al verstuurd" in stale.text


def test_a_remark_and_what_became_of_it(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    inge, samir = cast.client("inge.bakels"), cast.client(TAKER)
    waits = inge.get("/").text.split("Lees het verslag", 1)[1].split("</li>", 1)[0]
    assert f'datetime="{_tomorrow()}"' in waits  # the last day for remarks, as everything there goes by its deadline
    wrong = inge.post(_here(table, found, "opmerking"), data=_form(text="Het was woensdag.", category="D0"))
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Het was woensdag." in wrong.text
    sends = _form(text="Het was woensdag.", category="D0", reliability="heard")
    assert inge.post(_here(table, found, "opmerking"), data=sends).status_code == HTTPStatus.SEE_OTHER
    assert "wacht op antwoord" in inge.get(_here(table, found)).text
    assert "1 opmerking wacht op uw antwoord" in samir.get(_here(table)).text
    one = part(cast, TAKER, table).remarks[0].statement_id
    answers = _here(table, found, "opmerkingen", one)
    assert samir.post(answers, data=_form(outcome="open")).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert samir.post(answers, data=_form(outcome="attached")).status_code == HTTPStatus.SEE_OTHER
    assert samir.post(answers, data=_form(outcome="declined")).status_code == HTTPStatus.CONFLICT
    assert "als opmerking bij het verslag" in inge.get(_here(table, found)).text


def test_a_remark_after_the_last_day_is_told_and_kept(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    _over(cast, found)
    sends = _form(text="Te laat dit.", category="D0", reliability="heard")
    answer = cast.client("inge.bakels").post(_here(table, found, "opmerking"), data=sends)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "laatste dag voor opmerkingen is voorbij" in answer.text
    assert "Te laat dit." in answer.text


def test_adopting_waits_for_the_answers_and_says_so(cast: Cast) -> None:
    table = held(cast)
    found = sent(cast, table)
    remarked(cast, found)
    client = cast.client(TAKER)
    early = client.post(_here(table, found, "vaststellen"), data=_form())
    assert (early.status_code, "nog opmerkingen komen" in early.text) == (HTTPStatus.FORBIDDEN, True)
    _over(cast, found)
    refused = client.post(_here(table, found, "vaststellen"), data=_form())
    assert (refused.status_code, "zonder antwoord" in refused.text) == (HTTPStatus.FORBIDDEN, True)
    one = part(cast, TAKER, table).remarks[0].statement_id
    client.post(_here(table, found, "opmerkingen", one), data=_form(outcome="processed"))
    assert "Stel vast" in client.get(_here(table, found)).text
    done = client.post(_here(table, found, "vaststellen"), data=_form())
    assert "Het verslag is vastgesteld" in client.get(done.headers["location"]).text


def _over(cast: Cast, minutes_id: UUID) -> None:
    """The last day for remarks was yesterday."""
    with db.writing(cast.seats[TAKER]) as work:
        found = work.session.get_one(Minutes, (work.seat.region, minutes_id))
        found.remarks_by = clock.today() - timedelta(days=1)


def test_adopted_minutes_take_an_addition_and_nothing_else(cast: Cast) -> None:
    table = held(cast)
    found = adopted(cast, table)
    inge = cast.client("inge.bakels")
    drawn = inge.get(_here(table, found)).text
    assert "Vul aan" in drawn
    assert "Maak deze opmerking" not in drawn
    sends = _form(text="Het was woensdag.", category="D0", reliability="heard")
    assert inge.post(_here(table, found, "opmerking"), data=sends).status_code == HTTPStatus.FORBIDDEN
    sends = _form(text="Het was woensdag.", category="D0", reliability="heard")
    assert inge.post(_here(table, found, "aanvulling"), data=sends).status_code == HTTPStatus.SEE_OTHER
    assert "Aanvullingen na vaststelling" in cast.client("wouter.lansink").get(_here(table, found)).text


def test_who_tells_it_is_asked_and_shown(cast: Cast) -> None:
    table = held(cast)
    found, client = minutes_of(cast, table), cast.client(TAKER)
    subject = part(cast, TAKER, table).victims[0].subject_id
    sends = _form(subject_id=subject, partner_id=cast.partners["ZC"], on_day=_tomorrow(), postponed="true", text="")
    wrong = client.post(_here(table, found, "vertellen"), data=sends)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "waarom het wordt uitgesteld" in wrong.text
    sends |= {"once": str(uuid4()), "text": "Eerst veiligheid."}
    assert client.post(_here(table, found, "vertellen"), data=sends).status_code == HTTPStatus.SEE_OTHER
    assert "Eerst veiligheid." in client.get(_here(table, found)).text
    assert "Eerst veiligheid." in cast.client("soraya.pinas").get(_here(table, found)).text
    assert "Eerst veiligheid." not in cast.client("wouter.lansink").get(_here(table, found)).text


def test_what_i_wrote_down_and_may_not_read_back_is_told(cast: Cast) -> None:
    table = in_session(cast)
    action(cast, table)
    close(cast, table)
    told, here = "U legde bij dit punt meer vast dan hier staat.", _here(table, minutes_of(cast, table))
    mine, other = (cast.client(login).get(here).text for login in (TAKER, "inge.bakels"))
    assert told in mine
    assert "Rijdt langs." not in mine
    assert told not in other
    assert "Rijdt langs." in other


def test_an_addition_that_waits_says_so_and_who_stayed_away_is_named(cast: Cast) -> None:
    table = in_session(cast)
    away = listed(cast, table, "bram.kuijper")
    note = NoteAttendance(once=uuid4(), attendance_id=away, state=AttendanceState.ABSENT)
    act(cast, TAKER, lambda work: attendance.note(work, table.meeting, note))
    close(cast, table)
    general = _here(table, minutes_of(cast, table, None))
    assert "Afwezig: Bram Kuijper." in cast.client("inge.bakels").get(general).text
    petra = cast.client("petra.dekker").get(general)  # takes no part in an item that Bram was to hear
    assert petra.status_code == HTTPStatus.OK
    assert "Bram Kuijper" not in petra.text
    found = adopted(cast, table)
    form = addition(partner_id=cast.partners["POL"])
    act(cast, TAKER, lambda work: remarks.add(work, found, form))
    assert "1 regel wacht op bevestiging van Politie De Waarden" in cast.client(TAKER).get(_here(table, found)).text


def test_as_two_partners_read_it(cast: Cast) -> None:
    table = in_session(cast)
    action(cast, table)
    close(cast, table)
    drawn = cast.client("marijke.terpstra").get(_here(table, "zoals")).text
    assert drawn.count('class="sheet"') == 2
    assert "Van Politie De Waarden. Niet voor het secretariaat." in drawn
    assert "Rijdt langs." not in drawn
    assert "Rijdt langs." in cast.client(TAKER).get(_here(table, "zoals")).text
    other = f"?deel={minutes_of(cast, table, None)}&links={cast.partners['WOCO']}&rechts={uuid4()}"
    assert "Woningstichting De Brug" in cast.client(TAKER).get(_here(table, "zoals") + other).text
    assert cast.client(TAKER).get(_here(table, f"zoals?deel={uuid4()}")).status_code == HTTPStatus.NOT_FOUND


def test_the_ways_to_the_minutes(cast: Cast) -> None:
    table = held(cast)
    for login in ("inge.bakels", TAKER):
        for page in ("", "/nu"):
            drawn = cast.client(login).get(f"/overleggen/{table.meeting}{page}").text
            assert f'href="{_here(table)}"' in drawn, (login, page)


def test_the_case_page_leads_to_its_minutes(cast: Cast) -> None:
    table = held(cast)
    place = _here(table, minutes_of(cast, table))
    case = f"/casussen/{cast.cases['Zwaluw']}"
    for login in ("inge.bakels", "soraya.pinas", TAKER):
        assert f'href="{place}"' in cast.client(login).get(case).text
    assert "/verslag/" not in cast.client("petra.dekker").get(case).text


def test_who_must_confirm_is_asked_again_with_one_button(cast: Cast) -> None:
    table = in_session(cast)
    said(cast, table)
    close(cast, table)
    assert waiting_of(cast, "inge.bakels", table)
    client = cast.client(TAKER)
    done = client.post(_here(table, "vraag"), data=_form())
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert "krijgt geen tweede mail" in client.get(done.headers["location"]).text


def test_the_last_minutes_come_along_on_the_agenda_and_at_the_table(cast: Cast) -> None:
    table = held(cast)
    later = _later(cast, table)
    link = f'href="{_here(table)}"'
    for login in (TAKER, "inge.bakels"):
        assert link in cast.client(login).get(f"/overleggen/{later.meeting}/agenda").text
    act(cast, CHAIR, lambda work: meetings.begin(work, later.meeting, early=True))
    with db.writing(cast.seats[CHAIR]) as work:
        work.session.get_one(AgendaItem, (work.seat.region, later.items["Vorig verslag"])).opened_at = work.now
    assert link in cast.client("inge.bakels").get(f"/overleggen/{later.meeting}/nu").text
    first = cast.client(TAKER).get(f"/overleggen/{table.meeting}/agenda").text
    assert "Lees het vorige verslag" not in first  # there is no meeting before that one


def _later(cast: Cast, table: Table) -> Table:
    """A later meeting of the same series, with the last minutes on its agenda."""
    with db.writing(cast.seats[TAKER]) as work:
        later = Table(meetings.make(work, tables.form_of(cast, day=clock.today() + timedelta(days=8))), {})
        in_series(work, table.meeting, later.meeting)
    free = tables.item_of(cast, "POL", "OM", "ZC", case_id=None, title="Vorig verslag", brief="Klopt het?")
    item = act(cast, TAKER, lambda work: agenda.propose(work, later.meeting, free))
    with db.writing(cast.seats[TAKER]) as work:
        work.session.get_one(AgendaItem, (work.seat.region, item)).kind = ItemKind.MINUTES
        agenda.accept(work, item)
        meetings.invite(work, later.meeting)
    return Table(later.meeting, {"Vorig verslag": item})
