"""The minutes of a meeting: there as a draft once it is closed, sent for remarks until a day, adopted by silence.

What is adopted stays as it is: a correction is an addition. Working notes are erased with it.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, insert, or_, select
from sqlmodel import col

from models.acts import Act
from models.forms.minutes import SendMinutes
from models.mail_terms import Notice
from models.meeting_terms import ItemKind, MinutesState, RemarkOutcome
from models.tables.casework import Case, CaseMember, Statement
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.minutes import Minutes, MinutesLine, Remark
from models.tables.room import Line, Note
from models.terms import CaseState
from tafel import clock, erasing, ids, notices, reminders, statements
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, given, one_of
from tafel.refusals import Invalid, Refused, say
from tafel.sight import minutes as seen
from tafel.sight import minutes_page as pages
from tafel.sight import minutes_rows as rows_of
from tafel.sight import minutes_todo as todo
from tafel.sight.joins import row_of

_EARLIER = say("Er is al een latere dag genoemd. Kies die dag, of een dag daarna.")
NOT_YOURS = say("Dat doet wie dit verslag maakt: de voorzitter of de notulist.")


def draft(work: Writing, meeting: Meeting) -> None:
    """Minutes of each item that was handled, and of the general part; they hold no words of their own."""
    for item_id in (None, *_handled(work, meeting.id)):
        made = Minutes(region_id=work.seat.region, id=ids.new(), meeting_id=meeting.id, item_id=item_id)
        work.session.add(made)
        work.record(Act.MINUTES_DRAFTED, **in_ledger(made))


def send_all(work: Writing, meeting_id: UUID, form: SendMinutes) -> None:
    """Send every draft of a meeting that one writes up for remarks, until one day."""
    parts = [one for one in seen.parts_of(work, meeting_id) if seen.manages(work.seat, one)]
    if not parts:
        raise Refused(NOT_YOURS)
    drafts = [one for one in parts if one.state is MinutesState.DRAFT]
    if not drafts:
        raise Refused(say("Er is geen concept meer. Alles is al verstuurd."))
    _send(work, drafts, form)


def send(work: Writing, minutes_id: UUID, form: SendMinutes) -> UUID:
    """Send one part for remarks, or give remarks another last day. Returns its meeting."""
    minutes, part = require_managed(work, minutes_id)
    require_open(minutes)
    _send(work, [part], form)
    return minutes.meeting_id


def adopt(work: Writing, minutes_id: UUID) -> UUID:
    """Adopt by hand: after the last day for remarks or once all agree, each remark answered. Returns its meeting."""
    minutes, _ = require_managed(work, minutes_id)
    if minutes.state is MinutesState.ADOPTED:
        raise Refused(say("Dit verslag is al vastgesteld."))
    if minutes.remarks_by is None:
        raise Refused(pages.NOT_SENT)
    if pages.too_early(work, minutes_id, minutes.remarks_by):
        raise Refused(pages.STILL_OPEN)
    if work.values(_WITH_OPEN_REMARK, minutes=[minutes_id]):
        raise Refused(pages.UNANSWERED)
    _adopt(work, minutes)
    return minutes.meeting_id


def adopt_by_silence(work: Writing) -> int:
    """Adopt what was for remarks until yesterday, and has none without an answer."""
    due = work.session.scalars(_due(work).with_for_update(of=Minutes)).all()
    for minutes in due:
        _adopt(work, minutes, silence=True)
    return len(due)


def any_due(reading: Reading) -> bool:
    """Whether anything is to be adopted by silence."""
    return reading.session.scalar(_due(reading).with_only_columns(col(Minutes.id)).limit(1)) is not None


def ask_again(work: Writing, meeting_id: UUID) -> int:
    """Ask the partners that have not confirmed what was written of them once more; returns how many get a mail.

    Nobody gets more than one of these and of other reminders a day.
    """
    parts = [one for one in seen.parts_of(work, meeting_id) if seen.manages(work.seat, one)]
    if not parts:
        raise Refused(NOT_YOURS)
    asked = set(work.values(_MUST_CONFIRM, minutes=[one.id for one in parts if one.state is not MinutesState.ADOPTED]))
    return reminders.ask(work, asked)


def require_managed(work: Writing, minutes_id: UUID) -> tuple[Minutes, Row[Any]]:
    """Minutes one writes up oneself, held, with their shell; else the reason why not."""
    minutes, part = require(work, minutes_id)
    if not seen.manages(work.seat, part):
        raise Refused(NOT_YOURS)
    return minutes, part


def require(work: Writing, minutes_id: UUID) -> tuple[Minutes, Row[Any]]:
    """Minutes one may know of, held, with their shell; else there are none."""
    part = seen.require_part(work, minutes_id)
    key = (work.seat.region, minutes_id)
    return work.session.get_one(Minutes, key, with_for_update=True, populate_existing=True), part


def require_open(minutes: Minutes) -> None:
    """What is adopted stays as it is."""
    if minutes.state is MinutesState.ADOPTED:
        raise Refused(pages.LOCKED)


def require_case_open(work: Writing, item: AgendaItem) -> None:
    """A closed case takes no new words, also of who writes the minutes up without taking part in it."""
    if work.session.get_one(Case, (work.seat.region, item.case_id)).state is CaseState.CLOSED:
        raise Refused(say("Deze casus is gesloten. Er kan niets meer bij."))


def _handled(work: Writing, meeting_id: UUID) -> list[UUID]:
    return list(
        work.session.scalars(
            select(col(AgendaItem.id))
            .where(col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.meeting_id) == meeting_id)
            .where(col(AgendaItem.kind).in_((ItemKind.CASE, ItemKind.FREE)), col(AgendaItem.closed_at).is_not(None))
            .order_by(col(AgendaItem.position), col(AgendaItem.id))
        )
    )


def _send(work: Writing, parts: Collection[Row[Any]], form: SendMinutes) -> None:
    last = _last_day(work, form.remarks_by)
    for part in parts:
        for letter in pages.untold(work, part):
            raise Refused(
                say("Zeg bij {word} eerst wie het aan vermoedelijk slachtoffer {letter} vertelt, of stel dat uit.",
                    word=part.word, letter=letter)
            )  # fmt: skip
    for part in parts:
        minutes = work.session.get_one(
            Minutes, (work.seat.region, part.id), with_for_update=True, populate_existing=True
        )
        require_open(minutes)
        if minutes.remarks_by and last < minutes.remarks_by:
            raise Invalid(remarks_by=_EARLIER)
        if last != minutes.remarks_by:
            minutes.sent_at = work.now  # sent anew: the day stands on every copy
        minutes.state, minutes.remarks_by = MinutesState.FOR_REMARKS, last
        work.record(Act.MINUTES_SENT, **in_ledger(minutes), remarks_by=last)
    _ask_for_remarks(work, parts)


def _last_day(work: Writing, day: date | None) -> date:
    if day is None:
        raise Invalid(remarks_by=say("Kies tot en met welke dag opmerkingen kunnen."))
    if day < clock.day_of(work.now):
        raise Invalid(remarks_by=say("Deze dag is al voorbij. Kies een dag vanaf vandaag."))
    return day


def _ask_for_remarks(work: Writing, parts: Collection[Row[Any]]) -> None:
    """One mail for each person, whatever number of parts it reads."""
    readers = set(work.values(_READERS, minutes=[one.id for one in parts])) - {work.seat.membership}
    for meeting_id in {one.meeting_id for one in parts}:
        for reader in sorted(readers, key=str):
            notices.tell(work, reader, Notice.REMARKS_ASKED, f"/overleggen/{meeting_id}/verslag")


def _adopt(work: Writing, minutes: Minutes, *, silence: bool = False) -> None:
    """From now on these words stand in it, whatever is said of them later."""
    stand = _versions(work.rows(todo.TO_ADOPT, minutes=minutes.id))
    same = {"region_id": work.seat.region, "minutes_id": minutes.id}
    if stand:
        work.session.execute(insert(MinutesLine), [same | {"version_id": one} for one in sorted(stand, key=str)])
        statements.freeze(work, stand)
    minutes.state, minutes.adopted_at = MinutesState.ADOPTED, work.now
    work.record(Act.MINUTES_ADOPTED, **in_ledger(minutes), silence=silence, versions=sorted(stand, key=str))
    _erase_notes(work, minutes)


def _versions(rows: Iterable[Row[Any]]) -> set[UUID]:
    """Of each line what is shared now, and the newest that was; of one shared with nobody its newest words."""
    kept: dict[UUID, Row[Any]] = {}
    shared = set()
    for row in rows:
        if row.shared:
            shared.add(row.version_id)
        before = kept.get(row.statement_id)
        if before is None or row.frozen >= before.frozen:
            kept[row.statement_id] = row
    return shared | {row.version_id for row in kept.values()}


def _erase_notes(work: Writing, minutes: Minutes) -> None:
    items = work.values(_ITEMS, minutes=minutes.id)
    if noted := set(work.values(_NOTED, items=list(items))):
        erasing.erase_notes(work, noted)
        work.record(Act.NOTES_ERASED, **in_ledger(minutes))


def _due(reading: Reading) -> Any:
    over = col(Minutes.remarks_by) < clock.day_of(reading.now)
    mine = (col(Minutes.region_id) == reading.seat.region, col(Minutes.state) == MinutesState.FOR_REMARKS)
    return select(Minutes).where(*mine, over, ~_HAS_OPEN_REMARK).order_by(col(Minutes.id))


def in_ledger(minutes: Minutes) -> dict[str, Any]:
    """What the ledger says of every act on minutes."""
    item = {"item": minutes.item_id} if minutes.item_id else {}
    return {"meeting": minutes.meeting_id, "minutes": minutes.id} | item


_HERE = col(Minutes.region_id) == ASKER.region
_THESE = and_(_HERE, one_of(col(Minutes.id), "minutes"))
_open = (
    select(col(Remark.statement_id))
    .join(Statement, row_of(Statement, Remark.statement_id, Remark.region_id))
    .where(col(Remark.region_id) == col(Minutes.region_id), col(Remark.minutes_id) == col(Minutes.id))
    .where(col(Remark.outcome) == RemarkOutcome.OPEN, col(Statement.removed_at).is_(None))
    .correlate(Minutes)
)
_HAS_OPEN_REMARK = exists(_open)
_WITH_OPEN_REMARK = select(col(Minutes.id)).where(_THESE, _HAS_OPEN_REMARK)
_never_reached = and_(  # what has no minutes of its own goes with the general part
    col(Minutes.item_id).is_(None), col(AgendaItem.region_id) == col(Minutes.region_id),
    col(AgendaItem.meeting_id) == col(Minutes.meeting_id), col(AgendaItem.closed_at).is_(None),
)  # fmt: skip
_ITEMS = (
    select(col(AgendaItem.id)).select_from(Minutes).join(AgendaItem, or_(rows_of.of_item(), _never_reached))
    .where(_HERE, col(Minutes.id) == given("minutes"))
)  # fmt: skip
_READERS: Any = (  # the named members of the circles of these items
    select(col(CaseMember.membership_id))
    .distinct()
    .select_from(Minutes)
    .join(AgendaItem, rows_of.of_item())
    .join(ItemPartner, and_(*rows_of.of_circle()))
    .join(CaseMember, and_(*rows_of.of_file(), col(CaseMember.partner_id) == col(ItemPartner.partner_id)))
    .where(_THESE)
)
_MUST_CONFIRM: Any = (  # the named members of the partners whose words wait
    select(col(CaseMember.membership_id))
    .distinct()
    .select_from(Minutes)
    .join(AgendaItem, rows_of.of_item())
    .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(AgendaItem.id)))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(CaseMember, and_(*rows_of.of_file(), col(CaseMember.partner_id) == col(Statement.partner_id)))
    .where(_THESE, col(Line.confirmed_at).is_(None), col(Statement.removed_at).is_(None))
)
_NOTED = select(col(Note.item_id)).where(col(Note.region_id) == ASKER.region, one_of(col(Note.item_id), "items"))
