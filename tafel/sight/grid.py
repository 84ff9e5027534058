"""Who may see what of one's own words: partners by passages, each shared, shown, or what the rules say."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlmodel import col

from models.tables.casework import HandOut, Statement, Version
from models.views.casework import GridCell, GridRow, Passage
from tafel import clock
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, given
from tafel.sight import passages, profiles, sharing, visible
from tafel.sight.about import SubjectFacts
from tafel.sight.asks import Desk, Item, Terms
from tafel.sight.joins import row_of
from tafel.sight.sharing import Given, Weighed

Shown = dict[tuple[UUID, UUID], date]
Had = set[tuple[UUID, UUID]]
GivenTo = dict[tuple[UUID, UUID], Given]


def of_ours(
    reading: Reading, desk: Desk, ours: Sequence[Passage], facts: dict[UUID, SubjectFacts]
) -> tuple[GridRow, ...]:
    """A row per partner in the case, a cell per passage of ours, under our profile or the case's first purpose."""
    if not ours or desk.in_force is None:
        return ()
    profile = profiles.as_confirmed(reading, desk.case)
    purpose = profiles.usual_purpose(reading, desk.case)
    ends_on = profile.ends_on if profile else profiles.default_end(desk.today)
    chosen = sharing.chosen_of(reading, desk, ours, facts, Terms(purpose, max(ends_on, desk.today)))
    shown, had = _first_shown(reading, desk.case), _had(reading, desk.case)
    given_to = {(one.statement, one.receiver): one for one in chosen.given.values()}
    return tuple(
        GridRow(
            partner=r.named,
            cells=tuple(
                _cell(item, r.id, weighed, shown, had, given_to)
                for item, weighed in zip(chosen.items, chosen.weighed(r, chosen.terms), strict=True)
            ),
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


def _cell(item: Item, receiver: UUID, weighed: Weighed, shown: Shown, had: Had, given_to: GivenTo) -> GridCell:
    stands = given_to.get((item.statement, receiver))
    return GridCell(
        share=stands.share if stands else None,
        earlier=stands is not None and stands.version != item.version,
        shown_on=shown.get((item.version, receiver)),
        was_shown=stands is not None and (item.statement, receiver) in had,
        outcome=weighed.verdict.outcome,
    )


def _first_shown(reading: Reading, case_id: UUID) -> Shown:
    """When each of our versions was first shown to each other partner."""
    return {(row.version_id, row.partner_id): clock.day_of(row.at) for row in _shown(reading, case_id)}


def _had(reading: Reading, case_id: UUID) -> set[tuple[UUID, UUID]]:
    """Which statements of ours, in whatever version, each other partner was shown."""
    return {(row.statement_id, row.partner_id) for row in _shown(reading, case_id)}


@asked_once
def _shown(reading: Reading, case_id: UUID) -> Sequence[Any]:
    return reading.rows(_SHOWN, case=case_id)


_SHOWN = (
    select(
        col(Version.statement_id), col(HandOut.version_id), col(HandOut.partner_id),
        func.min(col(HandOut.at)).label("at"),
    )
    .select_from(HandOut)
    .join(Version, row_of(Version, HandOut.version_id, HandOut.region_id))
    .join(Statement, and_(*passages.of_statement()))
    .where(col(Statement.region_id) == ASKER.region, col(Statement.case_id) == given("case"))
    .where(col(Statement.partner_id) == ASKER.partner, col(HandOut.partner_id) != ASKER.partner)
    .where(visible.membership_of(ASKER, col(Statement.case_id)))
    .group_by(col(Version.statement_id), col(HandOut.version_id), col(HandOut.partner_id))
)  # fmt: skip
