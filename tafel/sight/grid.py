"""Who may see what of one's own words: partners by passages, each shared, shown, or what the rules say."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlmodel import col

from models.tables.casework import HandOut, Statement, Version
from models.views.casework import GridCell, GridRow, PartnerName, Passage
from tafel import clock
from tafel.db import Reading
from tafel.sight import passages, sharing, visible
from tafel.sight.asks import Desk, Item, Receiver, SubjectFacts, Terms
from tafel.sight.joins import row_of
from tafel.sight.sharing import Chosen

Shown = dict[tuple[UUID, UUID], date]


def of_ours(
    reading: Reading, desk: Desk, ours: Sequence[Passage], facts: dict[UUID, SubjectFacts]
) -> tuple[GridRow, ...]:
    """A row per partner in the case, a cell per passage of ours, under our profile or the case's first purpose."""
    if not ours or desk.in_force is None:
        return ()
    profile = sharing.profile_row(reading, desk.case)
    purpose = profile.purpose if profile else sharing.purposes(reading, desk.case)[0]
    ends_on = profile.ends_on if profile else sharing.default_end(desk.today)
    chosen = sharing.chosen_of(reading, desk, ours, facts, Terms(purpose, max(ends_on, desk.today)))
    shown = _first_shown(reading, desk.case)
    return tuple(
        GridRow(
            partner=PartnerName(id=r.id, name=r.name, short_name=r.short_name, kind=r.kind),
            cells=tuple(_cell(chosen, item, r, shown) for item in chosen.items),
        )
        for r in desk.receivers
        if r.in_case
    )


def earliest(reading: Reading, case_id: UUID) -> dict[UUID, date]:
    """When each of our versions was first shown to anybody of another partner."""
    days: dict[UUID, date] = {}
    for (version, _), day in _first_shown(reading, case_id).items():
        days[version] = min(day, days.get(version, day))
    return days


def _cell(chosen: Chosen, item: Item, receiver: Receiver, shown: Shown) -> GridCell:
    given = (item.version, receiver.id) in chosen.given
    return GridCell(
        shared=given,
        earlier=not given
        and any(one.statement == item.statement and one.receiver == receiver.id for one in chosen.given.values()),
        shown_on=shown.get((item.version, receiver.id)),
        outcome=chosen.verdict(item, receiver, chosen.terms).outcome,
    )


def _first_shown(reading: Reading, case_id: UUID) -> Shown:
    """When each of our versions was first shown to each other partner."""
    rows = reading.session.execute(
        select(col(HandOut.version_id), col(HandOut.partner_id), func.min(col(HandOut.at)))
        .select_from(HandOut)
        .join(Version, row_of(Version, HandOut.version_id, HandOut.region_id))
        .join(Statement, and_(*passages.of_statement()))
        .where(col(HandOut.region_id) == reading.seat.region, col(Statement.case_id) == case_id)
        .where(col(Statement.partner_id) == reading.seat.partner, col(HandOut.partner_id) != reading.seat.partner)
        .where(visible.membership_of(reading.seat, col(Statement.case_id)))
        .group_by(col(HandOut.version_id), col(HandOut.partner_id))
    )  # fmt: skip
    return {(version, partner): clock.day_of(at) for version, partner, at in rows}
