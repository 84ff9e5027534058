"""One predicate per kind of thing: composed into every query that hands something to a reader.

A version is visible to whoever wrote it; and to a named member of its case, for the partner that says it or a partner
with which it is shared now, or with which a correction of it is. Membership of the region, a role, or a seat at the
same partner is not enough. How somebody can be reached in safety is for fewer still: who wrote it, the care
coordination, and who has to be in contact now.
"""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, inspect, or_, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from models.amend_terms import AmendmentKind
from models.meeting_terms import ItemKind, ItemState
from models.tables.amendments import Amendment, AmendmentReceiver
from models.tables.casework import Case, CaseMember, HandOut, Statement, Version
from models.tables.ledger import Entry, EnvelopeField
from models.tables.meetings import AgendaItem, Meeting
from models.tables.questions import Question, QuestionPartner
from models.tables.sharing import Evidence, Share
from models.terms import CaseState, PartnerKind, Role, ShareEnd
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, NOW, asker, given
from tafel.refusals import NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight.reaching import for_contact

# Apart from the same tables in the queries around them.
_member, _share, _shown = aliased(CaseMember), aliased(Share), aliased(HandOut)
_item, _meeting, _asked = aliased(AgendaItem), aliased(Meeting), aliased(QuestionPartner)
_old, _new, _between, _had = aliased(Share), aliased(Share), aliased(Share), aliased(HandOut)
_given, _told, _later = aliased(Share), aliased(AmendmentReceiver), aliased(Version)


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


def inside(seat: Seat, case_id: Mapped[Any]) -> ColumnElement[bool]:
    """The same, asked of each case by itself: PostgreSQL would else gather all cases of this seat for a few of them."""
    return select(membership_of(seat, case_id).correlate(inspect(case_id).parent)).scalar_subquery()


def cases(seat: Seat) -> ColumnElement[bool]:
    """The cases of which this seat is a member."""
    return and_(col(Case.region_id) == seat.region, membership_of(seat, col(Case.id)))


def no_waiting_file(seat: Seat) -> ColumnElement[bool]:
    """Not the file of an item that others announced and that stands on no agenda that was sent.

    The secretariat knows of every item.
    """
    if seat.kind is PartnerKind.VZ:
        return true()
    waits = or_(col(_meeting.sent_at).is_(None), col(_item.state).not_in((ItemState.ACCEPTED, ItemState.HANDLED)))
    return ~exists().where(
        col(_item.region_id) == col(Case.region_id), col(_item.case_id) == col(Case.id),
        col(_item.kind) != ItemKind.CASE, col(_item.proposed_by) != seat.partner,
        col(_meeting.region_id) == col(_item.region_id), col(_meeting.id) == col(_item.meeting_id), waits,
    )  # fmt: skip


def shared_with(seat: Seat, now: datetime, share: type[Share] = Share) -> ColumnElement[bool]:
    """Shares in force that were given to this seat's partner as a whole."""
    mine = and_(col(share.region_id) == seat.region, col(share.receiver_id) == seat.partner)
    return and_(mine, col(share.receiver_person_id).is_(None), in_force(now, share))


def with_me_alone(seat: Seat, now: datetime, share: type[Share] = Share) -> ColumnElement[bool]:
    """Shares in force that were given to this very person, and are shown once: never again after that."""
    mine = and_(col(share.region_id) == seat.region, col(share.receiver_id) == seat.partner)
    shown = exists().where(
        col(_shown.region_id) == seat.region,
        col(_shown.version_id) == col(share.version_id),
        col(_shown.person_id) == seat.person,
        col(_shown.partner_id) == seat.partner,
    )
    return and_(mine, col(share.receiver_person_id) == seat.person, in_force(now, share), ~shown)


def versions(seat: Seat, now: datetime) -> ColumnElement[bool]:
    """The versions this seat may read; goes with a join of Version to its Statement."""
    if seat.partner is None:
        return false()
    here = and_(col(Version.region_id) == seat.region, col(Statement.removed_at).is_(None))
    ours = col(Statement.partner_id) == seat.partner
    this = (col(_share.statement_id) == col(Statement.id), col(_share.version_id) == col(Version.id))
    shared = exists().where(*this, or_(shared_with(seat, now, _share), with_me_alone(seat, now, _share)))
    wrote = and_(ours, col(Version.written_by) == seat.person)
    given = or_(ours, shared, _corrected(seat, now))
    member = and_(inside(seat, col(Statement.case_id)), given, for_contact(seat))
    return and_(here, or_(wrote, member))


