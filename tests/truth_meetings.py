"""Who may know what of meetings, said plainly from the bare rows: items, notes, people, and words at the table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.meeting_terms import AttendanceState, ItemKind, ItemState, MeetingState
from models.signal_terms import CaseStage, SignalState
from models.tables.casework import Case, CaseClosing
from models.tables.meetings import AgendaItem, ItemPartner, Meeting, MeetingPartner, Series, SeriesPartner
from models.tables.people import Partner, SecrecyText
from models.tables.room import Admission, Attendance, Line, Narrowing, NarrowingPartner, Note, Presence
from models.tables.signals import Signal
from models.tables.stacks import Stack, StackPart
from models.terms import CaseState, PartnerKind, Role
from tafel import clock, db
from tafel.seat import Seat, of_chores
from tests import truth
from tests.truth import Truth, Words

ON_AGENDA = (ItemState.ACCEPTED, ItemState.HANDLED)
WAITING = (ItemState.PROPOSED, ItemState.POSTPONED)
Told = tuple[str, bool, bool]  # a mark, whether somebody may see it, and whether some page has to show it


@dataclass
class TableTruth(Truth):
    """The same with all that was planned and written down at meetings."""

    partners: dict[UUID, Partner] = field(default_factory=dict)
    series: dict[UUID, Series] = field(default_factory=dict)
    usual: list[SeriesPartner] = field(default_factory=list)
    meetings: dict[UUID, Meeting] = field(default_factory=dict)
    invited: list[MeetingPartner] = field(default_factory=list)
    items: dict[UUID, AgendaItem] = field(default_factory=dict)
    circles: list[ItemPartner] = field(default_factory=list)
    lines: dict[UUID, Line] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    people: dict[UUID, Attendance] = field(default_factory=dict)
    presses: list[Presence] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    closings: list[CaseClosing] = field(default_factory=list)
    texts: list[SecrecyText] = field(default_factory=list)
    signals: dict[UUID, Signal] = field(default_factory=dict)
    stacks: dict[UUID, Stack] = field(default_factory=dict)
    laid: list[StackPart] = field(default_factory=list)
    parts: dict[UUID, Narrowing] = field(default_factory=dict)
    stay: list[NarrowingPartner] = field(default_factory=list)

    def no_secret(self, seat: Seat) -> Iterator[str]:
        """And of the cases one knows and the items in whose circle one's partner is, also where no page still leads."""
        yield from super().no_secret(seat)
        for one in self.cases.values():
            knows = self.may_know_file if self.is_file(one.id) else self.may_know_case
            yield from [str(one.id)] if knows(seat, one) else []
        yield from (str(one.item_id) for one in self.circles if one.partner_id == seat.partner)
        if seat.partner and self.kinds[seat.partner] is PartnerKind.VZ:
            yield from map(str, self.items)

    # words

    def may_read(self, seat: Seat, words: Words) -> bool:
        """As elsewhere; who wrote a line down reads it back; what was said waits, for giver and writer alone."""
        line = self.lines.get(words.statement)
        if line and not words.removed and self._wrote_down(seat, words, line):
            return True
        if line and line.confirmed_at is None and words.partner != seat.partner:
            return False
        return super().may_read(seat, words)

    def must_read(self, seat: Seat, words: Words) -> bool:
        """What somebody wrote down stands on the page of its item, but for a question."""
        line = self.lines.get(words.statement)
        if line and words.latest and not words.removed and self._wrote_down(seat, words, line):
            return self.may_know_item(seat, self.items[line.item_id])
        if self.is_file(words.case) and line is None and not self._is_on_table(seat, words.case):
            return False  # what was answered to a free item is read there, while it is on the table
        return self.may_read(seat, words) and super().must_read(seat, words)

    def _is_on_table(self, seat: Seat, case: UUID) -> bool:
        return any(
            item.case_id == case
            and item.kind is ItemKind.FREE
            and self._open(item)
            and self.may_know_item(seat, item)
            and self._of(item).state is MeetingState.IN_SESSION
            and not self._waits_outside(seat, item)
            for item in self.items.values()
        )

    def _waits_outside(self, seat: Seat, item: AgendaItem) -> bool:
        """Whether a part of an item goes on that somebody who follows it does not hear."""
        runs = (item.chair_id, item.note_taker_id, self._of(item).chair_id, self._of(item).note_taker_id)
        if self.is_secretariat(seat) or seat.membership in runs:
            return False
        now = {one.id for one in self.parts.values() if one.item_id == item.id and one.ended_at is None}
        stay = {one.partner_id for one in self.stay if one.narrowing_id in now}
        return bool(now) and seat.partner not in stay

    def _wrote_down(self, seat: Seat, words: Words, line: Line) -> bool:
        return line.taken_by == seat.membership and words.writer == seat.person

    # meetings and items

    def may_know_meeting(self, seat: Seat, meeting: Meeting) -> bool:
        """The secretariat all of them, others those their partner is invited to."""
        if seat.partner is None or meeting.region_id != seat.region:
            return False
        asked = any(one.meeting_id == meeting.id and one.partner_id == seat.partner for one in self.invited)
        return asked or self.is_secretariat(seat) or self._runs(seat, meeting)

    def may_know_item(self, seat: Seat, item: AgendaItem) -> bool:
        """The secretariat all of them; others their own: announced by their partner, or on an agenda that was sent."""
        meeting = self.meetings[item.meeting_id]
        if not self.may_know_meeting(seat, meeting):
            return False
        sent = meeting.sent_at is not None and item.state in ON_AGENDA
        ours = item.proposed_by == seat.partner
        shell = self.is_secretariat(seat) or (self._runs(seat, meeting) and sent)
        return shell or (self.hears(seat, item) and (sent or ours))

    def _runs(self, seat: Seat, meeting: Meeting) -> bool:
        """Who chairs a meeting or writes at it knows the shell of what stands on its agenda."""
        return seat.membership in (meeting.chair_id, meeting.note_taker_id)

    def hears(self, seat: Seat, item: AgendaItem) -> bool:
        """Whether somebody's partner is in the circle, and that very person a member of what it is about."""
        inside = any(
            one.item_id == item.id and one.partner_id == seat.partner and one.until is None for one in self.circles
        )
        return inside and self._is_member(seat, item.case_id)

    def is_file(self, case: UUID) -> bool:
        """Whether this is no case, but where an item without a case keeps its lines."""
        return any(item.case_id == case and item.kind is not ItemKind.CASE for item in self.items.values())

    def may_know_file(self, seat: Seat, case: Case) -> bool:
        """Such a file is known to whom its item is known, and to who keeps the register."""
        officer = seat.role is Role.PRIVACY_OFFICER and case.region_id == seat.region
        return officer or self._knows_item_of(seat, case)

    def may_call(self, seat: Seat, case: Case) -> bool:
        """What a case is called stands on the agenda for the secretariat, who knows no more of it than that."""
        return self.may_know_case(seat, case) or self._knows_item_of(seat, case) or self._waits_for(seat, case)

    def _waits_for(self, seat: Seat, case: Case) -> bool:
        """A signal that waits to be weighed: of whom it is, and its code word, are for the secretariat too."""
        signal = self.signals.get(case.id)
        waits = signal is not None and signal.state in (SignalState.NEW, SignalState.ENRICHING)
        here = case.region_id == seat.region and case.stage is CaseStage.SIGNAL
        return waits and here and self.is_secretariat(seat)

    def may_lay(self, seat: Seat, case: Case) -> bool:
        """Who lays it in a stack picks it by its id: those on it, and the secretariat while it waits."""
        return self.may_know_case(seat, case) or self._waits_for(seat, case)

    def may_know_stack(self, seat: Seat, stack: UUID) -> bool:
        """Who takes part in something that lies there; and the secretariat while what it laid there itself waits."""
        lies = [one for one in self.laid if one.stack_id == stack and one.out_at is None]
        return any(
            self._is_member(seat, one.case_id)
            or (one.partner_id == seat.partner and self._waits_for(seat, self.cases[one.case_id]))
            for one in lies
        )

    def _knows_item_of(self, seat: Seat, case: Case) -> bool:
        return any(item.case_id == case.id and self.may_know_item(seat, item) for item in self.items.values())

    def of_items(self, seat: Seat) -> Iterator[Told]:
        """Titles, questions, remarks and reasons, which are kept with an item itself."""
        officer = seat.role is Role.PRIVACY_OFFICER
        for item in self.items.values():
            known, builds, meeting = self.may_know_item(seat, item), self.is_secretariat(seat), self._of(item)
            told = known and (item.state in (*ON_AGENDA, *WAITING) if builds else self.hears(seat, item))
            yield item.title, known or (officer and item.region_id == seat.region), told
            yield item.brief, known, told
            stands = item.state in ON_AGENDA and meeting.sent_at is not None
            asked_for = item.kind in (ItemKind.CASE, ItemKind.FREE)
            yield item.asked or "", known, told and stands and asked_for and not builds
            chairs = (item.chair_id or meeting.chair_id) == seat.membership
            yield item.remark, known and (builds or chairs), known and builds and item.state in ON_AGENDA
            ours = known and item.proposed_by == seat.partner
            yield item.reason, ours or (known and builds), ours and not builds and item.state is ItemState.RETURNED

    def of_meetings(self, seat: Seat) -> Iterator[Told]:
        """What meetings and series are called, and who comes as a guest."""
        for meeting in self.meetings.values():
            known = self.may_know_meeting(seat, meeting)
            yield meeting.name, known, known
        for one in self.series.values():
            usual = any(by.series_id == one.id and by.partner_id == seat.partner for by in self.usual)
            known = one.region_id == seat.region and (self.is_secretariat(seat) or usual)
            yield one.name, known, known
        for guest in self.people.values():
            met = self.meetings[guest.meeting_id]
            yield guest.guest or "", self._may_name(seat, guest), self._keeps_list(seat, met)

    def of_secrecy(self, seat: Seat) -> Iterator[Told]:
        """What is signed, for who sits for a partner of the region; the secretariat set it, and what is said of it."""
        newest = {one.region_id: one for one in sorted(self.texts, key=lambda one: one.number)}
        for one in self.texts:
            known = seat.partner is not None and one.region_id == seat.region and newest[one.region_id] is one
            yield one.text, known, known
            yield one.spoken, known, known and self.is_secretariat(seat)

    def of_notes(self, seat: Seat, words: dict[tuple[UUID, UUID], str]) -> Iterator[Told]:
        """Working notes: for who wrote them, and on the page of the item while it is theirs to write at."""
        for (one, writer), mark in words.items():
            item, mine = self.items[one], writer == seat.membership
            writes = (item.note_taker_id or self._of(item).note_taker_id) == writer
            yield mark, mine, mine and writes and self.may_know_item(seat, item)

    def of_closings(self, seat: Seat) -> Iterator[Told]:
        """Why a case was opened again: for who leads it."""
        for one in self.closings:
            leads = self._is_member(seat, one.case_id) and self.cases[one.case_id].lead_partner_id == seat.partner
            yield one.reopened_why or "", leads, leads

    # people

    def may_know_name(self, seat: Seat, person: UUID) -> bool:
        """As elsewhere; who runs what I know of, who sits with me at an item of mine, who wrote my words down."""
        if super().may_know_name(seat, person):
            return True
        here = {one.id: one for one in self.seats if one.region_id == seat.region and one.person_id == person}
        if seat.partner is None or not here:
            return False
        if self.is_secretariat(seat):
            return True
        if self._hands_on(seat) and any(one.is_contact or one.role is Role.CARE_COORDINATOR for one in here.values()):
            return True
        runs = {one for meeting in self.meetings.values() for one in self._named_with(seat, meeting)}
        runs |= {
            one for row in self.series.values() if self._usual(seat, row) for one in (row.chair_id, row.note_taker_id)
        }
        sits = {one.membership_id for one in self.people.values() if self._may_name(seat, one)}
        wrote = any(words.writer == person and self.may_read(seat, words) for words in self.words.values())
        return wrote or bool(set(here) & (runs | sits)) or self._may_be_called(seat, person)

    def _hands_on(self, seat: Seat) -> bool:
        """Who is to take up a signal may hand it on, and so knows who else could."""
        ours = (one.case_id for one in self.signals.values() if one.handler_partner_id == seat.partner)
        return any(self._is_member(seat, case) for case in ours)

    def _named_with(self, seat: Seat, meeting: Meeting) -> Iterator[UUID | None]:
        """Who chairs and writes: of a meeting one knows, and of its items that one knows."""
        if not self.may_know_meeting(seat, meeting):
            return
        yield from (meeting.chair_id, meeting.note_taker_id)
        for item in self.items.values():
            if item.meeting_id == meeting.id and self.may_know_item(seat, item):
                yield from (item.chair_id, item.note_taker_id)

    def _may_name(self, seat: Seat, one: Attendance) -> bool:
        """Who keeps the list of a meeting names all on it; who sits at an item, or chairs it, those who are there."""
        meeting = self.meetings[one.meeting_id]
        if self._keeps_list(seat, meeting):
            return True
        return any(
            (self.hears(seat, item) and self._open(item) and self._is_here(one))
            or (item.chair_id == seat.membership and self._hears_too(one, item))
            for item in self.items.values()
            if item.meeting_id == meeting.id and self.may_know_item(seat, item)
        )

    def _may_be_called(self, seat: Seat, person: UUID) -> bool:
        """Whoever takes part in a case can call a meeting at once, which the secretariat chairs or writes up."""
        takes_part = any(
            case.state is CaseState.OPEN and self._is_member(seat, case.id) for case in self.cases.values()
        )
        desk = {one.person_id for one in self.seats if one.region_id == seat.region and self._is_desk(one.partner_id)}
        return takes_part and person in desk

    def _hears_too(self, one: Attendance, item: AgendaItem) -> bool:
        admitted = any(let.item_id == item.id and let.attendance_id == one.id for let in self.admissions)
        runs = (item.chair_id, item.note_taker_id, self._of(item).chair_id, self._of(item).note_taker_id)
        member = any(
            row.case_id == item.case_id and row.membership_id == one.membership_id and row.until is None
            for row in self.members
        )
        return admitted or member or one.membership_id in runs

    def _is_here(self, one: Attendance) -> bool:
        presses = sorted((press for press in self.presses if press.attendance_id == one.id), key=lambda press: press.at)
        return presses[-1].here if presses else one.state is AttendanceState.PRESENT

    def _keeps_list(self, seat: Seat, meeting: Meeting) -> bool:
        if not self.may_know_meeting(seat, meeting):
            return False
        return self.is_secretariat(seat) or seat.membership in (meeting.chair_id, meeting.note_taker_id)

    def _usual(self, seat: Seat, series: Series) -> bool:
        return any(one.series_id == series.id and one.partner_id == seat.partner for one in self.usual)

    def _open(self, item: AgendaItem) -> bool:
        return item.opened_at is not None and item.closed_at is None

    def _of(self, item: AgendaItem) -> Meeting:
        return self.meetings[item.meeting_id]

    def is_secretariat(self, seat: Seat) -> bool:
        """Whether somebody sits for the secretariat."""
        return self._is_desk(seat.partner)

    def _is_desk(self, partner: UUID | None) -> bool:
        return partner in self.partners and self.partners[partner].kind is PartnerKind.VZ


