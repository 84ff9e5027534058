"""The chair's script: what to say first, who runs each item, and who must leave for it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from models.meeting_terms import ItemKind
from models.terms import Framework, Purpose
from models.views.agenda import ItemLine, MeetingHead, Script, ScriptItem
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.sight import agenda, at_table, progress, secrecy
from tafel.sight import agenda_rows as rows_of


def script(reading: Reading, meeting_id: UUID) -> Script:
    """All items this seat may know of, for the secretariat and the chair; for who chairs some of them, only those."""
    head = agenda.head_of(reading, meeting_id)
    whole = at_table.is_secretariat(reading.seat) or reading.seat.membership == head.chair_id
    _, known = agenda.lines_of(reading, head)
    lines = agenda.on_agenda(head, known)
    mine = [one for one in lines if whole or one.chair_id == reading.seat.membership]
    if not (whole or mine):
        raise NotFound
    rooms, (purposes, frameworks) = _rooms(reading, head, mine), _purposes(reading, mine)
    spoken = secrecy.text(reading).spoken if mine else ""
    said = {one.id: spoken for one in mine if rooms[one.id].guests or (whole and one is mine[0])}
    return Script(
        head=head, whole=whole,
        actions=progress.still_open(reading) if any(one.kind is ItemKind.ACTIONS for one in mine) else (),
        items=tuple(
            _item(head, one, rooms[one.id], purposes[one.case_id], frameworks, said.get(one.id)) for one in mine
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Room:
    """Who is expected at an item, and how that differs from the item before it."""

    guests: bool = False
    hears: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    enters: tuple[str, ...] = ()


def _item(
    head: MeetingHead,
    line: ItemLine,
    room: _Room,
    purposes: list[Purpose],
    frameworks: dict[UUID, Framework],
    said: str | None,
) -> ScriptItem:
    return ScriptItem(
        line=line,
        purposes=(line.purpose,) if line.purpose else tuple(purposes),
        framework=frameworks.get(line.case_id, head.framework),
        chair=line.chair or head.chair,
        note_taker=line.note_taker or head.note_taker,
        hears=room.hears,
        leaves=room.leaves,
        enters=room.enters,
        secrecy=said,
    )


def _rooms(reading: Reading, head: MeetingHead, lines: list[ItemLine]) -> dict[UUID, _Room]:
    """Who comes and goes between two items is told to the secretariat alone: others do not know what lies between."""
    runs = {one.id: {one.chair_id or head.chair_id, one.note_taker_id or head.note_taker_id} for one in lines}
    names: dict[UUID, str] = {}
    guests: set[UUID] = set()
    hearing: dict[UUID, set[UUID]] = defaultdict(set)
    for row in reading.rows(rows_of.EXPECTED, items=list(runs)):
        names[row.id] = row.name
        if row.hears or row.membership_id in runs[row.item_id]:
            hearing[row.item_id].add(row.id)
        if row.hears and row.membership_id is None:
            guests.add(row.item_id)
    told, rooms, before = at_table.is_secretariat(reading.seat), {}, set(names)
    for line in lines:
        here = hearing[line.id]
        rooms[line.id] = _Room(
            guests=line.id in guests,
            hears=_named(names, here),
            leaves=_named(names, before - here) if told else (),
            enters=_named(names, here - before) if told else (),
        )
        before = here
    return rooms


def _named(names: Mapping[UUID, str], people: Collection[UUID]) -> tuple[str, ...]:
    return tuple(name for one, name in names.items() if one in people)


def _purposes(reading: Reading, lines: list[ItemLine]) -> tuple[dict[UUID, list[Purpose]], dict[UUID, Framework]]:
    purposes: dict[UUID, list[Purpose]] = defaultdict(list)
    frameworks: dict[UUID, Framework] = {}
    for row in reading.rows(rows_of.PURPOSES, cases=[one.case_id for one in lines]):
        purposes[row.case_id].append(row.purpose)
        frameworks[row.case_id] = row.framework
    return purposes, frameworks
