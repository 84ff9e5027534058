"""The item on the table as each reader has it: open actions, new words, the ground, and who went on all the same."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.lines import ReportAction
from models.forms.meetings import AddItem, AnswerItem
from models.forms.room import NotePresence, Pause, StartItem
from models.meeting_terms import ItemKind
from models.tables.casework import HandOut
from models.tables.meetings import AgendaItem
from models.views.actions import ActionLine
from models.views.room import LiveItem
from tafel import actions, agenda, amending, answers, clock, db, live, meetings, room
from tafel.refusals import Invalid
from tafel.sight import actions as listed
from tafel.sight import passages
from tafel.sight import room as seen
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel import minuting
from tests.tafel.acting import act, edited, ledger
from tests.tafel.test_actions import every, puts_off
from tests.tafel.test_room import attendance, begins, comes

CHAIR, TAKER = "marijke.terpstra", "samir.el.khatib"
READERS = (CHAIR, TAKER, "inge.bakels", "soraya.pinas", "wouter.lansink", "bram.kuijper")


def item(cast: Cast, table: Table, login: str) -> LiveItem | None:
    with db.reading(cast.seats[login]) as reading:
        return seen.now(reading, table.meeting).item


def on_table(cast: Cast, table: Table, login: str) -> LiveItem:
    found = item(cast, table, login)
    assert found
    return found


@pytest.fixture
def table(cast: Cast) -> Table:
    """The meeting of tomorrow has begun with an item for the open actions; at Zwaluw two were taken on."""
    made = tables.set_up(cast, sent=False)
    form = AddItem(once=uuid4(), title="Openstaande acties", kind=ItemKind.ACTIONS)
    act(cast, TAKER, lambda work: made.items.update(acties=agenda.add(work, made.meeting, form)))
    act(cast, TAKER, lambda work: meetings.invite(work, made.meeting))
    act(cast, CHAIR, lambda work: meetings.begin(work, made.meeting, early=True))
    begins(cast, made, "Zwaluw")
    return made


def to_actions(cast: Cast, table: Table) -> dict[str, UUID]:
    taken = {
        "POL": minuting.action(cast, table),
        "ZC": minuting.action(cast, table, "ZC", text="Belt.", due_on=clock.today() + timedelta(days=3)),
    }
    begins(cast, table, "acties", before=table.items["Zwaluw"])
    return taken


# ---------- open actions


def test_each_reads_the_open_actions_as_on_the_page_of_actions(cast: Cast, table: Table) -> None:
    taken = to_actions(cast, table)
    read = {}
    for login in READERS:
        with db.reading(cast.seats[login]) as reading:
            page = listed.page(reading)
        shown = on_table(cast, table, login).actions
        lines = [one for one in shown if isinstance(one, ActionLine)]
        assert {one.statement_id for one in lines} == {
            one.statement_id for one in (*page.mine, *page.ours, *page.others)
        }, login
        read[login] = [one.statement_id for one in lines]
        assert len(shown) == (len(taken) if login in (CHAIR, TAKER) else len(lines)), login
    assert read["inge.bakels"] == [taken["POL"]]
    assert read["soraya.pinas"] == [taken["ZC"]]
    assert read["bram.kuijper"] == []
    assert item(cast, table, "ruud.eggink") is None


def test_who_leads_sees_late_and_put_off_on_agenda_in_script_and_at_the_table(cast: Cast, table: Table) -> None:
    taken = to_actions(cast, table)
    puts_off(cast, "inge.bakels", taken["POL"], 1)
    here, shell = (
        f"/overleggen/{table.meeting}",
        "Actie van Politie De Waarden bij Zwaluw. De woorden zijn niet voor u.",
    )
    for login in (CHAIR, TAKER):
        client = cast.client(login)
        assert "2 open acties, 1 keer uitgesteld." in client.get(f"{here}/agenda").text
        for page in (client.get(f"{here}/nu").text, client.get(f"{here}/draaiboek").text):
            assert "1 keer uitgesteld" in page
            assert shell in page or login == TAKER
            assert ("Rijdt langs." in page) == (login == TAKER and shell not in page)
    inge = cast.client("inge.bakels")
    assert "1 open actie, 1 keer uitgesteld." in inge.get(f"{here}/agenda").text
    assert "Actie van" not in inge.get(f"{here}/nu/deel/nu").text
    assert "Geen open acties die u mag zien." in cast.client("bram.kuijper").get(f"{here}/nu").text


def test_what_others_wrote_of_them_is_handed_out(cast: Cast, table: Table) -> None:
    to_actions(cast, table)
    inge = cast.client("inge.bakels")
    page = inge.get(f"/overleggen/{table.meeting}/nu").text
    assert "Rijdt langs." in page
    assert "Belt." not in page
    with db.reading(cast.seats["inge.bakels"]) as reading:
        shown = list(
            reading.session.scalars(
                select(HandOut.version_id).where(HandOut.person_id == cast.seats["inge.bakels"].person)  # type: ignore[call-overload]
            )
        )
    told = {one["version"] for entry in ledger(cast, Act.STATEMENT_HANDED_OUT) for one in entry["passages"]}
    assert shown
    assert set(map(str, shown)) <= told


def test_one_that_is_done_is_gone_and_who_can_read_it_hears_so(
    cast: Cast, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = to_actions(cast, table)
    told: list[Any] = []
    monkeypatch.setattr(live.hub, "deliver", lambda *heard: told.append(heard))
    base = next(iter(every(cast, "inge.bakels").values())).base
    done = ReportAction.model_validate({"once": uuid4(), "state": "done", "base": base})
    act(cast, "inge.bakels", lambda work: actions.report(work, taken["POL"], done))
    assert on_table(cast, table, "inge.bakels").actions == ()
    heard = {seat for _, parts, seats in told for seat in seats if live.Part.NOW in parts}
    assert {cast.seats[login].membership for login in ("inge.bakels", CHAIR, TAKER)} <= heard
    assert heard.isdisjoint(cast.seats[login].membership for login in ("soraya.pinas", "bram.kuijper"))


def test_the_statements_do_not_grow_with_the_actions(cast: Cast, table: Table) -> None:
    from tests.web.test_live import _statements

    begins(cast, table, "acties", before=table.items["Zwaluw"])
    client, address = cast.client("inge.bakels"), f"/overleggen/{table.meeting}/nu/deel/nu"
    form = StartItem(once=uuid4(), item_id=table.items["Zwaluw"], before=table.items["acties"])
    counts = []
    for _ in range(2):
        act(cast, CHAIR, lambda work: room.back(work, table.meeting, form))
        for number in range(3):
            minuting.action(cast, table, text=f"Actie {number}.")
        begins(cast, table, "acties", before=table.items["Zwaluw"])
        counts.append(_statements(client, address))
    assert counts[0] == counts[1]


# ---------- what else stands there


def test_the_ground_of_a_case_is_what_the_rule_book_has_for_its_circle(cast: Cast, table: Table) -> None:
    grounds = {one.partner: one.articles for one in on_table(cast, table, CHAIR).say.grounds}  # type: ignore[union-attr]
    assert any(article.startswith("Wpg") for article in grounds["Politie De Waarden"])
    assert all(articles for articles in grounds.values())
    assert "Wpg 19, 46" in cast.client(CHAIR).get(f"/overleggen/{table.meeting}/nu").text
    assert "Wpg 19, 46" not in cast.client("inge.bakels").get(f"/overleggen/{table.meeting}/nu").text
    begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])
    assert on_table(cast, table, CHAIR).say.grounds == ()  # type: ignore[union-attr]


def test_new_words_on_a_free_item_are_read_there_as_far_as_they_were_shared(cast: Cast, table: Table) -> None:
    for text, category in (("De afspraak werkt.", "D0"), ("Wij weten meer.", "D7"), ("Dit niet.", "D17")):
        new = {"item_id": table.items["Samenwerking"], "answer": "new", "text": text, "category": category}
        form = AnswerItem.model_validate(new | {"reliability": "heard", "declared": ["c-DECL(min)"]})
        act(cast, "inge.bakels", lambda work, form=form: answers.answer(work, table.meeting, form))  # type: ignore[misc]
    begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])
    own = [(one.text, one.draft) for one in on_table(cast, table, "inge.bakels").new_words]
    assert own == [("De afspraak werkt.", False), ("Wij weten meer.", False), ("Dit niet.", True)]
    assert [one.text for one in on_table(cast, table, "wouter.lansink").new_words] == [text for text, _ in own[:2]]
    for login in (CHAIR, "bram.kuijper", "soraya.pinas"):
        assert [one.text for one in on_table(cast, table, login).new_words] == ["De afspraak werkt."], login
    assert item(cast, table, "petra.dekker") is None
    page = cast.client("bram.kuijper").get(f"/overleggen/{table.meeting}/nu").text
    assert "De afspraak werkt." in page
    assert "Wij weten meer." not in page
    _corrects_first(cast, table, "Zij werkt niet.")
    assert (
        "De gever meldde dat dit niet klopt" in cast.client("bram.kuijper").get(f"/overleggen/{table.meeting}/nu").text
    )


def _corrects_first(cast: Cast, table: Table, text: str) -> None:
    """The police says that what it answered first to the free item is not right."""
    with db.reading(cast.seats["inge.bakels"]) as reading:
        case = reading.session.scalars(
            select(AgendaItem.case_id).where(col(AgendaItem.id) == table.items["Samenwerking"])
        ).one()
        first = passages.views(reading, case, passages.of_case(reading, case))[0]
    form = edited(first, text, wrong="Het is andersom.", reliability=first.reliability, observed_on=first.observed_on)
    act(cast, "inge.bakels", lambda work: amending.edit(work, first.statement_id, form))


def test_new_words_while_a_free_item_is_on_the_table_are_heard_by_who_may_read_them(
    cast: Cast, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])
    heard: list[frozenset[UUID]] = []
    monkeypatch.setattr(live.hub, "deliver", lambda _meeting, _parts, audience: heard.append(audience))
    new = {"item_id": table.items["Samenwerking"], "answer": "new", "text": "Wij weten meer.", "category": "D7"}
    form = AnswerItem.model_validate(new | {"reliability": "heard", "declared": ["c-DECL(min)"]})
    act(cast, "inge.bakels", lambda work: answers.answer(work, table.meeting, form))
    (audience,) = heard
    assert {cast.seats[login].membership for login in ("inge.bakels", "wouter.lansink")} <= audience
    assert not {cast.seats[login].membership for login in ("bram.kuijper", "soraya.pinas", "petra.dekker")} & audience


# ---------- going on, and standing still


def test_going_on_is_told_calmly_until_somebody_else_comes_in(cast: Cast, table: Table) -> None:
    act(
        cast, CHAIR, lambda work: room.note_presence(work, table.meeting, _goes(cast, table, "bram.kuijper", here=True))
    )
    begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])
    again = StartItem(
        once=uuid4(), item_id=table.items["Zwaluw"], before=table.items["Samenwerking"], overrule=True, reason="Haast"
    )
    act(cast, CHAIR, lambda work: room.back(work, table.meeting, again))
    for login in (CHAIR, TAKER, "inge.bakels"):
        shown = on_table(cast, table, login)
        assert shown.went_on
        assert (shown.went_on.by, shown.went_on.by_me) == ("Marijke Terpstra", login == CHAIR)
        assert [one.name for one in shown.went_on.people] == ["Bram Kuijper"]
        assert shown.unwanted == ()
    page = cast.client(CHAIR).get(f"/overleggen/{table.meeting}/nu").text
    assert "U ging door terwijl Bram Kuijper aanwezig is" in page
    assert "Er is iemand die dit niet mag horen" not in page
    comes(cast, table, "petra.dekker")
    assert [one.name for one in on_table(cast, table, CHAIR).unwanted] == ["Petra Dekker"]
    act(cast, CHAIR, lambda work: room.note_presence(work, table.meeting, _goes(cast, table, "bram.kuijper")))
    assert on_table(cast, table, CHAIR).went_on.people == ()  # type: ignore[union-attr]


def _goes(cast: Cast, table: Table, login: str, *, here: bool = False) -> NotePresence:
    return NotePresence(once=uuid4(), attendance_id=attendance(cast, table, login), here=here)


def test_a_pause_takes_no_time_of_the_item(cast: Cast, table: Table) -> None:
    begun = on_table(cast, table, "inge.bakels").ends_at
    minutes = 0

    def paused(paused: bool, after: int) -> None:  # noqa: FBT001 as the form says it
        nonlocal minutes
        minutes += after
        with clock.at(start + timedelta(minutes=minutes)):
            act(cast, CHAIR, lambda work: room.pause(work, table.meeting, Pause(once=uuid4(), paused=paused)))

    start = clock.now()
    paused(True, 2)
    with clock.at(start + timedelta(minutes=7)):
        shown = on_table(cast, table, "inge.bakels")
        assert _near(shown.ends_at - begun, 5)
        with db.reading(cast.seats[CHAIR]) as reading:
            assert _near(seen.wall(reading, table.meeting).ends_at - begun, 5)  # type: ignore[operator]
    paused(False, 8)
    paused(True, 1)
    paused(False, 3)
    with clock.at(start + timedelta(minutes=20)):
        assert _near(on_table(cast, table, "inge.bakels").ends_at - begun, 11)
        begins(cast, table, "Samenwerking", before=table.items["Zwaluw"])
        assert _near(on_table(cast, table, "inge.bakels").counts_from - clock.now(), 0)


def _near(length: timedelta, minutes: int) -> bool:
    return abs(length - timedelta(minutes=minutes)) < timedelta(seconds=5)


def test_a_meeting_that_begins_long_before_its_time_is_asked_after(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid) as wrong:
        act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting))
    assert set(wrong.value.errors) == {"early"}
    with db.reading(cast.seats[CHAIR]) as reading:
        head = seen.head(reading, table.meeting)
    assert head.early
    with clock.at(head.starts_at - timedelta(hours=1)):
        with db.reading(cast.seats[CHAIR]) as reading:
            assert not seen.head(reading, table.meeting).early
        act(cast, CHAIR, lambda work: meetings.begin(work, table.meeting))
