"""The agenda of a meeting: a shell of all of it for the secretariat, their own items and proposals for others.

Times of items are as they were sent; who builds the agenda sees beside them what the order says now.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from models.meeting_terms import Answer, ItemKind, ItemState, MeetingKind, Readiness
from models.views.agenda import AgendaPage, AnnouncePage, InCircle, ItemLine, MeetingHead, OpenActions, OwnCase
from models.views.casework import PartnerName
from models.views.course import ReviewDue
from tafel import keys
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.sight import agenda_rows as rows_of
from tafel.sight import at_table, care, casework, minutes, progress, question_words, weighing_table
from tafel.sight.expected import rows_of_items

Circles = Mapping[UUID, tuple[InCircle, ...]]
READINESS = {
    Answer.OPEN: Readiness.OPEN,
    Answer.LATER: Readiness.OPEN,
    Answer.UNCHANGED: Readiness.SHARED,
    Answer.NEW: Readiness.SHARED,
    Answer.NONE: Readiness.NONE,
}
_PLACE = itemgetter(0)
_WAITING = (ItemState.PROPOSED, ItemState.POSTPONED)


def page(reading: Reading, meeting_id: UUID) -> AgendaPage:
    """The agenda as this seat may have it."""
    head = head_of(reading, meeting_id)
    builds = at_table.is_secretariat(reading.seat)
    _, known = lines_of(reading, head)
    lines = [one for one in known if one.meeting_id == head.id]
    items = on_agenda(head, lines)
    runs = builds or reading.seat.membership == head.chair_id
    return AgendaPage(
        head=head, builds=builds, items=items,
        has_script=runs or any(one.i_chair for one in items),
        waiting=tuple(one for one in lines if builds and one.state in _WAITING),
        proposals=tuple(one for one in lines if one.mine and not builds and not _stands(head, one)),
        put_off=tuple(one for one in known if one.meeting_id != head.id),
        called=_called(head, items) if head.sent and not builds else (),
        actions=_actions(reading, head, items), announces_late=_is_late(reading, head),
        previous=_previous(reading, meeting_id, items),
        reviews=_reviews(reading, lines) if builds and head.open and head.kind is MeetingKind.CASES else (),
        signals=weighing_table.waiting(reading, head)
        if builds and head.open and head.kind is MeetingKind.WEIGHING else (),
    )  # fmt: skip


def _reviews(reading: Reading, lines: Iterable[ItemLine]) -> tuple[ReviewDue, ...]:
    """Cases I take part in that are to be looked at again, and were not announced for this meeting."""
    here = {one.case_id for one in lines}
    return tuple(one for one in care.reviews(reading) if one.case_id not in here)


def announce_page(reading: Reading, meeting_id: UUID) -> AnnouncePage:
    """What this seat can announce an item from, for a meeting it is invited to."""
    head = head_of(reading, meeting_id)
    return AnnouncePage(
        head=head, partners=tuple(casework.partner_names(reading).values()), cases=_cases(reading),
        late=_is_late(reading, head),
    )  # fmt: skip


def built(reading: Reading, meeting_id: UUID) -> MeetingHead:
    """The meeting, for who builds its agenda; to others there is no such page."""
    if not at_table.is_secretariat(reading.seat):
        raise NotFound
    return head_of(reading, meeting_id)


def _is_late(reading: Reading, head: MeetingHead) -> bool:
    return head.announce_by is not None and reading.now > head.announce_by


def _stands(head: MeetingHead, line: ItemLine) -> bool:
    """Whether it is on an agenda that was sent."""
    return head.sent and line.state in at_table.ON_AGENDA


def head_of(reading: Reading, meeting_id: UUID) -> MeetingHead:
    """The meeting, if this seat is invited to it."""
    row = reading.row(rows_of.HEAD[at_table.is_secretariat(reading.seat)], meeting=meeting_id)
    if row is None:
        raise NotFound
    return MeetingHead.model_validate(row)


def lines_of(reading: Reading, head: MeetingHead) -> tuple[dict[UUID, PartnerName], list[ItemLine]]:
    """All partners by id, and every item of a meeting this seat may know of, in order; own ones put off come last."""
    wanted = rows_of.ITEMS[at_table.is_secretariat(reading.seat)]
    rows = reading.rows(wanted, meeting=head.id, series=head.series_id, after=head.starts_at)
    names, circles = _circles(reading, head.id)
    keys.take(reading, {row.case_id: row.wrapped for row in rows if row.question_id})
    asked, planned = question_words.of_items(reading, rows), dict(_planned(reading, head, rows))
    return names, [_line(reading, head, row, circles[row.id], asked.get(row.id), planned.get(row.id)) for row in rows]


def _planned(reading: Reading, head: MeetingHead, rows: Iterable[Row[Any]]) -> Iterator[tuple[UUID, datetime]]:
    """When each item begins as the order stands now, for who builds the agenda."""
    begins = head.starts_at
    for row in rows if at_table.is_secretariat(reading.seat) else ():
        if row.state in at_table.ON_AGENDA and row.meeting_id == head.id:
            yield row.id, begins
            begins += timedelta(minutes=row.minutes)


def _circles(reading: Reading, meeting_id: UUID) -> tuple[dict[UUID, PartnerName], Circles]:
    """The partners of the region, and which of them take part in what, in the fixed order."""
    names = casework.partner_names(reading)
    said = _Said(names.values())
    circles = {row.item_id: said[row.partners] for row in reading.rows(rows_of.CIRCLES, meeting=meeting_id)}
    return names, defaultdict(tuple, circles)


class _Said(dict[str, tuple[InCircle, ...]]):
    """What a database says of a circle, `id:answer id:answer`, as what is shown of it; most circles are alike."""

    def __init__(self, partners: Iterable[PartnerName]) -> None:
        super().__init__()
        self.places = {text: (at, one) for at, one in enumerate(partners) for text in _as_text(one.id)}

    def __missing__(self, said: str) -> tuple[InCircle, ...]:
        self[said] = tuple(one for _place, one in sorted(map(self._one, said.split()), key=_PLACE))
        return self[said]

    def _one(self, said: str) -> tuple[int, InCircle]:
        partner, _, answer = said.partition(":")
        place, one = self.places[partner]
        return place, InCircle(id=one.id, name=one.short_name, readiness=READINESS[Answer(answer)])


def _as_text(partner: UUID) -> tuple[str, str]:
    """How a database says an id, with or without dashes."""
    return str(partner), partner.hex


def _line(
    reading: Reading,
    head: MeetingHead,
    row: Row[Any],
    circle: tuple[InCircle, ...],
    question: str | None,
    planned: datetime | None,
) -> ItemLine:
    mine, builds = row.proposed_by == reading.seat.partner, at_table.is_secretariat(reading.seat)
    chaired = row.chair_id or head.chair_id
    of_case = row.kind is ItemKind.CASE
    return ItemLine(
        id=row.id, meeting_id=row.meeting_id, meeting_at=row.meeting_at, case_id=row.case_id, kind=row.kind,
        state=row.state, word=row.title or row.code_word,
        question=question if of_case else row.brief or None, asked_by=row.asked_by,
        shell=builds, withheld=of_case and row.question_id is not None and question is None,
        minutes=row.minutes, at=row.starts_at if head.sent else None, planned=planned, late=row.late, urgent=row.urgent,
        mode=row.mode, circle=circle, answer=row.answer,
        purpose=row.purpose, preset=row.preset, chair_id=row.chair_id, note_taker_id=row.note_taker_id,
        chair=row.chair if chaired != head.chair_id else None,
        note_taker=row.note_taker if row.note_taker_id not in (None, head.note_taker_id) else None,
        leaves=_leaves(head, row) if builds else (), reason=row.reason if mine or builds else "",
        remark=row.remark if builds or chaired == reading.seat.membership else "",
        mine=mine, i_chair=row.chair_id == reading.seat.membership, fixed_time=row.fixed_time if builds else None,
    )  # fmt: skip


def _leaves(head: MeetingHead, row: Row[Any]) -> tuple[str, ...]:
    """The chair and the note-taker of the meeting, where another takes their place and they may not hear the item."""
    if row.chair_hears and row.taker_hears:
        return ()
    runs = {row.chair_id or head.chair_id, row.note_taker_id or head.note_taker_id}
    of_meeting = ((head.chair_id, head.chair, row.chair_hears), (head.note_taker_id, head.note_taker, row.taker_hears))
    return tuple(dict.fromkeys(name for seat, name, hears in of_meeting if seat not in runs and not hears))


def on_agenda(head: MeetingHead, lines: Iterable[ItemLine]) -> tuple[ItemLine, ...]:
    """What stands on the agenda: in order for who builds it, else as sent."""
    stand = [one for one in lines if one.state in at_table.ON_AGENDA and one.meeting_id == head.id]
    if any(one.shell for one in stand):
        return tuple(stand)
    return tuple(sorted((one for one in stand if head.sent), key=lambda one: (one.at or head.ends_at, one.word)))


def _called(head: MeetingHead, items: Iterable[ItemLine]) -> tuple[datetime, ...]:
    """When a reader comes in: the start of each row of items that follow on each other.

    None for who is there from the start on. It is made of the reader's own items alone.
    """
    starts = [row.starts_at for row in rows_of_items((one.at, one.minutes) for one in items)]
    return () if starts in ([], [head.starts_at]) else tuple(starts)


def _previous(reading: Reading, meeting_id: UUID, items: Iterable[ItemLine]) -> UUID | None:
    """The meeting before, where the agenda has an item for its minutes."""
    asked = any(one.kind is ItemKind.MINUTES for one in items)
    return minutes.previous(reading, meeting_id) if asked else None


def _actions(reading: Reading, head: MeetingHead, items: Iterable[ItemLine]) -> OpenActions | None:
    """How many open actions this reader may know of, where the agenda has an item for them."""
    if not any(one.kind is ItemKind.ACTIONS for one in items):
        return None
    runs = reading.seat.membership in (head.chair_id, head.note_taker_id)
    return progress.counted(reading, leads=runs or at_table.is_secretariat(reading.seat))


def _cases(reading: Reading) -> tuple[OwnCase, ...]:
    """My open cases, each with who takes part."""
    names = casework.partner_names(reading)
    known = {text: partner for partner in names for text in _as_text(partner)}
    return tuple(
        OwnCase(
            id=row.id, code_word=row.code_word, reference=row.reference,
            partners=tuple(known[one] for one in row.partners.split()),
        )
        for row in reading.rows(rows_of.CASES)
    )  # fmt: skip
