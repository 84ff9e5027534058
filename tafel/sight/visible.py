"""One predicate per kind of thing: composed into every query that hands something to a reader.

A version is visible to whoever wrote it; and to a named member of its case, for the partner that says it or a partner
with which it is shared now. Membership of the region, a role, or a seat at the same partner is not enough.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from models.tables.casework import Case, CaseMember, Statement, Version
from models.tables.ledger import Entry, EnvelopeField
from models.tables.sharing import Evidence, Share
from models.terms import CaseState, Role
from tafel.db import Reading, Writing
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat

_member, _share = aliased(CaseMember), aliased(Share)  # apart from the same tables in the queries around them


def in_force(now: datetime, share: type[Share] = Share) -> ColumnElement[bool]:
    """A share that stands now: not ended, not past its end, not held by a doubt."""
    return and_(col(share.ended_at).is_(None), col(share.ends_at) > now, col(share.held_at).is_(None))


def membership_of(seat: Seat, case_id: Mapped[Any]) -> ColumnElement[bool]:
    """Whether this seat is a named member of the case, now."""
    return exists().where(
        col(_member.region_id) == seat.region,
        col(_member.case_id) == case_id,
        col(_member.membership_id) == seat.membership,
        col(_member.until).is_(None),
    )


def cases(seat: Seat) -> ColumnElement[bool]:
    """The cases of which this seat is a member."""
    return and_(col(Case.region_id) == seat.region, membership_of(seat, col(Case.id)))


def shared_with(seat: Seat, now: datetime, share: type[Share] = Share) -> ColumnElement[bool]:
    """Shares in force that were given to this seat's partner, or to this person alone where one was named."""
    to_me = or_(col(share.receiver_person_id).is_(None), col(share.receiver_person_id) == seat.person)
    mine = and_(col(share.region_id) == seat.region, col(share.receiver_id) == seat.partner)
    return and_(mine, to_me, in_force(now, share))


def versions(seat: Seat, now: datetime) -> ColumnElement[bool]:
    """The versions this seat may read; goes with a join of Version to its Statement."""
    if seat.partner is None:
        return false()
    here = and_(col(Version.region_id) == seat.region, col(Statement.removed_at).is_(None))
    ours = col(Statement.partner_id) == seat.partner
    given = exists().where(col(_share.version_id) == col(Version.id), shared_with(seat, now, _share))
    wrote = and_(ours, col(Version.written_by) == seat.person)
    return and_(here, or_(wrote, and_(membership_of(seat, col(Statement.case_id)), or_(ours, given))))


def evidence(seat: Seat) -> ColumnElement[bool]:
    """Records of conditions: for the partner that made one, gives on it or must confirm it, and the privacy officer.

    Agreements of the whole region are known to all its partners.
    """
    here = col(Evidence.region_id) == seat.region
    if seat.role is Role.PRIVACY_OFFICER:
        return here
    if seat.partner is None:
        return false()
    ours = (Evidence.partner_id, Evidence.giver_id, Evidence.confirmed_for)
    concerned = or_(*(col(column) == seat.partner for column in ours), col(Evidence.giver_id).is_(None))
    known = or_(col(Evidence.case_id).is_(None), membership_of(seat, col(Evidence.case_id)))
    asked = and_(col(Evidence.asked_person) == seat.person, col(Evidence.confirmed_for) == seat.partner)
    return and_(here, or_(and_(concerned, known), asked))


def own_evidence(seat: Seat) -> ColumnElement[bool]:
    """Records that this seat's partner made in a case where it has no member any more: still its own to end."""
    members = exists().where(
        col(_member.region_id) == seat.region,
        col(_member.case_id) == col(Evidence.case_id),
        col(_member.partner_id) == seat.partner,
        col(_member.until).is_(None),
    )
    return and_(col(Evidence.region_id) == seat.region, col(Evidence.partner_id) == seat.partner, ~members)


def ledger(seat: Seat) -> ColumnElement[bool]:
    """The whole register for the privacy officer; for a partner's member, what that member's own seat did."""
    here = col(Entry.region_id) == seat.region
    if seat.role is Role.PRIVACY_OFFICER:
        return and_(here, true())
    own = (col(Entry.person) == str(seat.person), EnvelopeField("membership") == str(seat.membership))
    return and_(here, *own) if seat.partner else false()


def require_case(reading: Reading, case_id: UUID) -> Case:
    """The case, for an act of one of its members; else there is no such case."""
    found = reading.session.scalar(select(Case).where(cases(reading.seat), col(Case.id) == case_id))
    if found is None:
        raise NotFound
    return found


def require_open_case(reading: Reading, case_id: UUID) -> Case:
    """The case, if it still takes new words."""
    case = require_case(reading, case_id)
    if case.state is CaseState.CLOSED:
        raise Refused(say("Deze casus is gesloten. Er kan niets meer bij."))
    return case


def require_own_statement(reading: Reading, statement_id: UUID) -> tuple[Statement, Version]:
    """A statement of one's own partner with its latest words; else there is no such statement.

    An act holds it, so that nobody shares words while they change.
    """
    if isinstance(reading, Writing):
        held = select(col(Statement.id)).where(
            col(Statement.region_id) == reading.seat.region, col(Statement.id) == statement_id
        )
        reading.session.execute(held.with_for_update())
    row = reading.session.execute(
        select(Statement, Version)
        .join(Version, and_(*latest()))
        .where(versions(reading.seat, reading.now), col(Statement.id) == statement_id)
        .where(col(Statement.partner_id) == reading.seat.partner)
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def latest() -> tuple[ColumnElement[bool], ...]:
    """How a statement is joined to its latest version."""
    return (
        col(Version.region_id) == col(Statement.region_id),
        col(Version.statement_id) == col(Statement.id),
        col(Version.number) == col(Statement.latest),
    )