def had_before(seat: Seat, now: datetime, old: type[Share], new: type[Share]) -> ColumnElement[bool]:
    """A share of old words in whose place one of corrected words stands now; and somebody of us was shown the old.

    Goes with an Amendment: a correction after the old words were given, and before the new ones were. What was given in
    between must have made place for the next each time: what was taken back or ran out does not come back.
    """
    same = (col(new.region_id) == seat.region, col(new.statement_id) == col(old.statement_id))
    shown = exists().where(
        col(_had.region_id) == seat.region, col(_had.version_id) == col(old.version_id),
        col(_had.partner_id) == seat.partner,
    )  # fmt: skip
    broken = exists().where(
        col(_between.region_id) == seat.region, col(_between.statement_id) == col(old.statement_id),
        col(_between.receiver_id) == seat.partner, col(_between.given_at) >= col(old.given_at),
        col(_between.given_at) < col(new.given_at), col(_between.ended_why) != ShareEnd.REPLACED,
    )  # fmt: skip
    return and_(
        ~broken,
        col(old.region_id) == seat.region, col(old.receiver_id) == seat.partner, col(old.receiver_person_id).is_(None),
        col(old.ended_why) == ShareEnd.REPLACED, col(old.ends_at) > now, shown, *same, shared_with(seat, now, new),
        col(Amendment.region_id) == seat.region, col(Amendment.statement_id) == col(old.statement_id),
        col(Amendment.kind) == AmendmentKind.CORRECTED, col(Amendment.made_at) > col(old.given_at),
        col(Amendment.made_at) <= col(new.given_at),
    )  # fmt: skip


def _corrected(seat: Seat, now: datetime) -> ColumnElement[bool]:
    """Old words that this seat's partner was shown, while corrected words are shared with it in their place."""
    this = (col(_old.statement_id) == col(Statement.id), col(_old.version_id) == col(Version.id))
    return exists().where(*this, had_before(seat, now, _old, _new))


def still_agreed(seat: Seat, now: datetime) -> ColumnElement[bool]:
    """What was agreed to do, of which this seat may now read the same words with a reason below them.

    Goes with a join of Version to its Statement.
    """
    this = (col(_later.region_id) == seat.region, col(_later.statement_id) == col(Statement.id))
    same = (col(_later.agreed_in) <= col(Version.number), col(_later.number) > col(Version.number))
    shared = (col(_share.statement_id) == col(Statement.id), col(_share.version_id) == col(_later.id))
    given = exists().where(*this, *same, *shared, shared_with(seat, now, _share))
    here = and_(col(Version.region_id) == seat.region, col(Statement.removed_at).is_(None))
    return and_(here, membership_of(seat, col(Statement.case_id)), given)


def amendments(seat: Seat) -> ColumnElement[bool]:
    """What was corrected or recalled: for the giver's members of the case, who had it, and the privacy officer.

    Who answers for privacy at the giver knows of all of it too, and of no case by that.
    """
    here = col(Amendment.region_id) == seat.region
    if seat.role is Role.PRIVACY_OFFICER:
        return here
    if seat.partner is None:
        return false()
    answers = true() if seat.role is Role.PRIVACY_CONTACT else membership_of(seat, col(Amendment.case_id))
    given = and_(col(Amendment.giver_id) == seat.partner, answers)
    return and_(here, or_(given, amended_for(seat)))


def amended_for(seat: Seat) -> ColumnElement[bool]:
    """What others put right that this seat's partner had: for its members of the case, and for who was shown it."""
    received = exists().where(
        col(_told.region_id) == seat.region,
        col(_told.amendment_id) == col(Amendment.id),
        col(_told.receiver_id) == seat.partner,
    )
    shown = exists().where(
        col(_had.region_id) == seat.region, col(_had.membership_id) == seat.membership,
        col(_given.region_id) == seat.region, col(_given.version_id) == col(_had.version_id),
        col(_given.statement_id) == col(Amendment.statement_id), col(_given.receiver_id) == seat.partner,
    )  # fmt: skip
    return and_(received, or_(membership_of(seat, col(Amendment.case_id)), shown))


