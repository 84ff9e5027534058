"""Overviews: counted over what nobody may read together, published once, rounded, and never changed."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.acts import Act
from models.overview_terms import Breakdown
from models.views.overviews import Figure, Figures, OverviewPage
from tafel import chores, clock, db, half_years, overviews
from tafel.refusals import NotFound
from tafel.seat import of_chores
from tafel.sight import overviews as seen
from tests.cast import Cast
from tests.tafel.acting import ledger
from tests.tafel.test_signals import brought
from tests.tafel.test_weighing import weighed


def over() -> tuple[date, datetime]:
    """The half-year in which the region opened, and the day on which it is told."""
    begin = half_years.begin_of(clock.today())
    return begin, clock.start_of(half_years.told_on(begin)) + timedelta(hours=9)


def published(cast: Cast) -> int:
    with db.writing(of_chores(cast.administrator.region)) as work:
        return overviews.publish(work)


def page(cast: Cast, login: str = "inge.bakels", begins_on: date | None = None) -> OverviewPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.overview(reading, begins_on)


def bring(cast: Cast, number: int, **more: Any) -> list[UUID]:
    return [brought(cast, "petra.dekker", text=f"Woning {one} is leeg.", **more) for one in range(number)]


def test_what_runs_on_is_shown_to_nobody(cast: Cast) -> None:
    before = page(cast)
    bring(cast, 1)
    assert published(cast) == 0
    assert page(cast) == before
    assert (before.figures, before.others) == (None, ())


def test_published_once_it_is_rounded_the_same_for_all_and_never_changes(cast: Cast) -> None:
    begin, told_on = over()
    cases = bring(cast, 6)
    with clock.at(told_on):
        assert (published(cast), published(cast)) == (1, 0)
        first = page(cast)
        weighed(cast, cases[0])
        everybody = [page(cast, login).figures for login in ("ben.vink", "nadia.oosterhuis", "ruud.eggink")]
    assert first.figures
    assert (first.begins_on, first.figures.signals) == (begin, 5)
    assert everybody == [first.figures] * 3
    assert first.figures.of(Breakdown.BRINGER) == ()  # five of one kind would tell that no other has any
    assert [one["first"] for one in ledger(cast, Act.OVERVIEW_PUBLISHED)] == [begin.isoformat()]


@pytest.mark.parametrize(("number", "same"), [(5, True), (7, False)])
def test_one_signal_more_is_not_seen_or_moves_a_rounded_figure(cast: Cast, number: int, *, same: bool) -> None:
    _, told_on = over()
    bring(cast, number)
    with db.reading(cast.by_the_clock) as reading:
        before = seen.figures(reading, half_years.begin_of(clock.today()))
    brought(cast, "inge.bakels", text="Nog een woning is leeg.")
    with clock.at(told_on):
        published(cast)
        after = page(cast, "rik.zandstra").figures, page(cast).figures
    assert after[0] is None
    assert after[1]
    assert (after[1] == before) is same
    assert after[1].signals - before.signals == (0 if same else 5)


def test_the_clock_publishes_it_and_another_region_sees_nothing_of_it(cast: Cast) -> None:
    begin, told_on = over()
    chore = next(one for one in chores.CHORES if one.do is overviews.publish)
    assert not chores.is_due(of_chores(cast.administrator.region), chore)
    with clock.at(told_on):
        assert chores.do(cast.administrator.region, chore, cast.administrator.person)
        assert page(cast).begins_on == begin
        assert page(cast, "rik.zandstra").begins_on is None
    with pytest.raises(NotFound):
        page(cast, "inge.bakels", date(1999, 1, 1))


def test_times_stand_there_once_what_is_told_says_that_enough_were_weighed(cast: Cast) -> None:
    now = clock.now()
    with clock.at(now):
        cases = [brought(cast, "soraya.pinas", text=f"Woning {number} is leeg.") for number in range(8)]
    for number, case in enumerate(cases):
        with clock.at(now + timedelta(days=number)):
            weighed(cast, case, outcome="consulted" if number else "no-trafficking")
    with db.reading(of_chores(cast.administrator.region)) as reading:
        found = seen.figures(reading, half_years.begin_of(clock.day_of(now)))
    assert [(one.of, one.about) for one in found.of(Breakdown.OUTCOME) if one.about] == [("consulted", 5)]
    assert (found.acknowledged, found.weighed) == (4, 4)
    assert overviews.in_ten(found) is None


def figures(**more: Any) -> Figures:
    lines = dict.fromkeys(Breakdown) | {
        Breakdown.MUNICIPALITY: (Figure(of="=1+1", about=20), Figure(of=seen.ELSEWHERE, about=0)),
        Breakdown.OUTCOME: (
            Figure(of="no-trafficking", about=10), Figure(of="enrich", about=0), Figure(of="care", about=20),
            Figure(of=seen.WAITING, about=0),
        ),
    }  # fmt: skip
    known = {"signals": 35, "breakdowns": lines, "acknowledged": 1, "weighed": None, "registered": 0}
    return Figures.model_validate(known | more)


def test_the_sheet_is_text_and_holds_no_formula() -> None:
    begin = date(2026, 1, 1)
    view = OverviewPage(
        region="De Waarden", begins_on=begin, ends_on=half_years.last_of(begin),
        published_at=datetime(2026, 8, 1, tzinfo=UTC), figures=figures(), others=(), next_on=date(2027, 2, 1),
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(overviews.sheet(view, str).body.decode("utf-8-sig")), delimiter=";"))
    assert ["Per gemeente", "'=1+1", "20"] in rows
    assert ["Per gemeente", "elders, of niet ingevuld", "minder dan 5"] in rows
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert overviews.in_ten(figures()) == 7


def test_half_years_follow_each_other_and_are_told_a_month_after() -> None:
    assert half_years.begin_of(date(2026, 7, 1)) == date(2026, 7, 1)
    assert half_years.told_on(date(2026, 7, 1)) == date(2027, 2, 1)
    assert list(half_years.over(date(2025, 8, 3), date(2026, 11, 22))) == [date(2025, 7, 1), date(2026, 1, 1)]
    assert half_years.next_told(date(2026, 11, 22)) == date(2027, 2, 1)
    assert half_years.next_told(date(2027, 1, 31)) == date(2027, 2, 1)
    assert half_years.months(date(2026, 7, 1))[-1] == "2026-12"
