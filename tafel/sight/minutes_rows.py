"""The statements behind minutes: which parts a reader may know of, what stands in them, and who was there."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import ItemKind, ItemState, LineKind, MinutesState, MinutingMode, RemarkOutcome
from models.tables.casework import Case, CaseMember, Statement, Subject, Version
from models.tables.meetings import AgendaItem, CarriedOn, ItemPartner, Meeting
from models.tables.minutes import Minutes, MinutesLine, Remark, Telling
from models.tables.people import Membership, Partner, Person
from models.tables.room import ActionItem, Admission, Attendance, Line, Presence
from models.tables.sharing import Share
from models.tables.weighing import Weighing
from models.terms import PartnerKind
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.seat import Seat
from tafel.sight import agenda_rows, at_table, passages, visible
from tafel.sight.joins import row_of

STANDING = (ItemKind.STANDING, ItemKind.ACTIONS, ItemKind.MINUTES)
_chairs, _takes = aliased(Membership), aliased(Membership)
_chair, _taker = aliased(Person), aliased(Person)
_general = col(Minutes.item_id).is_(None)


def known(seat: Seat) -> ColumnElement[bool]:
    """The parts of minutes this seat may know of; goes with Minutes beside its Meeting and, where it has one, item."""
    general = and_(_general, at_table.meetings(seat))
    return and_(col(Minutes.region_id) == seat.region, or_(general, at_table.items(seat)))


def of_item() -> ColumnElement[bool]:
    """How minutes are put beside what they are of: one item; for the general part those on each agenda."""
    same = col(AgendaItem.meeting_id) == col(Minutes.meeting_id)
    general = and_(_general, same, col(AgendaItem.kind).in_(STANDING))
    own = col(AgendaItem.id) == col(Minutes.item_id)
    return and_(col(AgendaItem.region_id) == col(Minutes.region_id), or_(own, general))


def of_circle() -> tuple[ColumnElement[bool], ...]:
    """How the circle stands beside an item."""
    same = (col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id))
    return *same, col(ItemPartner.until).is_(None)


def of_file() -> tuple[ColumnElement[bool], ...]:
    """How the named members of its case, or of its own file, stand beside an item."""
    same = (col(CaseMember.region_id) == col(AgendaItem.region_id), col(CaseMember.case_id) == col(AgendaItem.case_id))
    return *same, col(CaseMember.until).is_(None)


def _parts(secretariat: PartnerKind | None) -> Any:
    chair = func.coalesce(col(AgendaItem.chair_id), col(Meeting.chair_id))
    taker = func.coalesce(col(AgendaItem.note_taker_id), col(Meeting.note_taker_id))
    return (
        select(
            col(Minutes.id), col(Minutes.meeting_id), col(Minutes.item_id), col(Minutes.state),
            col(Minutes.remarks_by), col(Minutes.sent_at), col(Minutes.adopted_at), col(Meeting.name),
            col(Meeting.starts_at).label("meeting_at"), col(Meeting.opened_at).label("begun_at"),
            col(Meeting.chair_id).label("runs_chair"), col(Meeting.note_taker_id).label("runs_notes"),
            func.coalesce(func.nullif(col(AgendaItem.title), ""), col(Case.code_word), "").label("word"),
            col(AgendaItem.case_id), col(AgendaItem.kind), col(AgendaItem.mode), col(AgendaItem.preset),
            col(AgendaItem.starts_at), col(AgendaItem.opened_at), col(AgendaItem.closed_at), taker.label("taker_id"),
            col(_chair.name).label("chair"), col(_taker.name).label("note_taker"),
        )
        .select_from(Minutes)
        .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
        .outerjoin(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
        .outerjoin(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
        .join(_chairs, row_of(_chairs, chair, Minutes.region_id))
        .join(_chair, col(_chair.id) == col(_chairs.person_id))
        .join(_takes, row_of(_takes, taker, Minutes.region_id))
        .join(_taker, col(_taker.id) == col(_takes.person_id))
        .where(known(asker(kind=secretariat)))
        .order_by(_general.desc(), col(AgendaItem.position), col(Minutes.id))
    )  # fmt: skip


_PARTS: dict[bool, Any] = {
    secretariat: _parts(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}
PART = {which: one.where(col(Minutes.id) == given("minutes")) for which, one in _PARTS.items()}
OF_CASE = {which: one.where(col(AgendaItem.case_id) == given("case")) for which, one in _PARTS.items()}
PARTS = {which: one.where(col(Minutes.meeting_id) == given("meeting")) for which, one in _PARTS.items()}
_later = aliased(Meeting)


def _previous(secretariat: PartnerKind | None) -> Any:
    before = and_(
        col(_later.region_id) == col(Meeting.region_id), col(_later.id) == given("meeting"),
        col(_later.series_id) == col(Meeting.series_id), col(Meeting.starts_at) < col(_later.starts_at),
    )  # fmt: skip
    return (
        select(col(Minutes.meeting_id))
        .join(Meeting, row_of(Meeting, Minutes.meeting_id, Minutes.region_id))
        .join(_later, before)
        .outerjoin(AgendaItem, row_of(AgendaItem, Minutes.item_id, Minutes.region_id))
        .where(known(asker(kind=secretariat)))
        .order_by(col(Meeting.starts_at).desc())
        .limit(1)
    )


PREVIOUS: dict[bool, Any] = {
    secretariat: _previous(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}  # the meeting of the same series before this one, of whose minutes I may know


shared = and_(col(Share.version_id) == col(Version.id), visible.shared_with(ASKER, NOW))
_ours = col(Statement.partner_id) == ASKER.partner
_adopted = (
    exists()
    .where(
        col(MinutesLine.region_id) == col(Minutes.region_id),
        col(MinutesLine.minutes_id) == col(Minutes.id),
        col(MinutesLine.version_id) == col(Version.id),
    )
    .correlate(Minutes, Version)
)
_named, _led_by = aliased(Subject), aliased(Partner)
_is_open = col(Minutes.state) != MinutesState.ADOPTED
_belongs = or_(_is_open, col(Line.kind) == LineKind.ADDITION, one_of(col(Statement.id), "adopted"))
recorded = or_(col(AgendaItem.mode) != MinutingMode.NOTHING, col(Line.kind).in_((LineKind.REMARK, LineKind.ADDITION)))
attached = or_(
    col(Line.kind) != LineKind.REMARK,
    and_(col(Remark.minutes_id) == col(Minutes.id), col(Remark.outcome) == RemarkOutcome.ATTACHED),
)
_of_line = (col(Line.region_id) == col(Statement.region_id), col(Line.statement_id) == col(Statement.id))
_LINES: Any = (
    select(
        col(AgendaItem.id).label("item_id"),
        col(Statement.id).label("statement_id"), col(Statement.partner_id), col(Statement.case_id), col(Line.kind),
        col(Line.taken_by), col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed),
        col(Version.written_by),
        col(Share.id).label("share_id"), col(Partner.short_name), col(ActionItem.first_due_on).label("due_on"),
        col(_named.letter), and_(~_is_open, _adopted).label("adopted"),
        col(Version.frozen_at).is_not(None).label("frozen"),
        col(ActionItem.state), col(ActionItem.due_on).label("due_now"),
        col(Weighing.outcome), col(_led_by.short_name).label("lead"),
    )
    .select_from(Minutes)
    .join(AgendaItem, of_item())
    .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(AgendaItem.id)))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Version, and_(*passages.of_statement()))
    .join(Partner, row_of(Partner, Statement.partner_id, Statement.region_id))
    .outerjoin(Share, shared)
    .outerjoin(ActionItem, and_(ActionItem.region_id == Line.region_id, ActionItem.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(Remark, and_(Remark.region_id == Line.region_id, Remark.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(Telling, and_(Telling.region_id == Line.region_id, Telling.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(Subject, row_of(Subject, Telling.subject_id, Telling.region_id))
    .outerjoin(_named, row_of(_named, func.coalesce(Subject.merged_into, Subject.id), Subject.region_id))
    .outerjoin(Weighing, and_(Weighing.region_id == Line.region_id, Weighing.reason_id == Line.statement_id))  # type: ignore[arg-type]
    .outerjoin(_led_by, row_of(_led_by, Weighing.lead_partner_id, Weighing.region_id))
    .where(col(Minutes.region_id) == ASKER.region)
    .where(visible.versions(ASKER, NOW), or_(col(Share.id).is_not(None), _ours))
    .where(col(Line.confirmed_at).is_not(None), col(Line.kind) != LineKind.QUESTION, recorded, attached, _belongs)
    .order_by(col(AgendaItem.position), col(Statement.written_at), col(Statement.id), col(Version.number))
)  # fmt: skip
ADOPTED: Any = (  # some version of it was, though perhaps not the one a reader may have
    select(col(Version.statement_id))
    .distinct()
    .select_from(Minutes)
    .join(MinutesLine, and_(MinutesLine.region_id == Minutes.region_id, MinutesLine.minutes_id == Minutes.id))  # type: ignore[arg-type]
    .join(Version, row_of(Version, MinutesLine.version_id, MinutesLine.region_id))
    .where(col(Minutes.region_id) == ASKER.region)
)
ADOPTED_IN = ADOPTED.where(col(Minutes.id) == given("minutes"))
ADOPTED_AT = ADOPTED.where(one_of(col(Minutes.item_id), "items"))
LINES: Any = _LINES.where(col(Minutes.id) == given("minutes"))
LINES_OF_ITEMS: Any = _LINES.where(one_of(col(Minutes.item_id), "items"))


def _spans(secretariat: PartnerKind | None) -> Any:
    return (
        select(col(AgendaItem.opened_at), col(AgendaItem.closed_at))
        .join(Meeting, and_(*at_table.of_meeting()))
        .where(at_table.items(asker(kind=secretariat)), col(AgendaItem.meeting_id) == given("meeting"))
        .where(col(AgendaItem.opened_at).is_not(None))
    )


def _left(secretariat: PartnerKind | None) -> Any:
    seat = asker(kind=secretariat)
    word = func.coalesce(func.nullif(col(AgendaItem.title), ""), col(Case.code_word)).label("word")
    known = or_(at_table.in_circle(seat), at_table.runs(seat)) if secretariat is None else true()
    moved = (
        select(word, col(AgendaItem.id), literal(True).label("carried"))
        .select_from(CarriedOn)
        .join(Meeting, row_of(Meeting, CarriedOn.meeting_id, CarriedOn.region_id))
        .join(AgendaItem, row_of(AgendaItem, CarriedOn.item_id, CarriedOn.region_id))
        .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
        .where(col(CarriedOn.region_id) == seat.region, col(CarriedOn.meeting_id) == given("meeting"), known)
    )
    stays = (
        select(word, col(AgendaItem.id), literal(False).label("carried"))
        .select_from(AgendaItem)
        .join(Meeting, and_(*at_table.of_meeting()))
        .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
        .where(at_table.items(seat), col(AgendaItem.meeting_id) == given("meeting"))
        .where(col(AgendaItem.state) == ItemState.ACCEPTED, col(AgendaItem.opened_at).is_(None))
        .where(col(AgendaItem.kind).in_((ItemKind.CASE, ItemKind.FREE)))
    )
    both = union_all(moved, stays).subquery()
    return select(both.c.word, both.c.carried).order_by(both.c.word, both.c.id)


LEFT: dict[bool, Any] = {
    secretariat: _left(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}  # what a meeting did not handle, as far as I may know of it, and whether it went on to the next
SPANS: dict[bool, Any] = {
    secretariat: _spans(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}  # when the items of a meeting that I may know of were on the table


def _met(secretariat: PartnerKind | None) -> Any:
    admitted = exists().where(
        col(Admission.region_id) == col(AgendaItem.region_id), col(Admission.item_id) == col(AgendaItem.id),
        col(Admission.attendance_id) == col(Attendance.id),
    )  # fmt: skip
    at_an_item = (
        exists()
        .where(*at_table.of_meeting(), at_table.items(asker(kind=secretariat)))
        .where(col(AgendaItem.meeting_id) == col(Attendance.meeting_id))
        .where(or_(agenda_rows.hears(col(Attendance.membership_id)), admitted.correlate(AgendaItem, Attendance)))
        .correlate(Attendance)
    )
    here = (col(Attendance.region_id) == ASKER.region, col(Attendance.meeting_id) == given("meeting"))
    return select(col(Attendance.id)).where(*here, at_an_item)


MET: dict[bool, Any] = {
    secretariat: _met(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}  # who of a meeting was to be at an item that I may know of
PRESENT: Any = (
    select(
        col(Attendance.id), func.coalesce(col(Person.name), col(Attendance.guest)).label("name"),
        col(Attendance.state), col(Attendance.noted_at), col(Presence.here), col(Presence.at),
    )
    .select_from(Attendance)
    .outerjoin(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .outerjoin(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(Partner, row_of(Partner, Attendance.partner_id, Attendance.region_id))
    .outerjoin(
        Presence,
        and_(
            col(Presence.region_id) == col(Attendance.region_id),
            col(Presence.attendance_id) == col(Attendance.id),
        ),
    )
    .where(col(Attendance.region_id) == ASKER.region, col(Attendance.meeting_id) == given("meeting"))
    .order_by(col(Partner.position).is_(None), col(Partner.position), "name", col(Attendance.id), col(Presence.at))
)  # fmt: skip