def questions(seat: Seat) -> ColumnElement[bool]:
    """Questions to partners: for the members of the case whose partner asks, or is asked."""
    if seat.partner is None:
        return false()
    asked = exists().where(
        col(_asked.region_id) == seat.region, col(_asked.question_id) == col(Question.id),
        col(_asked.partner_id) == seat.partner,
    )  # fmt: skip
    concerned = or_(col(Question.partner_id) == seat.partner, asked)
    return and_(col(Question.region_id) == seat.region, concerned, membership_of(seat, col(Question.case_id)))


def evidence(seat: Seat) -> ColumnElement[bool]:
    """Records of conditions: for the partner that made one, gives on it or must confirm it, and the privacy officer.

    Agreements of the whole region are known to all its partners.
    """
    if seat.role is Role.PRIVACY_OFFICER:
        return col(Evidence.region_id) == seat.region
    return evidence_of_partner(seat)


def evidence_of_partner(seat: Seat) -> ColumnElement[bool]:
    """The same for whoever has a partner; to others there is none."""
    if seat.partner is None:
        return false()
    here = col(Evidence.region_id) == seat.region
    ours = (Evidence.partner_id, Evidence.giver_id, Evidence.confirmed_for)
    concerned = or_(*(col(column) == seat.partner for column in ours), col(Evidence.giver_id).is_(None))
    known = or_(col(Evidence.case_id).is_(None), membership_of(seat, col(Evidence.case_id)))
    asked = and_(col(Evidence.asked_person) == seat.person, col(Evidence.confirmed_for) == seat.partner)
    return and_(here, or_(and_(concerned, known), asked))


def own_evidence(seat: Seat) -> ColumnElement[bool]:
    """Records that this seat's partner made or confirmed in a case it has no member in any more: still its to end."""
    if seat.partner is None:
        return false()
    members = exists().where(
        col(_member.region_id) == seat.region,
        col(_member.case_id) == col(Evidence.case_id),
        col(_member.partner_id) == seat.partner,
        col(_member.until).is_(None),
    )
    confirmed = and_(col(Evidence.confirmed_for) == seat.partner, col(Evidence.confirmed_at).is_not(None))
    ours = or_(col(Evidence.partner_id) == seat.partner, confirmed)
    in_a_case = col(Evidence.case_id).is_not(None)
    return and_(col(Evidence.region_id) == seat.region, in_a_case, ours, ~members)


def ledger(seat: Seat) -> ColumnElement[bool]:
    """The whole register for the privacy officer; for a partner's member, what that member's own seat did."""
    here = col(Entry.region_id) == seat.region
    if seat.role is Role.PRIVACY_OFFICER:
        return and_(here, true())
    own = (col(Entry.person) == str(seat.person), EnvelopeField("membership") == str(seat.membership))
    return and_(here, *own) if seat.partner else false()


def require_case(reading: Reading, case_id: UUID) -> Case:
    """The case, for an act of one of its members; else there is no such case."""
    found = reading.entities(_CASE[reading.seat.kind is PartnerKind.VZ], case=case_id)
    if found is None:
        raise NotFound
    return cast("Case", found[0])


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
        reading.row(_HELD, statement=statement_id)
    row = reading.entities(_OWN, statement=statement_id)
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


_CASE = {
    kind is PartnerKind.VZ: select(Case).where(
        cases(ASKER), col(Case.id) == given("case"), no_waiting_file(asker(kind=kind))
    )
    for kind in (PartnerKind.VZ, None)
}  # fmt: skip
_HELD = (
    select(col(Statement.id))
    .where(col(Statement.region_id) == ASKER.region, col(Statement.id) == given("statement"))
    .with_for_update()
)
_OWN = (
    select(Statement, Version)
    .join(Version, and_(*latest()))
    .where(versions(ASKER, NOW), col(Statement.id) == given("statement"))
    .where(col(Statement.partner_id) == ASKER.partner)
)
