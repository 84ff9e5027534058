"""A weighing table weighs the signals that wait: what it says is one act with what two partners settle."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import TakePart
from models.forms.meetings import MakeMeetings
from models.forms.room import RoundOff, StartItem
from models.forms.signals import PutSignals, WeighSignal
from models.signal_terms import SignalState
from models.views.agenda import AgendaPage
from models.views.signals import TableSignal
from tafel import casework, clock, db, lines, meetings, room, series, weighing, weighing_table
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import agenda as agendas
from tafel.sight import lines as written
from tafel.sight import minutes, questions_waiting
from tafel.sight import weighing_table as seen
from tests import tables
from tests.cast import Cast
from tests.tafel.acting import act, at_once, ledger
from tests.tafel.test_profiles import chosen, confirms
from tests.tafel.test_profiles import weighing as begin_series
from tests.tafel.test_signals import brought, page

CHAIR, TAKER, HANDLER, BRINGER = "marijke.terpstra", "samir.el.khatib", "soraya.pinas", "petra.dekker"
FOUND = {"outcome": "no-trafficking", "reason": "Het bleek verbouwing.", "feedback": "Er is gekeken: geen dwang."}


def laid(cast: Cast, made: UUID | None = None, days: int = 1) -> UUID:
    """A weighing table of tomorrow, its agenda still to be built."""
    made = made or begin_series(cast)
    form = MakeMeetings(once=uuid4(), first=clock.today() + timedelta(days=days), count=1)
    return act(cast, TAKER, lambda work: series.make_meetings(work, made, form)).meetings[0]


def put(cast: Cast, meeting: UUID, *cases: UUID, login: str = TAKER) -> None:
    act(cast, login, lambda work: weighing_table.put(work, meeting, PutSignals(once=uuid4(), cases=list(cases))))


def agenda_of(cast: Cast, meeting: UUID, login: str = TAKER) -> AgendaPage:
    with db.reading(cast.seats[login]) as reading:
        return agendas.page(reading, meeting)


def begun(cast: Cast, case: UUID, made: UUID | None = None) -> tuple[UUID, UUID]:
    """A weighing table with the signal on the table."""
    meeting = laid(cast, made)
    put(cast, meeting, case)
    act(cast, TAKER, lambda work: meetings.invite(work, meeting))
    act(cast, CHAIR, lambda work: meetings.begin(work, meeting, early=True))
    return on_the_table(cast, meeting, case)


def on_the_table(cast: Cast, meeting: UUID, case: UUID) -> tuple[UUID, UUID]:
    """The chair begins the item of a signal."""
    (item,) = (one.id for one in agenda_of(cast, meeting).items if one.case_id == case)
    form = StartItem(once=uuid4(), item_id=item, overrule=True, reason="Het is een proef.")
    act(cast, CHAIR, lambda work: room.start(work, meeting, form))
    return meeting, item


def weighs(cast: Cast, where: tuple[UUID, UUID], login: str, **more: Any) -> None:
    form = WeighSignal.model_validate({"once": uuid4(), "item_id": where[1], **FOUND, **more})
    act(cast, login, lambda work: weighing.weigh_at(work, where[0], form))


def on_table(cast: Cast, meeting: UUID, login: str) -> TableSignal:
    with db.reading(cast.seats[login]) as reading:
        return seen.on_table(reading, meeting)


def test_the_secretary_puts_those_that_wait_on_the_agenda_and_knows_no_more(cast: Cast) -> None:
    case, meeting = brought(cast), laid(cast)
    assert [one.case_id for one in agenda_of(cast, meeting).signals] == [case]
    put(cast, meeting, case)
    put(cast, meeting, case)
    built = agenda_of(cast, meeting)
    (item,) = built.items
    assert ({one.id for one in item.circle}, built.signals) == ({cast.partners["WOCO"], cast.partners["ZC"]}, ())
    assert item.asked_by == "Zorgcoördinatie mensenhandel"
    with pytest.raises(NotFound):
        page(cast, TAKER, case)
    act(cast, TAKER, lambda work: meetings.invite(work, meeting))
    assert [one.case_id for one in agenda_of(cast, meeting, BRINGER).items] == [case]
    assert agenda_of(cast, meeting, "inge.bakels").items == ()


def test_only_the_secretary_does_and_only_for_a_weighing_table(cast: Cast) -> None:
    case, meeting = brought(cast), laid(cast)
    with pytest.raises(Refused):
        put(cast, meeting, case, login=HANDLER)
    assert agenda_of(cast, meeting, HANDLER).signals == ()
    with pytest.raises(Invalid):
        put(cast, meeting)
    with pytest.raises(NotFound):
        put(cast, tables.set_up(cast).meeting, case)
    for login in ("rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            put(cast, meeting, case, login=login)


def test_the_circle_follows_who_takes_part(cast: Cast) -> None:
    case, meeting, police = brought(cast), laid(cast), cast.partners["POL"]
    put(cast, meeting, case)

    def circle() -> set[UUID]:
        (item,) = agenda_of(cast, meeting).items
        return {one.id for one in item.circle}

    form = TakePart(once=uuid4(), partner_id=police)
    act(cast, BRINGER, lambda work: casework.add_partner(work, case, form))
    assert police in circle()
    act(cast, BRINGER, lambda work: casework.remove_partner(work, case, form))
    assert circle() == {cast.partners["WOCO"], cast.partners["ZC"]}


def test_who_takes_it_up_weighs_it_at_the_table_and_the_minutes_say_so(cast: Cast) -> None:
    case = brought(cast)
    where = meeting, item = begun(cast, case)
    weighs(cast, where, HANDLER)
    told = page(cast, BRINGER, case).weighed
    assert told
    assert (told.outcome, told.feedback) == ("no-trafficking", "Er is gekeken: geen dwang.")
    assert ledger(cast, Act.SIGNAL_WEIGHED)[-1]["item"] == str(item)
    act(cast, CHAIR, lambda work: room.round_off(work, meeting, RoundOff(once=uuid4(), item_id=item)))
    act(cast, CHAIR, lambda work: meetings.close(work, meeting, unreached=True))
    with db.reading(cast.seats[BRINGER]) as reading:
        part = next(one for one in minutes.parts_of(reading, meeting) if one.item_id == item)
        (line,) = minutes.sheet(reading, part.id).decided
    assert (line.outcome, line.text) == ("no-trafficking", "Het bleek verbouwing.")


def test_the_note_taker_writes_it_down_under_the_profile_of_who_takes_it_up(cast: Cast) -> None:
    case, made = brought(cast), begin_series(cast)
    where = meeting, item = begun(cast, case, made)
    with pytest.raises(Refused):
        weighs(cast, where, TAKER)
    asked = {"outcome": "enrich", "follow_up_on": clock.today() + timedelta(days=8), "question": "Kent u deze loods?"}
    confirms(cast, made, chosen(cast, "WOCO", "VZ", "POL", purpose="P1"), HANDLER)
    with pytest.raises(Refused):
        weighs(cast, where, TAKER, **asked, ask=[cast.partners["OM"]])
    assert not on_table(cast, meeting, CHAIR).weighed
    weighs(cast, where, TAKER, **asked, ask=[cast.partners["POL"]])
    assert on_table(cast, meeting, CHAIR).weighed
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert len(questions_waiting.for_me(reading)) == 1
    told = page(cast, BRINGER, case).weighed
    assert told
    assert told.feedback == "Er is gekeken: geen dwang."
    with db.reading(cast.seats[TAKER]) as reading:
        (line,) = written.of_item(reading, meeting, item).lines
    assert (line.text, line.outcome, line.mine) == ("Het bleek verbouwing.", "enrich", False)
    with pytest.raises(Refused):
        act(cast, TAKER, lambda work: lines.drop(work, line.statement_id))
    with pytest.raises(NotFound):
        page(cast, TAKER, case)


def test_nobody_else_weighs_it(cast: Cast) -> None:
    case = brought(cast)
    where = begun(cast, case)
    for login in (BRINGER, CHAIR):
        with pytest.raises(Refused):
            weighs(cast, where, login)
    for login in ("inge.bakels", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            weighs(cast, where, login)
    with pytest.raises(NotFound):
        weighs(cast, (tables.set_up(cast).meeting, where[1]), HANDLER)
    weighs(cast, where, HANDLER)
    with pytest.raises(Refused):
        weighs(cast, where, HANDLER)


def test_each_sees_of_it_what_it_may(cast: Cast) -> None:
    case = brought(cast)
    meeting, _ = begun(cast, case)
    ours, theirs, chairs = (on_table(cast, meeting, login) for login in (BRINGER, HANDLER, CHAIR))
    assert ours.page
    assert [one.what for one in ours.page.weighs if one.met] == ["facts", "fresh", "place", "clusters"]
    assert theirs.page
    assert (theirs.page.seen, theirs.may_weigh, ours.may_weigh) == ((), True, False)
    assert (chairs.page, chairs.case_id, chairs.may_weigh, chairs.word) == (None, None, False, ours.word)
    assert on_table(cast, meeting, "inge.bakels").item_id is None
    with pytest.raises(NotFound):
        on_table(cast, meeting, "rik.zandstra")


def test_who_runs_it_sees_what_was_on_the_table_and_got_no_outcome(cast: Cast) -> None:
    case = brought(cast)
    meeting, item = begun(cast, case)
    word = page(cast, BRINGER, case).head.code_word
    logins = (CHAIR, TAKER, HANDLER, BRINGER, "inge.bakels")
    assert {on_table(cast, meeting, login).without for login in logins} == {()}, "it is still on the table"
    act(cast, CHAIR, lambda work: room.round_off(work, meeting, RoundOff(once=uuid4(), item_id=item)))
    left = {login: on_table(cast, meeting, login).without for login in logins}
    assert left == dict.fromkeys((CHAIR, TAKER), (word,)) | dict.fromkeys(logins[2:], ())
    assert f"{word}. Wat geen uitkomst krijgt" in cast.client(CHAIR).get(f"/overleggen/{meeting}/nu").text
    with pytest.raises(NotFound):
        on_table(cast, meeting, "rik.zandstra")
    weighs(cast, (meeting, item), HANDLER)
    assert on_table(cast, meeting, CHAIR).without == ()


def test_to_enrich_it_partners_are_asked_and_it_comes_back(cast: Cast) -> None:
    case, made, day = brought(cast), begin_series(cast), clock.today() + timedelta(days=8)
    where = begun(cast, case, made)
    asked = {"outcome": "enrich", "follow_up_on": day, "ask": [cast.partners["POL"]], "question": "Kent u deze loods?"}
    weighs(cast, where, HANDLER, **asked)
    assert page(cast, HANDLER, case).line.state is SignalState.ENRICHING
    with db.reading(cast.seats["inge.bakels"]) as reading:
        (question,) = questions_waiting.for_me(reading)
    assert question.by == day - timedelta(days=1)
    asked_and_asks = page(cast, "inge.bakels", case), page(cast, HANDLER, case)
    for one in asked_and_asks:
        assert (one.said, [each.what for each in one.weighs if each.met]) == ((), ["place"]), "a question is no source"
    act(cast, CHAIR, lambda work: room.round_off(work, where[0], RoundOff(once=uuid4(), item_id=where[1])))
    act(cast, CHAIR, lambda work: meetings.close(work, where[0], unreached=True))
    with clock.at(clock.now() + timedelta(days=4)):
        later = laid(cast, made, days=4)
        assert [one.state for one in agenda_of(cast, later).signals] == [SignalState.ENRICHING]


def test_an_item_weighs_its_own_signal_and_tells_of_no_other(cast: Cast) -> None:
    """Whether a signal of that id waits somewhere, with whomever, or is not there at all."""
    _, item = begun(cast, brought(cast))
    hidden = brought(cast, "inge.bakels", text="Bij een wasserij slapen mensen in de kelder.")
    form = WeighSignal.model_validate({"once": uuid4(), "item_id": item, **FOUND})
    for login in (BRINGER, HANDLER, TAKER):
        for case in (hidden, cast.cases["Zwaluw"], uuid4()):
            with pytest.raises(NotFound):
                act(cast, login, lambda work, case=case: weighing.weigh(work, case, form))


def test_two_secretaries_put_it_there_once(cast: Cast) -> None:
    case, meeting = brought(cast), laid(cast)
    form = PutSignals(once=uuid4(), cases=[case])
    put_it: Any = lambda work: weighing_table.put(work, meeting, form)  # noqa: E731 twice the same
    assert at_once(cast, TAKER, put_it, put_it) == []
    assert len(agenda_of(cast, meeting).items) == 1
