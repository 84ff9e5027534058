"""What the screens of the agenda ask the database: each question once for a page, however long the agenda is."""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from models.meeting_terms import AttendanceState, ItemState
from models.tables.casework import Case, CaseKey, CaseMember, CasePartner, CasePurpose
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.people import Membership, Partner, Person
from models.tables.room import Admission, Attendance, StoodAside
from models.terms import CaseState, PartnerKind
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.sight import at_table, visible
from tafel.sight.joins import row_of

_SECRETARIAT, _OTHERS = asker(kind=PartnerKind.VZ), asker(kind=None)
_EITHER = {True: _SECRETARIAT, False: _OTHERS}


def _named(membership_id: Any, region: Any) -> tuple[Any, Any, Any]:
    """A seat and its person, to join where a column names who chairs or takes notes."""
    seat, person = aliased(Membership), aliased(Person)
    return seat, person, row_of(seat, membership_id, region)


_chair, _chair_person, _is_chair = _named(Meeting.chair_id, Meeting.region_id)
_taker, _taker_person, _is_taker = _named(Meeting.note_taker_id, Meeting.region_id)
_OF_MEETING: list[Any] = [
    getattr(Meeting, name)
    for name in (
        "id", "series_id", "name", "kind", "framework", "state", "starts_at", "ends_at", "place", "link",
        "announce_by", "agenda_by", "contribute_by", "sent_at", "order_edit", "chair_id", "note_taker_id",
    )
]  # fmt: skip
_HEAD = (
    select(
        *_OF_MEETING, _chair_person.name.label("chair"), _taker_person.name.label("note_taker"),
    )
    .select_from(Meeting)
    .join(_chair, _is_chair)
    .join(_chair_person, _chair_person.id == _chair.person_id)
    .join(_taker, _is_taker)
    .join(_taker_person, _taker_person.id == _taker.person_id)
    .where(col(Meeting.id) == given("meeting"))
)  # fmt: skip
HEAD = {builds: _HEAD.where(at_table.meetings(seat)) for builds, seat in _EITHER.items()}


def hears(membership_id: Mapped[Any]) -> ColumnElement[bool]:
    """Whether somebody is a member of what an item is about, for a partner in its circle."""
    return exists().where(
        col(CaseMember.region_id) == col(AgendaItem.region_id), col(CaseMember.case_id) == col(AgendaItem.case_id),
        col(CaseMember.membership_id) == membership_id, col(CaseMember.until).is_(None),
        col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
        col(ItemPartner.partner_id) == col(CaseMember.partner_id), col(ItemPartner.until).is_(None),
    ).correlate(AgendaItem, Meeting, Attendance, Membership)  # fmt: skip


def stood_aside(membership_id: Mapped[Any]) -> ColumnElement[bool]:
    """Whether somebody said to be personally concerned with an item, and takes no part in it."""
    return exists().where(
        col(StoodAside.region_id) == col(AgendaItem.region_id), col(StoodAside.item_id) == col(AgendaItem.id),
        col(StoodAside.membership_id) == membership_id, col(StoodAside.until).is_(None),
    ).correlate(AgendaItem, Membership)  # fmt: skip


