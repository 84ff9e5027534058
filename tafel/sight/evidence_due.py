"""Records that end soon, and telling somebody that was put off: they come back on a day, to whoever goes on about it.

An agreement, or a decision on a cooperation, is told sixty days before: of the whole region to the secretary, the
contacts and privacy contacts of its parties, the privacy officer, and who made or confirmed it. What stands in a case
is told to its members who can renew it, an agreement to those of all its parties.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, or_, select
from sqlmodel import col

from models.tables.casework import Case, Subject
from models.tables.people import Membership
from models.tables.sharing import Evidence
from models.terms import CaseState, Condition, PartnerKind, Role
from models.views.evidence import EvidenceDue
from tafel import clock
from tafel.db import Reading
from tafel.evidence_kinds import KINDS
from tafel.prepared import ASKER, given, one_of, some_of
from tafel.seat import Seat
from tafel.sight import visible
from tafel.sight.joins import row_of
from tafel.sight.records import COUNTS

OF_REGION, OF_CASE = timedelta(days=60), timedelta(days=14)
_SAME = ("condition", "case_id", "partner_id", "giver_id", "subject_id")
_NAMED = ("receivers", "categories", "purposes", "frameworks")


def due(reading: Reading) -> tuple[EvidenceDue, ...]:
    """What this reader is told of, the first day first; nothing that was followed by a record that lasts longer."""
    today = clock.day_of(reading.now)
    statement = _NEAR[reading.seat.role is Role.PRIVACY_OFFICER]
    rows = reading.rows(statement, today=today, of_case=today + OF_CASE, of_region=today + OF_REGION)
    mine = [row for row in rows if _is_told(reading.seat, row)]
    later = _that_may_follow(reading, mine)
    return tuple(_due(row, today) for row in mine if not any(_follows(one, row) for one in later))


def _that_may_follow(reading: Reading, due: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    if not due:
        return ()
    partners, conditions = {row.partner_id for row in due}, {row.condition for row in due}
    return reading.rows(_OF_PARTNERS, partners=list(partners), conditions=list(conditions))


def _is_told(seat: Seat, record: Row[Any]) -> bool:
    parties = (record.receivers or []) if record.giver_id is None else [str(record.giver_id)]
    if record.case_id is not None:
        return seat.partner == record.partner_id or str(seat.partner) in parties
    if seat.role is Role.PRIVACY_OFFICER or seat.person in (record.made_by, record.confirmed_by):
        return True
    if seat.kind is PartnerKind.VZ and seat.role is Role.SECRETARY:
        return True
    return (seat.role is Role.PRIVACY_CONTACT or record.to_contact) and str(seat.partner) in parties


def _follows(later: Row[Any], record: Row[Any]) -> bool:
    """Whether another record says the same of as much, for longer."""
    if later.id == record.id or any(getattr(later, name) != getattr(record, name) for name in _SAME):
        return False
    longer = later.claimed_until is None or later.claimed_until > record.claimed_until
    return longer and all(_holds(getattr(later, name), getattr(record, name)) for name in _NAMED)


def _holds(wide: list[str] | None, narrow: list[str] | None) -> bool:
    return wide is None or (narrow is not None and set(narrow) <= set(wide))


def _due(row: Row[Any], today: date) -> EvidenceDue:
    return EvidenceDue(
        id=row.id,
        title=KINDS[row.condition].title,
        case_word=row.code_word,
        letter=row.letter,
        on=row.claimed_until,
        past=row.claimed_until < today,
        review=row.condition is Condition.INF,
    )


_COLUMNS = (
    col(Evidence.id), col(Evidence.condition), col(Evidence.case_id), col(Evidence.partner_id), col(Evidence.giver_id),
    col(Evidence.subject_id), col(Evidence.receivers), col(Evidence.categories), col(Evidence.purposes),
    col(Evidence.frameworks), col(Evidence.claimed_until), col(Evidence.made_by), col(Evidence.confirmed_by),
)  # fmt: skip
_STANDS = (COUNTS, col(Evidence.ended_at).is_(None), col(Evidence.condition).in_(list(KINDS)))
_CONTACT = (
    exists()
    .where(
        col(Membership.region_id) == ASKER.region, col(Membership.id) == ASKER.membership,
        col(Membership.is_contact).is_(True),
    )
    .label("to_contact")
)  # fmt: skip
_OPEN = and_(
    row_of(Case, Evidence.case_id, Evidence.region_id), visible.cases(ASKER), col(Case.state) == CaseState.OPEN
)
_LONG = [condition for condition, kind in KINDS.items() if kind.of_region]  # also where one is made for a single case
_SOON = or_(
    and_(
        or_(col(Evidence.case_id).is_(None), and_(col(Case.id).is_not(None), col(Evidence.condition).in_(_LONG))),
        col(Evidence.claimed_until) <= given("of_region"),
    ),
    and_(col(Case.id).is_not(None), col(Evidence.claimed_until) <= given("of_case")),
)
_STAYS = col(Evidence.condition) == Condition.INF  # telling that was put off waits until somebody looks at it again
_NEAR = {
    officer: select(*_COLUMNS, col(Case.code_word), col(Subject.letter), _CONTACT)
    .select_from(Evidence)
    .outerjoin(Case, _OPEN)
    .outerjoin(Subject, row_of(Subject, Evidence.subject_id, Evidence.region_id))
    .where(col(Evidence.region_id) == ASKER.region if officer else visible.evidence_of_partner(ASKER))
    .where(*_STANDS, _SOON, or_(col(Evidence.claimed_until) >= given("today"), _STAYS))
    .order_by(col(Evidence.claimed_until), col(Evidence.id))
    for officer in (True, False)
}
_OF_PARTNERS = select(*_COLUMNS).where(
    col(Evidence.region_id) == ASKER.region, *_STANDS,
    one_of(col(Evidence.partner_id), "partners"), col(Evidence.condition).in_(some_of("conditions")),
)  # fmt: skip
