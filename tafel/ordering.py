"""The order of an agenda by itself: items with equal circles stand together, and one with the least walking is found.

Who decides is the secretariat: what was ordered by hand, or sent, is never put in another order by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.meeting_terms import ItemKind
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from tafel import meetings
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, one_of

MOVES = (ItemKind.CASE, ItemKind.FREE)
SHIFT = 5  # minutes that an item with a time of its own may begin later than that
_EFFORT, _SECONDS, _SEED = 1.0, 1.8, 7  # of the solver: work it may do, by its own count and by the clock


@dataclass(frozen=True, slots=True)
class Stop:
    """An item to be put in order: its circle, its minutes, and between which minutes it may begin, if not at any."""

    circle: frozenset[UUID]
    minutes: int
    begins: tuple[int, int] | None = None


def beside_its_like(work: Writing, meeting: Meeting, item: AgendaItem) -> None:
    """A new item goes behind the last one with the same circle, until somebody ordered the agenda or sent it."""
    if meeting.ordered_at or meeting.sent_at or item.kind not in MOVES:
        return
    work.session.flush()
    stands = meetings.accepted(work, meeting.id)
    circles = circles_of(work, [one.id for one in stands])
    others = [one for one in stands if one.id != item.id]
    like = [at for at, one in enumerate(others) if one.kind in MOVES and circles[one.id] == circles[item.id]]
    if not like:
        return
    places = sorted(one.position for one in stands)
    for place, one in zip(places, [*others[: like[-1] + 1], item, *others[like[-1] + 1 :]], strict=True):
        one.position = place


def circles_of(reading: Reading, items: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """The partners of each item."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in reading.rows(_CIRCLES, items=list(items)):
        found[row.item_id].add(row.partner_id)
    return defaultdict(frozenset, {item: frozenset(partners) for item, partners in found.items()})


def walks(circles: Sequence[frozenset[UUID]], persons: Mapping[UUID, int]) -> int:
    """How often somebody goes in or out, from the first item to the last; `persons`: how many walk for a partner."""
    return sum(_count(one ^ other, persons) for one, other in pairwise(circles))


def best(
    before: frozenset[UUID], stops: Sequence[Stop], after: frozenset[UUID], persons: Mapping[UUID, int]
) -> tuple[list[int], bool]:
    """The order of these stops with the least walking, as their places now, and whether it is known to be the least.

    `before` and `after`: who is there just before the first and just after the last; nobody in particular when empty.
    """
    from ortools.sat.python import cp_model  # it takes half a second to load, and few ask for it

    model, ends = cp_model.CpModel(), len(stops)
    arcs = _arcs(model, ends)
    model.add_circuit([(one, other, arc) for (one, other), arc in arcs.items()])
    _keep_times(model, stops, arcs)
    rooms = [*(stop.circle for stop in stops), before, after]
    model.minimize(sum(arc * _steps(rooms, one, other, persons) for (one, other), arc in arcs.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.random_seed = 1, _SEED
    solver.parameters.max_deterministic_time, solver.parameters.max_time_in_seconds = _EFFORT, _SECONDS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return list(range(ends)), False
    follows = {one: other for (one, other), arc in arcs.items() if solver.boolean_value(arc)}
    order, at = [], follows[ends]
    while at != ends:
        order.append(at)
        at = follows[at]
    return order, status == cp_model.OPTIMAL


def _arcs(model: Any, ends: int) -> dict[tuple[int, int], Any]:
    """Whether one stop follows another; `ends` stands for begin and end. It is told how they stand now."""
    arcs = {}
    for one in range(ends + 1):
        for other in range(ends + 1):
            if one != other:
                arcs[one, other] = model.new_bool_var(f"{one}_{other}")
                model.add_hint(arcs[one, other], other == (one + 1) % (ends + 1))
    return arcs


def _keep_times(model: Any, stops: Sequence[Stop], arcs: Mapping[tuple[int, int], Any]) -> None:
    """Each begins when the one before it is over, and in its own time where it has one; like ones keep their order."""
    ends, whole = len(stops), sum(stop.minutes for stop in stops)
    begins = [model.new_int_var(*(stop.begins or (0, whole)), f"begins_{at}") for at, stop in enumerate(stops)]
    for (one, other), arc in arcs.items():
        if other != ends:
            follows = begins[one] + stops[one].minutes if one != ends else 0
            model.add(begins[other] == follows).only_enforce_if(arc)
    for at, stop in enumerate(stops):
        same = next((later for later in range(at + 1, ends) if stops[later] == stop and not stop.begins), None)
        if same is not None:
            model.add(begins[at] < begins[same])


def _steps(rooms: Sequence[frozenset[UUID]], one: int, other: int, persons: Mapping[UUID, int]) -> int:
    """How many people go in or out between two stops; behind these `rooms` holds who is there before and after."""
    ends = len(rooms) - 2
    leaves, enters = rooms[one], rooms[other if other < ends else -1]
    return _count(leaves ^ enters, persons) if leaves and enters else 0


def _count(partners: Iterable[UUID], persons: Mapping[UUID, int]) -> int:
    """How many people these are; one for a partner of which nobody is noted yet."""
    return sum(persons.get(partner, 1) for partner in partners)


_CIRCLES = select(col(ItemPartner.item_id), col(ItemPartner.partner_id)).where(
    col(ItemPartner.region_id) == ASKER.region, one_of(col(ItemPartner.item_id), "items"),
    col(ItemPartner.until).is_(None),
)  # fmt: skip