_item_chair, _item_chair_person, _is_item_chair = _named(AgendaItem.chair_id, AgendaItem.region_id)
_item_taker, _item_taker_person, _is_item_taker = _named(AgendaItem.note_taker_id, AgendaItem.region_id)
_own: Any = aliased(ItemPartner)
_proposer: Any = aliased(Partner)
_own_answer = and_(
    _own.region_id == AgendaItem.region_id, _own.item_id == AgendaItem.id, _own.partner_id == ASKER.partner,
    _own.until.is_(None),
)  # fmt: skip
_key = and_(col(CaseKey.region_id) == col(AgendaItem.region_id), col(CaseKey.case_id) == col(AgendaItem.case_id))
_OF_ITEM: list[Any] = [
    getattr(AgendaItem, name)
    for name in (
        "id", "case_id", "kind", "state", "title", "brief", "purpose", "proposed_by", "late", "urgent", "minutes",
        "reason", "remark", "question_id", "mode", "preset", "chair_id", "note_taker_id", "starts_at", "meeting_id",
        "fixed_time",
    )
]  # fmt: skip
_here = col(AgendaItem.meeting_id) == given("meeting")
_put_off = and_(  # what one's own partner announced and now waits for a later meeting of the series
    col(AgendaItem.proposed_by) == ASKER.partner, col(AgendaItem.state) == ItemState.POSTPONED,
    col(Meeting.series_id) == given("series"), col(Meeting.starts_at) > given("after"),
    col(AgendaItem.proposed_at) < given("after"),
)  # fmt: skip
_ITEMS = (
    select(
        *_OF_ITEM, col(Meeting.starts_at).label("meeting_at"), col(Case.code_word),
        _proposer.short_name.label("asked_by"), col(CaseKey.wrapped), _own.answer,
        _item_chair_person.name.label("chair"), _item_taker_person.name.label("note_taker"),
    )
    .select_from(AgendaItem)
    .join(Meeting, and_(*at_table.of_meeting()))
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .join(CaseKey, _key)
    .join(_proposer, row_of(_proposer, AgendaItem.proposed_by, AgendaItem.region_id))
    .outerjoin(_own, _own_answer)
    .outerjoin(_item_chair, _is_item_chair)
    .outerjoin(_item_chair_person, _item_chair_person.id == _item_chair.person_id)
    .outerjoin(_item_taker, _is_item_taker)
    .outerjoin(_item_taker_person, _item_taker_person.id == _item_taker.person_id)
    .order_by(col(Meeting.starts_at), col(AgendaItem.position), col(AgendaItem.id))
)  # fmt: skip
_BUILT = _ITEMS.add_columns(
    hears(col(Meeting.chair_id)).label("chair_hears"), hears(col(Meeting.note_taker_id)).label("taker_hears")
)
ITEMS = {
    True: _BUILT.where(at_table.items(_SECRETARIAT), _here),
    False: _ITEMS.where(at_table.own_items(_OTHERS), or_(_here, _put_off)),
}
_each_partner = func.aggregate_strings(cast(col(ItemPartner.partner_id), Text) + ":" + col(ItemPartner.answer), " ")
CIRCLES = (  # a row for each item: twelve partners in thirty circles are too many to fetch one by one
    select(col(ItemPartner.item_id), _each_partner.label("partners"))
    .where(col(ItemPartner.region_id) == ASKER.region, col(ItemPartner.until).is_(None))
    .where(
        col(ItemPartner.item_id).in_(select(col(AgendaItem.id)).where(col(AgendaItem.region_id) == ASKER.region, _here))
    )
    .group_by(col(ItemPartner.item_id))
)
_of_case = and_(col(CasePartner.region_id) == col(Case.region_id), col(CasePartner.case_id) == col(Case.id))
CASES = (
    select(
        col(Case.id), col(Case.code_word), col(Case.reference),
        func.aggregate_strings(cast(col(CasePartner.partner_id), Text), " ").label("partners"),
    )
    .join(CasePartner, _of_case)
    .where(visible.cases(ASKER), at_table.no_item_file(), col(Case.state) == CaseState.OPEN)
    .where(col(CasePartner.until).is_(None))
    .group_by(col(Case.id), col(Case.code_word), col(Case.reference))
    .order_by(col(Case.code_word), col(Case.id))
)  # fmt: skip
PURPOSES = (
    select(col(CasePurpose.case_id), col(CasePurpose.purpose), col(Case.framework))
    .join(Case, row_of(Case, CasePurpose.case_id, CasePurpose.region_id))
    .where(col(CasePurpose.region_id) == ASKER.region, one_of(col(CasePurpose.case_id), "cases"))
    .order_by(col(CasePurpose.case_id), col(CasePurpose.position))
)
SEATS: Any = (
    select(col(Membership.id).label("membership_id"), col(Person.name), col(Partner.short_name).label("partner"))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .where(col(Membership.region_id) == ASKER.region, col(Membership.confirmed_at).is_not(None))
    .where(col(Membership.ended_at).is_(None), col(Membership.secrecy_until) > NOW)
    .order_by(col(Partner.position), col(Person.name))
)
_admitted = exists().where(
    col(Admission.region_id) == col(AgendaItem.region_id), col(Admission.item_id) == col(AgendaItem.id),
    col(Admission.attendance_id) == col(Attendance.id),
)  # fmt: skip
EXPECTED: Any = (
    select(
        col(AgendaItem.id).label("item_id"), col(Attendance.id), col(Attendance.membership_id),
        func.coalesce(col(Attendance.guest), col(Person.name)).label("name"),
        or_(hears(col(Attendance.membership_id)), _admitted).label("hears"),
    )
    .select_from(AgendaItem)
    .join(Attendance, and_(
        col(Attendance.region_id) == col(AgendaItem.region_id),
        col(Attendance.meeting_id) == col(AgendaItem.meeting_id),
    ))
    .outerjoin(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .outerjoin(Partner, row_of(Partner, Attendance.partner_id, Attendance.region_id))
    .outerjoin(Person, col(Person.id) == col(Membership.person_id))
    .where(col(AgendaItem.region_id) == ASKER.region, one_of(col(AgendaItem.id), "items"))
    .where(col(Attendance.state) != AttendanceState.ABSENT)
    .order_by(col(Partner.position), col(Attendance.noted_at), col(Attendance.id))
)  # fmt: skip
