"""What one named person was given, such as a secret address: shown one time, when that person asks for it."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlmodel import col

from models.tables.casework import HandOut, Statement, Subject, Version
from models.tables.people import Partner
from models.tables.sharing import Share
from models.views.casework import SecretLine, ShownOnce
from tafel import clock, keys
from tafel.db import Reading, Shown
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound
from tafel.sight import asks, casework, passages, visible
from tafel.sight.joins import row_of


def for_me_alone(reading: Reading, case_id: UUID) -> tuple[SecretLine, ...]:
    """That something was given to me alone in a case, and whether I saw it."""
    return tuple(
        SecretLine(
            share_id=row.id, partner=row.short_name, letter=row.letter, category=row.category, given_at=row.given_at,
            ends_at=row.ends_at, shown_on=clock.day_of(row.shown_at) if row.shown_at else None,
        )
        for row in reading.rows(_TO_ME, case=case_id)
    )  # fmt: skip


def shown_once(reading: Reading, case_id: UUID, share_id: UUID) -> ShownOnce:
    """The words, the first time they are asked for; that they were shown is on record before the page leaves."""
    case = visible.require_case(reading, case_id)
    line = next((one for one in for_me_alone(reading, case_id) if one.share_id == share_id), None)
    if line is None:
        raise NotFound
    row = reading.row(_WORDS, share=share_id)
    text = None
    if row is not None:
        text = passages.unsealed(keys.case_key(reading, case_id), row.version_id, row.text_sealed)
        reading.shown.add(Shown(row.version_id, row.edit, share_id))
    return ShownOnce(head=casework.head_of(reading, case, asks.desk(reading, case)), line=line, text=text)


_seen = and_(
    col(HandOut.region_id) == col(Share.region_id), col(HandOut.version_id) == col(Share.version_id),
    col(HandOut.person_id) == ASKER.person, col(HandOut.partner_id) == ASKER.partner,
)  # fmt: skip
_TO_ME = (
    select(
        col(Share.id), col(Partner.short_name), col(Subject.letter), col(Share.category), col(Share.given_at),
        col(Share.ends_at), select(func.min(col(HandOut.at))).where(_seen).scalar_subquery().label("shown_at"),
    )
    .select_from(Share)
    .join(Statement, row_of(Statement, Share.statement_id, Share.region_id))
    .join(Partner, row_of(Partner, Share.giver_id, Share.region_id))
    .outerjoin(Subject, row_of(Subject, Statement.subject_id, Statement.region_id))
    .where(col(Share.region_id) == ASKER.region, col(Share.case_id) == given("case"))
    .where(col(Share.receiver_id) == ASKER.partner, col(Share.receiver_person_id) == ASKER.person)
    .where(visible.in_force(NOW), visible.membership_of(ASKER, col(Share.case_id)))
    .order_by(col(Share.given_at), col(Share.id))
)  # fmt: skip
_WORDS: Any = (
    select(col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed))
    .join(Share, col(Share.version_id) == col(Version.id))
    .join(Statement, row_of(Statement, Version.statement_id, Version.region_id))
    .where(visible.with_me_alone(ASKER, NOW), col(Share.id) == given("share"))
    .where(visible.membership_of(ASKER, col(Share.case_id)), col(Statement.removed_at).is_(None))
)
