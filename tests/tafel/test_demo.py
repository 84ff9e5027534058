"""The invented region: its story is told by the acts themselves, and holds what the law's expectations say of it."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.meeting_terms import ActionState, ItemKind, MeetingState, MinutingMode
from models.tables.meetings import Meeting
from models.tables.room import ActionItem
from models.tables.sharing import Share
from models.terms import Outcome
from models.views.agenda import AgendaPage
from tafel import clock, db, ledger_desk
from tafel.book import Mark
from tafel.demo import story
from tafel.demo.telling import Telling
from tafel.sight import agenda, own, share_page

EXPECTED = story.read("expectations.toml")["expectations"]
OUTCOMES = {"permitted": Outcome.PERMITTED, "only-if": Outcome.ONLY_IF, "refused": Outcome.REFUSED}


def _law(one: dict[str, Any]) -> str:
    rules = one["rules"]
    return f"{one['case']}: {rules['kinds']} {rules['data']} {rules['facts']} is {rules['says']}"


@pytest.mark.parametrize("one", EXPECTED, ids=_law)
def test_the_desk_says_what_the_law_says(demo: Telling, one: dict[str, Any]) -> None:
    giver = demo.seat_for(one["giver"])
    with db.reading(giver) as reading:
        passage = own.one_passage(reading, demo.cases[one["case"]], demo.statements[one["passage"]])
        assert passage
        choice = ShareChoice(
            versions=[passage.version_id], receivers=[demo.partners[one["receiver"]]], purpose=one["purpose"],
            ends_on=clock.today() + timedelta(days=30),
            declared=[f"c-DECL({name})" for name in one.get("declared", ())],
            person_id=demo.person(one.get("person")),
        )  # fmt: skip
        page = share_page.share_page(reading, demo.cases[one["case"]], choice)
    said = next(line for line in page.receivers if line.partner.id == demo.partners[one["receiver"]])
    outcome, rows, missing = re.fullmatch(r"([a-z-]+) ([^:]+)(?:: (.*))?", one["expected"]).groups()  # type: ignore[union-attr]
    assert said.outcome is OUTCOMES[outcome]
    assert {need.condition for need in said.missing} == set((missing or "").split())
    numbers = {str(ground.number or Mark.NOT_HELD) for ground in said.grounds}
    assert set(rows.split()) <= numbers | {"na", "T", "geen", "onbekend"}


def test_every_text_carries_a_word_of_its_own() -> None:
    texts, canaries = [], []
    for told in chain(story.case_files(), [story.read("evidence.toml"), story.read("meetings.toml")]):
        for one in chain.from_iterable(told.get(kind, ()) for kind in ("passages", "fields", "evidence", "actions")):
            for said in (one, *one.get("edits", ())):
                texts += [said.get("text") or said.get("value") or "", *said.get("answers", ())]
                canaries += [word for word in (said.get("canary"), *said.get("canaries", ())) if word]
    assert [word for word, count in Counter(canaries).items() if count > 1] == []
    for word in canaries:
        assert sum(word in text for text in texts) == 1, word


def test_letters_are_given_in_the_order_of_the_alphabet() -> None:
    for told in story.case_files():
        subjects = told.get("subjects", ())
        given = [one["letter"] for one in sorted(subjects, key=lambda one: -one["days_ago"])]
        assert given == sorted(given), f"{told['case']['key']}: its texts would speak of another letter than the page"


def test_every_kind_of_share_occurs(demo: Telling) -> None:
    with db.reading(demo.seat_for("politie")) as reading:
        ends = Counter(reading.session.scalars(select(col(Share.ended_why))))
    assert {None, "withdrawn", "expired", "replaced"} <= set(ends)
    assert ends[None] > 50


def test_its_register_is_sound_and_says_the_time_in_utc(demo: Telling) -> None:
    for officer in (
        demo.seats["nadia.oosterhuis", ""],
        replace(demo.seats["rik.zandstra", "hv-gemeente"], origin="cli"),
    ):
        with db.reading(officer) as reading:
            report = ledger_desk.check(reading).report
        assert report
        assert report.first_bad is None


def test_nine_cases_and_the_people_of_the_table(demo: Telling) -> None:
    assert {"zwaluw", "linde", "havik", "koerier", "veerpont", "mandje", "stuw", "kade", "wilg"} <= set(demo.cases)
    assert len({person for person, _ in demo.seats}) >= 24


def _tomorrow(demo: Telling, person: str = "samir.el.khatib", partner: str = "vz") -> AgendaPage:
    with db.reading(demo.seats[person, partner]) as reading:
        return agenda.page(reading, demo.table.meetings["casus-morgen"])


def test_tomorrow_nine_cases_fit_in_two_hours(demo: Telling) -> None:
    page = _tomorrow(demo)
    assert clock.day_of(page.head.starts_at) == demo.made_on + timedelta(days=1)
    assert (page.head.state, page.head.minutes) == (MeetingState.INVITED, 120)
    assert [(one.word, one.minutes) for one in page.items if one.kind is ItemKind.CASE] == [
        ("Stuw", 5), ("Wilg", 5), ("Zwaluw", 20), ("Havik", 15), ("Koerier", 20), ("Linde", 15), ("Veerpont", 10),
        ("Kade", 5), ("Mandje", 5),
    ]  # fmt: skip
    assert sum(one.minutes for one in page.items) == 115
    by_word = {one.word: one for one in page.items}
    assert [word for word, one in by_word.items() if one.late] == ["Veerpont", "Mandje"]
    assert [word for word, one in by_word.items() if one.urgent] == ["Koerier"]
    assert by_word["Kade"].mode is MinutingMode.NOTHING
    assert by_word["Havik"].mode is MinutingMode.REPORT
    assert by_word["Veerpont"].chair == "Soraya Pinas"
    kinds = [one.kind for one in page.items]
    assert (kinds[:2], kinds[-1]) == ([ItemKind.STANDING, ItemKind.ACTIONS], ItemKind.STANDING)


def test_the_secretary_reads_the_questions_that_were_shared_with_it(demo: Telling) -> None:
    asked = {one.word for one in _tomorrow(demo).items if one.kind is ItemKind.CASE and one.question}
    assert asked == {"Stuw", "Zwaluw", "Havik", "Veerpont", "Mandje"}


def test_each_hears_of_their_own_items_alone(demo: Telling) -> None:
    def cases(person: str, partner: str) -> list[str]:
        return [one.word for one in _tomorrow(demo, person, partner).items if one.kind is ItemKind.CASE]

    assert cases("bram.kuijper", "anker") == ["Stuw", "Wilg", "Zwaluw", "Havik", "Veerpont", "Kade"]
    assert cases("inge.bakels", "politie") == [
        "Stuw", "Wilg", "Zwaluw", "Havik", "Koerier", "Linde", "Veerpont", "Mandje"
    ]  # fmt: skip
    assert cases("petra.dekker", "brug") == ["Havik"]
    assert cases("mirjam.schouten", "wmo-oosterwaard") == []


def test_meetings_that_were_left_actions_of_every_kind(demo: Telling) -> None:
    with db.reading(demo.seat_for("vz")) as reading:
        states = Counter(reading.session.scalars(select(col(ActionItem.state))))
        past = reading.session.scalars(select(col(Meeting.state)).where(col(Meeting.starts_at) < reading.now)).all()
    assert (states[ActionState.OPEN], states[ActionState.DONE], states[ActionState.COULD_NOT]) == (4, 2, 1)
    assert past == [MeetingState.CLOSED] * 3
