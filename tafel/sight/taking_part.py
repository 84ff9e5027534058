"""Who takes part in a case, and who could: partners for all to see, persons only of one's own partner."""

from uuid import UUID

from sqlalchemy import and_, false, func, select
from sqlmodel import col

from models.signal_terms import SignalState
from models.tables.casework import Case, CaseMember
from models.tables.people import Membership, Person
from models.tables.signals import Signal
from models.terms import PartnerKind
from models.views.casework import MemberName
from models.views.taking_part import CasePeople, NewCase
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import Refused, say
from tafel.sight import asks, casework, visible


def case_people(reading: Reading, case_id: UUID) -> CasePeople:
    """Who takes part: the partners, and of my own partner the persons."""
    case = visible.require_case(reading, case_id)
    desk, names = asks.desk(reading, case), casework.partner_names(reading)
    head = casework.head_of(reading, case, desk)
    inside = {partner.id for partner in head.partners}
    outside = tuple(names[r.id] for r in desk.receivers if r.id not in inside)
    assert reading.seat.partner
    return CasePeople(
        head=head,
        own=names[reading.seat.partner],
        leads=case.lead_partner_id == reading.seat.partner,
        own_people=_colleagues(reading, case_id),
        others=outside,
    )


def require_brought(reading: Reading, case_id: UUID) -> None:
    """Raises Refused for a draft of a signal: it is its writer's alone."""
    if is_draft(reading, case_id):
        raise Refused(say("Dit is een concept en van u alleen. Breng het signaal eerst."))


def require_led(reading: Reading, case_id: UUID) -> Case:
    """The case, open, of which its lead partner decides: a signal is weighed first, by who takes it up."""
    case = visible.require_open_case(reading, case_id)
    if reading.row(_NOT_WEIGHED, case=case_id):
        raise Refused(say("Dit signaal is nog niet gewogen. Daarna beslist wie de regie krijgt."))
    return case


def require_may_leave(reading: Reading, case_id: UUID, partner: UUID) -> Case:
    """The case, open, unless this partner is to take it up as a signal that waits: somebody owns that."""
    case = visible.require_open_case(reading, case_id)
    if reading.row(_TAKES_UP, case=case_id, partner=partner):
        raise Refused(say("Deze partner pakt het signaal op. Laat die het eerst wegen of doorgeven."))
    return case


def is_draft(reading: Reading, case_id: UUID) -> bool:
    """Whether it is a signal that was not brought yet."""
    return reading.row(_DRAFT, case=case_id) is not None


def new_case(reading: Reading) -> NewCase:
    """What can be chosen while one opens a case: other partners, and colleagues of one's own."""
    names, seat = casework.partner_names(reading), reading.seat
    others = tuple(one for one in names.values() if one.id != seat.partner)
    return NewCase(
        partners=others,
        colleagues=tuple(one for one in _colleagues(reading, None) if one.membership_id != seat.membership),
        may_bring=tuple(names.values()) if seat.kind is PartnerKind.VZ else (),
    )


def _colleagues(reading: Reading, case_id: UUID | None) -> tuple[MemberName, ...]:
    part = and_(
        col(CaseMember.region_id) == col(Membership.region_id),
        col(CaseMember.membership_id) == col(Membership.id),
        col(CaseMember.case_id) == case_id,
        col(CaseMember.until).is_(None),
    )
    rows = reading.session.execute(
        select(
            col(Membership.id).label("membership_id"), col(Person.name), col(Membership.job),
            (func.coalesce(col(Membership.secrecy_until) > reading.now, false())).label("signed"),
            col(CaseMember.id).is_not(None).label("is_member"), col(CaseMember.since),
        )
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(CaseMember, part)
        .where(col(Membership.region_id) == reading.seat.region, col(Membership.partner_id) == reading.seat.partner)
        .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
        .order_by(Person.name)
    )  # fmt: skip
    return tuple(MemberName.model_validate(row) for row in rows)


_THIS = (col(Signal.region_id) == ASKER.region, col(Signal.case_id) == given("case"))
_DRAFT = select(col(Signal.case_id)).where(*_THIS, col(Signal.state) == SignalState.DRAFT)
_NOT_WEIGHED = select(col(Signal.case_id)).where(*_THIS, col(Signal.state) != SignalState.WEIGHED)
_TAKES_UP = _NOT_WEIGHED.where(col(Signal.handler_partner_id) == given("partner"))