def of(*seats: Seat) -> TableTruth:
    """All there is in the regions of these seats."""
    stands = TableTruth(clock.now())
    for seat in seats:
        with db.reading(of_chores(seat.region)) as reading:
            truth.add(stands, reading, seat.region)
            _add(stands, reading, seat.region)
    return stands


def _add(stands: TableTruth, reading: db.Reading, region: UUID) -> None:
    def rows(table: type[Any]) -> list[Any]:
        return list(reading.session.scalars(select(table).where(table.region_id == region)))

    for found, table in (
        (stands.partners, Partner), (stands.series, Series), (stands.meetings, Meeting), (stands.items, AgendaItem),
        (stands.people, Attendance), (stands.stacks, Stack),
    ):  # fmt: skip
        found |= {one.id: one for one in rows(table)}
    stands.lines |= {one.statement_id: one for one in rows(Line)}
    stands.usual += rows(SeriesPartner)
    stands.invited += rows(MeetingPartner)
    stands.circles += rows(ItemPartner)
    stands.notes += rows(Note)
    stands.presses += rows(Presence)
    stands.laid += rows(StackPart)
    stands.admissions += rows(Admission)
    stands.closings += rows(CaseClosing)
    stands.texts += rows(SecrecyText)
    stands.signals |= {one.case_id: one for one in rows(Signal)}
    stands.parts |= {one.id: one for one in rows(Narrowing)}
    stands.stay += rows(NarrowingPartner)
