"""What the room asks the database: its items in order, who may hear each, and who is there."""

from typing import Any

from sqlalchemy import and_, case, exists, false, func, literal_column, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import AttendanceState
from models.tables.casework import Case, CaseMember, CasePurpose
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.people import Membership, Partner, Person, SecrecySignature
from models.tables.room import Admission, Attendance, Narrowing, NarrowingPartner, Presence, StoodAside
from models.terms import PartnerKind
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.sight import at_table
from tafel.sight.joins import row_of

_of_part = and_(
    col(NarrowingPartner.region_id) == col(Narrowing.region_id),
    col(NarrowingPartner.narrowing_id) == col(Narrowing.id),
)
_these = (col(AgendaItem.region_id) == ASKER.region, one_of(col(AgendaItem.id), "items"))
_circle = and_(
    col(ItemPartner.region_id) == col(AgendaItem.region_id),
    col(ItemPartner.item_id) == col(AgendaItem.id),
    col(ItemPartner.until).is_(None),
)
_of_file = and_(
    col(CaseMember.region_id) == col(AgendaItem.region_id),
    col(CaseMember.case_id) == col(AgendaItem.case_id),
    col(CaseMember.until).is_(None),
)
_member = and_(_of_file, col(CaseMember.partner_id) == col(ItemPartner.partner_id))
_latest = aliased(Presence)
_last_press = (
    select(col(_latest.id))
    .where(col(_latest.region_id) == col(Attendance.region_id), col(_latest.attendance_id) == col(Attendance.id))
    .order_by(col(_latest.at).desc())
    .limit(1)
    .scalar_subquery()
)
_purpose = func.coalesce(
    col(AgendaItem.purpose),
    select(col(CasePurpose.purpose))
    .where(col(CasePurpose.region_id) == col(AgendaItem.region_id), col(CasePurpose.case_id) == col(AgendaItem.case_id))
    .order_by(col(CasePurpose.position))
    .limit(1)
    .scalar_subquery(),
).label("purpose")
ITEMS = (
    select(
        col(AgendaItem.id), col(AgendaItem.case_id), col(AgendaItem.kind), _purpose,
        col(AgendaItem.minutes), col(AgendaItem.mode), col(AgendaItem.urgent), col(AgendaItem.late),
        col(AgendaItem.starts_at), col(AgendaItem.opened_at), col(AgendaItem.closed_at), col(AgendaItem.chair_id),
        col(AgendaItem.note_taker_id), col(AgendaItem.title), col(AgendaItem.brief), col(AgendaItem.remark),
        col(AgendaItem.question_id), col(AgendaItem.proposed_by), col(AgendaItem.fixed_time), col(Case.code_word),
        col(Case.framework),
    )
    .join(Case, row_of(Case, AgendaItem.case_id, AgendaItem.region_id))
    .join(Meeting, and_(*at_table.of_meeting()))
    .where(col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.meeting_id) == given("meeting"))
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA))
    .order_by(col(AgendaItem.position), col(AgendaItem.id))
)  # fmt: skip
MY_ITEMS = ITEMS.where(at_table.own_items(asker(kind=None)))
_circles: Any = (
    select(literal_column("0"), col(AgendaItem.id), col(ItemPartner.partner_id))
    .join(ItemPartner, _circle)
    .where(*_these)
)
_members: Any = (
    select(literal_column("1"), col(AgendaItem.id), col(CaseMember.membership_id))
    .join(CaseMember, _of_file)
    .where(*_these, exists().where(_circle, col(ItemPartner.partner_id) == col(CaseMember.partner_id)))
)
_admitted: Any = (
    select(literal_column("2"), col(AgendaItem.id), col(Admission.attendance_id))
    .join(Admission, and_(Admission.region_id == AgendaItem.region_id, Admission.item_id == AgendaItem.id))  # type: ignore[arg-type]
    .where(*_these)
)
_signed: Any = select(literal_column("3"), col(SecrecySignature.item_id), col(SecrecySignature.membership_id)).where(
    col(SecrecySignature.region_id) == ASKER.region, one_of(col(SecrecySignature.item_id), "items"),
    col(SecrecySignature.membership_id).is_not(None),
)  # fmt: skip
_stay: Any = (
    select(literal_column("4"), col(Narrowing.item_id), col(NarrowingPartner.partner_id))
    .join(NarrowingPartner, _of_part)
    .where(col(Narrowing.region_id) == ASKER.region, one_of(col(Narrowing.item_id), "items"))
    .where(col(Narrowing.ended_at).is_(None))
)
_aside: Any = select(literal_column("5"), col(StoodAside.item_id), col(StoodAside.membership_id)).where(
    col(StoodAside.region_id) == ASKER.region,
    one_of(col(StoodAside.item_id), "items"),
    col(StoodAside.until).is_(None),
)
_present = one_of(col(CaseMember.membership_id), "seats")
_on_table = and_(col(AgendaItem.opened_at).is_not(None), col(AgendaItem.closed_at).is_(None))
_watched = or_(_on_table, col(AgendaItem.chair_id) == ASKER.membership)
_me = col(CaseMember.membership_id) == ASKER.membership
LISTS: Any = union_all(_circles, _members, _admitted, _signed, _stay, _aside)
LISTS_HERE: Any = union_all(_circles, _members.where(_present), _admitted, _signed, _stay, _aside)
MY_LISTS: Any = union_all(
    _circles.where(_watched), _members.where(_me), _members.where(_watched, _present), _admitted, _signed, _stay, _aside
)
_signs = case(
    (col(Attendance.membership_id).is_(None), col(Attendance.secrecy_signed)),
    else_=func.coalesce(and_(col(Membership.secrecy_until) > NOW, col(Membership.ended_at).is_(None)), false()),
)
PEOPLE = (
    select(
        col(Attendance.id), col(Attendance.membership_id), col(Attendance.partner_id), col(Attendance.guest),
        _signs.label("signed"), col(Attendance.how), col(Attendance.state), col(Attendance.noted_at),
        col(Person.name),
        col(Presence.here), col(Presence.source), col(Presence.at),
    )
    .select_from(Attendance)
    .outerjoin(Presence, and_(Presence.region_id == Attendance.region_id, Presence.id == _last_press))  # type: ignore[arg-type]
    .outerjoin(Membership, row_of(Membership, Attendance.membership_id, Attendance.region_id))
    .outerjoin(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(Partner, row_of(Partner, Attendance.partner_id, Attendance.region_id))
    .where(col(Attendance.region_id) == ASKER.region, col(Attendance.meeting_id) == given("meeting"))
    .order_by(col(Partner.position), col(Person.name), col(Attendance.guest), col(Attendance.id))
)  # fmt: skip
HERE = PEOPLE.where(
    or_(
        col(Attendance.membership_id) == ASKER.membership,
        col(Presence.here).is_(True),
        and_(col(Presence.id).is_(None), col(Attendance.state) == AttendanceState.PRESENT),
    )
)
SECRETARIAT = (
    select(col(Membership.id))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .where(col(Membership.region_id) == ASKER.region, col(Partner.kind) == PartnerKind.VZ)
    .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
)
HEARERS = (
    select(col(Membership.id))
    .select_from(AgendaItem)
    .join(ItemPartner, _circle)
    .join(CaseMember, _member)
    .join(
        Membership,
        and_(
            col(Membership.region_id) == col(AgendaItem.region_id),
            or_(
                col(Membership.id) == col(CaseMember.membership_id),
                col(Membership.id) == col(AgendaItem.chair_id),
                col(Membership.id) == col(AgendaItem.note_taker_id),
            ),
        ),
    )
    .where(*_these)
    .distinct()
)
