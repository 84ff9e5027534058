"""How somebody can be reached in safety: for care coordination, and who has to be in contact now."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import ActionState
from models.tables.care import ActionContact
from models.tables.casework import Statement, Subject
from models.tables.people import Partner
from models.tables.room import ActionItem
from models.terms import FieldName, PartnerKind
from tafel.seat import Seat

# Apart from the same tables in the queries around them.
_asked, _deed, _does, _sits = aliased(ActionContact), aliased(ActionItem), aliased(Statement), aliased(Partner)
_one, _other = aliased(Subject), aliased(Subject)


def for_contact(seat: Seat) -> ColumnElement[bool]:
    """Anything but how somebody is reached in safety: that is for care coordination, and who has to be in contact."""
    other = or_(col(Statement.field).is_(None), col(Statement.field) != FieldName.SAFE_CONTACT)
    coordinates = exists().where(
        col(_sits.region_id) == seat.region, col(_sits.id) == seat.partner, col(_sits.kind) == PartnerKind.ZC
    )
    return or_(other, coordinates, has_to_be_in_contact(seat, col(Statement.case_id), col(Statement.subject_id)))


def has_to_be_in_contact(seat: Seat, case_id: Any, subject_id: Any) -> ColumnElement[bool]:
    """Whether this seat has an open action that asks to be in contact with a subject, under whatever letter."""
    mine = or_(col(_deed.person_id).is_(None), col(_deed.person_id) == seat.membership)
    return exists().where(
        col(_asked.region_id) == seat.region,
        col(_one.region_id) == seat.region, col(_one.id) == col(_asked.subject_id),
        col(_other.region_id) == seat.region, col(_other.id) == subject_id,
        _same_person(_one) == _same_person(_other),
        col(_deed.region_id) == seat.region, col(_deed.statement_id) == col(_asked.statement_id),
        col(_deed.state) == ActionState.OPEN, mine,
        col(_does.region_id) == seat.region, col(_does.id) == col(_deed.statement_id),
        col(_does.case_id) == case_id, col(_does.partner_id) == seat.partner, col(_does.removed_at).is_(None),
    )  # fmt: skip


def _same_person(letter: type[Subject]) -> Any:
    """The letter as which a subject counts: of two that turned out to be one person, the one that stayed."""
    return func.coalesce(col(letter.merged_into), col(letter.id))
