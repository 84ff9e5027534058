"""The words of questions, to the table or to partners, as far as a reader may have them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlmodel import col

from models.tables.casework import Statement, Version
from models.tables.sharing import Share
from tafel import keys
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, one_of
from tafel.sight import passages, visible


def of_items(reading: Reading, items: Iterable[Row[Any]]) -> dict[UUID, str]:
    """The questions this seat may read, by the item or question they belong to; others' words are noted as shown."""
    asked = {row.question_id: row.id for row in items if row.question_id}
    found = {}
    for row in reading.rows(_QUESTIONS, questions=list(asked)) if asked else ():
        ours = row.partner_id == reading.seat.partner
        say = passages.words_of_ours if ours else passages.words
        found[asked[row.statement_id]] = say(reading, keys.case_key(reading, row.case_id), row)
    return found


_READ = and_(
    col(Share.region_id) == col(Version.region_id), col(Share.version_id) == col(Version.id),
    visible.shared_with(ASKER, NOW),
)  # fmt: skip
_QUESTIONS: Any = (
    select(
        col(Statement.id).label("statement_id"), col(Statement.case_id), col(Statement.partner_id),
        col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed), col(Version.written_by),
        col(Share.id).label("share_id"),
    )
    .select_from(Statement)
    .join(Version, and_(*passages.of_statement()))
    .outerjoin(Share, _READ)
    .where(col(Statement.region_id) == ASKER.region, one_of(col(Statement.id), "questions"))
    .where(visible.versions(ASKER, NOW))
    .where(or_(
        col(Share.id).is_not(None),
        and_(col(Statement.partner_id) == ASKER.partner, col(Version.number) == col(Statement.latest)),
    ))
)  # fmt: skip
