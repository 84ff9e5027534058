"""Which partners of the circle agree with minutes as they stand, so that these need not wait for the last day."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlmodel import col

from models.meeting_terms import LineKind, RemarkOutcome
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem, ItemPartner
from models.tables.minutes import Minutes, MinutesAgreement, Remark
from models.tables.people import Partner
from models.tables.room import Line
from models.tables.sharing import Share
from models.views.minutes import Agreement
from tafel.context import Beyond
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.sight import at_table
from tafel.sight import minutes_rows as rows_of
from tafel.sight import minutes_todo as todo
from tafel.sight.joins import row_of


def of_minutes(reading: Reading, minutes_id: UUID) -> tuple[Agreement, ...]:
    """Each partner of the circle, for who writes these up; `stands`: nothing was said or shared in them since."""
    found: dict[UUID, Agreement] = {}
    with reading.beyond(Beyond.MINUTES):
        rows = reading.rows(_AGREEMENTS, minutes=minutes_id)
    for row in rows:
        before = found.get(row.id)
        stands = row.agreed_at is not None and not row.changed and (before is None or before.stands)
        found[row.id] = Agreement(partner=row.short_name, agreed_at=row.agreed_at, stands=stands)
    return tuple(found.values())


def all_agree(reading: Reading, minutes_id: UUID) -> bool:
    """Whether every partner of the circle agrees with what stands, and no words wait for a partner any more."""
    each = of_minutes(reading, minutes_id)
    return bool(each) and all(one.stands for one in each) and not reading.rows(todo.UNCONFIRMED, minutes=[minutes_id])


def of_ours(reading: Reading, minutes_id: UUID) -> Any:
    """When my own partner agreed, if it did."""
    found = reading.values(_OURS, minutes=minutes_id)
    return found[0] if found else None


_since = col(MinutesAgreement.agreed_at)
_shared_since = exists().where(
    col(Share.region_id) == col(Statement.region_id), col(Share.statement_id) == col(Statement.id),
    col(Share.receiver_id) == col(MinutesAgreement.partner_id),
    or_(col(Share.given_at) > _since, col(Share.ended_at) > _since),
)  # fmt: skip
_said_since = and_(
    col(Line.kind).not_in((LineKind.REMARK, LineKind.QUESTION)),
    or_(
        col(Version.written_at) > _since, col(Line.confirmed_at) > _since, col(Statement.removed_at) > _since,
        _shared_since,
    ),
)  # fmt: skip
_attached_since = and_(col(Remark.outcome) == RemarkOutcome.ATTACHED, col(Remark.answered_at) > _since)
_changed = (
    select(col(Line.statement_id))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Version, and_(col(Version.region_id) == col(Statement.region_id), col(Version.statement_id) == Statement.id))
    .outerjoin(Remark, and_(Remark.region_id == Line.region_id, Remark.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .where(col(Line.region_id) == col(AgendaItem.region_id), col(Line.item_id) == col(AgendaItem.id))
    .where(or_(_said_since, _attached_since))
    .correlate(AgendaItem, MinutesAgreement)
    .exists()
)
_AGREEMENTS: Any = (
    select(col(Partner.id), col(Partner.short_name), _since, _changed.label("changed"))
    .select_from(Minutes)
    .join(AgendaItem, rows_of.of_item())
    .join(ItemPartner, and_(*rows_of.of_circle()))
    .join(Partner, row_of(Partner, ItemPartner.partner_id, ItemPartner.region_id))
    .outerjoin(
        MinutesAgreement,
        and_(
            col(MinutesAgreement.region_id) == col(Minutes.region_id),
            col(MinutesAgreement.minutes_id) == col(Minutes.id),
            col(MinutesAgreement.partner_id) == col(Partner.id),
        ),
    )
    .where(col(Minutes.region_id) == ASKER.region, col(Minutes.id) == given("minutes"))
    .where(col(AgendaItem.state).in_(at_table.ON_AGENDA))
    .order_by(col(Partner.position), col(Partner.id))
)  # fmt: skip
_OURS = select(func.max(_since)).where(
    col(MinutesAgreement.region_id) == ASKER.region, col(MinutesAgreement.minutes_id) == given("minutes"),
    col(MinutesAgreement.partner_id) == ASKER.partner,
)  # fmt: skip
