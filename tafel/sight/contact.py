"""How somebody is reached in safety, as one reader may have it: on one page, for who has to be in contact."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.casework import Subject
from models.terms import FieldName
from models.views.care import ContactSaid
from models.views.casework import PartnerName
from models.views.subjects import OtherLetter
from tafel import keys, safely
from tafel.db import Reading
from tafel.prepared import ASKER, one_of
from tafel.sight import passages, visible


def said_of(
    reading: Reading, case_id: UUID, subject_id: UUID, rows: Sequence[Row[Any]], names: Mapping[UUID, PartnerName]
) -> tuple[ContactSaid, ...]:
    """What of the rows of a case says how this subject is reached in safety; others' words are noted as shown."""
    key, counts = keys.case_key(reading, case_id), passages.shared_with_counts(reading, case_id)
    return tuple(
        ContactSaid(
            statement_id=row.statement_id, partner=names[row.partner_id], own=row.partner_id == reading.seat.partner,
            category=row.category, share_id=row.share_id, shared_with=counts[row.statement_id],
            said=safely.read(passages.words(reading, key, row)),
        )
        for row in rows
        if row.field is FieldName.SAFE_CONTACT and row.subject_id == subject_id
    )  # fmt: skip


def letters(reading: Reading, cases: Collection[UUID]) -> dict[UUID, tuple[OtherLetter, ...]]:
    """Per case of which I am a member the letters one could be in contact with."""
    found: dict[UUID, list[OtherLetter]] = defaultdict(list)
    for row in reading.rows(_LETTERS, cases=list(cases)) if cases else ():
        found[row.case_id].append(OtherLetter(subject_id=row.id, letter=row.letter))
    return {case: tuple(found[case]) for case in cases}


_LETTERS = (
    select(col(Subject.case_id), col(Subject.id), col(Subject.letter))
    .where(col(Subject.region_id) == ASKER.region, one_of(col(Subject.case_id), "cases"))
    .where(col(Subject.merged_into).is_(None), visible.membership_of(ASKER, col(Subject.case_id)))
    .order_by(col(Subject.letter))
)
