"""The statements behind what there is to do about minutes: what waits, what was remarked, who tells whom, adopting."""

from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import LineKind, MinutesState, RemarkOutcome
from models.tables.casework import CaseMember, Statement, Version
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import Minutes, MinutesLine, Remark, Telling
from models.tables.people import Partner
from models.tables.room import Line
from models.tables.sharing import Share
from models.terms import PartnerKind
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.sight import at_table, passages, visible
from tafel.sight import minutes_rows as rows_of
from tafel.sight.joins import row_of


def _own_item(secretariat: PartnerKind | None) -> Any:
    return (
        select(AgendaItem)
        .select_from(Minutes)
        .join(AgendaItem, rows_of.of_item())
        .join(Meeting, and_(*at_table.of_meeting()))
        .where(col(Minutes.region_id) == ASKER.region, col(Minutes.id) == given("minutes"))
        .where(at_table.own_items(asker(kind=secretariat)))
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
        .limit(1)
    )


OWN_ITEM: dict[bool, Any] = {
    secretariat: _own_item(PartnerKind.VZ if secretariat else None) for secretariat in (True, False)
}  # the item of minutes that is mine to hear, and so to make a remark at
TO_ADOPT: Any = (  # every version of what stands in minutes, whoever may read it
    select(
        col(Statement.id).label("statement_id"), col(Version.id).label("version_id"),
        col(Version.frozen_at).is_not(None).label("frozen"),
        exists()
        .where(
            col(Share.region_id) == col(Version.region_id),
            col(Share.version_id) == col(Version.id),
            visible.in_force(NOW),
        )
        .correlate(Version)
        .label("shared"),
    )
    .select_from(Minutes)
    .join(AgendaItem, rows_of.of_item())
    .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(AgendaItem.id)))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Version, and_(*passages.of_statement()))
    .outerjoin(Remark, and_(Remark.region_id == Line.region_id, Remark.statement_id == Line.statement_id))  # type: ignore[arg-type]
    .where(col(Minutes.region_id) == ASKER.region, col(Minutes.id) == given("minutes"))
    .where(col(Statement.removed_at).is_(None), col(Line.confirmed_at).is_not(None), rows_of.recorded, rows_of.attached)
    .where(col(Line.kind).not_in((LineKind.QUESTION, LineKind.ADDITION)))
    .order_by(col(Statement.id), col(Version.number))
)  # fmt: skip
UNCONFIRMED: Any = (  # how many lines of whom wait: for who writes these up
    select(
        col(Minutes.id).label("minutes_id"), col(Partner.short_name), func.count().label("count"),
    )
    .select_from(Minutes)
    .join(AgendaItem, rows_of.of_item())
    .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(AgendaItem.id)))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .join(Partner, row_of(Partner, Statement.partner_id, Statement.region_id))
    .where(col(Minutes.region_id) == ASKER.region, one_of(col(Minutes.id), "minutes"))
    .where(col(Line.confirmed_at).is_(None), col(Statement.removed_at).is_(None))
    .where(or_(col(Minutes.state) != MinutesState.ADOPTED, col(Line.kind) == LineKind.ADDITION))
    .group_by(col(Minutes.id), col(Partner.short_name), col(Partner.position))
    .order_by(col(Partner.position))
)  # fmt: skip
WRITTEN: Any = (  # how many lines I wrote down at the item of a part, whoever may read them
    select(func.count())
    .select_from(Minutes)
    .join(Line, and_(col(Line.region_id) == col(Minutes.region_id), col(Line.item_id) == col(Minutes.item_id)))
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .where(col(Minutes.region_id) == ASKER.region, col(Minutes.id) == given("minutes"))
    .where(col(Line.taken_by) == ASKER.membership, col(Statement.removed_at).is_(None))
    .where(col(Line.kind).in_((LineKind.SAID, LineKind.DECISION, LineKind.ACTION)))
)
UNANSWERED: Any = (  # how many remarks wait for an answer: for who writes these up
    select(col(Remark.minutes_id), func.count().label("count"))
    .join(Statement, row_of(Statement, Remark.statement_id, Remark.region_id))
    .where(col(Remark.region_id) == ASKER.region, one_of(col(Remark.minutes_id), "minutes"))
    .where(col(Remark.outcome) == RemarkOutcome.OPEN, col(Statement.removed_at).is_(None))
    .group_by(col(Remark.minutes_id))
)
_latest_version = and_(*visible.latest())
_stands = aliased(Share)
_with_others = exists().where(
    col(_stands.region_id) == col(Statement.region_id),
    col(_stands.statement_id) == col(Statement.id),
    visible.in_force(NOW, _stands),
)
REMARKS: Any = (  # every remark on these minutes; `readable` where this reader may have its words
    select(
        col(Statement.id).label("statement_id"), col(Statement.partner_id), col(Statement.case_id),
        col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed), col(Version.written_by),
        col(Statement.written_at), col(Share.id).label("share_id"), col(Partner.short_name), col(Remark.outcome),
        col(Remark.answered_at), visible.versions(ASKER, NOW).label("readable"),
        _with_others.label("shared"),
    )
    .select_from(Remark)
    .join(Statement, row_of(Statement, Remark.statement_id, Remark.region_id))
    .outerjoin(Version, _latest_version)
    .join(Partner, row_of(Partner, Statement.partner_id, Statement.region_id))
    .outerjoin(Share, rows_of.shared)
    .where(col(Remark.region_id) == ASKER.region, col(Remark.minutes_id) == given("minutes"))
    .where(col(Statement.removed_at).is_(None))
    .order_by(col(Statement.written_at), col(Statement.id))
)  # fmt: skip
TOLD: Any = (  # what was said of telling whom; `readable` where this reader may have it
    select(
        col(Telling.subject_id), col(Statement.case_id), col(Statement.partner_id), col(Partner.short_name),
        col(Telling.on_day), col(Telling.postponed), col(Version.id).label("version_id"), col(Version.edit),
        col(Version.text_sealed), col(Version.written_by), col(Share.id).label("share_id"),
        or_(
            visible.versions(ASKER, NOW),
            and_(col(Line.taken_by) == ASKER.membership, col(Version.written_by) == ASKER.person),
        ).label("readable"),
    )
    .select_from(Telling)
    .join(Line, and_(Line.region_id == Telling.region_id, Line.statement_id == Telling.statement_id))  # type: ignore[arg-type]
    .join(Statement, row_of(Statement, Line.statement_id, Line.region_id))
    .outerjoin(Version, _latest_version)
    .join(Partner, row_of(Partner, Statement.partner_id, Statement.region_id))
    .outerjoin(Share, rows_of.shared)
    .where(col(Line.region_id) == ASKER.region, col(Line.item_id) == given("item"))
    .where(col(Statement.removed_at).is_(None))
)  # fmt: skip
MEMBER = select(col(CaseMember.id)).where(
    col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"),
    col(CaseMember.membership_id) == ASKER.membership, col(CaseMember.until).is_(None),
)  # fmt: skip
IS_ADOPTED = (
    select(col(Minutes.id))
    .join(AgendaItem, rows_of.of_item())
    .where(col(Minutes.region_id) == ASKER.region, col(AgendaItem.id) == given("item"))
    .where(col(Minutes.state) == MinutesState.ADOPTED)
)
STANDS_ADOPTED = (
    select(col(Version.id))
    .join(MinutesLine, and_(MinutesLine.region_id == Version.region_id, MinutesLine.version_id == Version.id))  # type: ignore[arg-type]
    .where(col(Version.region_id) == ASKER.region, col(Version.statement_id) == given("statement"))
)
