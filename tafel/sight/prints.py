"""What identifies, printed anew under another key: read for the system, and only fingerprints leave."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from models.identifier_terms import IdentifierKind
from models.tables.casework import CardIndex, Statement, Version
from models.tables.identifiers import Identifier
from tafel import blind_index, clock, keys
from tafel.blind_index import Fingerprints
from tafel.db import Writing
from tafel.normal import Normal, normal
from tafel.prepared import ASKER, given
from tafel.sight import passages, visible
from tafel.sight.joins import row_of


def outdated(work: Writing, kind: IdentifierKind) -> Iterator[tuple[UUID, Fingerprints]]:
    """Of each of this kind that is not under the key of today, the fingerprints as they should be."""
    rows = work.rows(_OF_KIND, kind=kind)
    keys.read_ahead(work, {row.case_id for row in rows})
    for row in rows:
        text = passages.unsealed(keys.case_key(work, row.case_id), row.version_id, row.text_sealed)
        found = blind_index.fingerprints(work.seat.region, kind, _normal(kind, text, row.written_at))
        if (row.digest, row.exact) != found:
            yield row.id, found


def _normal(kind: IdentifierKind, shown: str, written_at: datetime) -> Normal:
    """The one form of what stands written in the form in which it is shown."""
    value, born = shown, None
    if kind is IdentifierKind.PERSON:
        value, _, day = shown.rpartition(", ")
        born = date(*map(int, reversed(day.split("-"))))
    return normal(kind, value, born, clock.day_of(written_at))


_OF_KIND: Any = (
    select(
        col(Statement.id), col(Statement.case_id), col(Version.id).label("version_id"), col(Version.text_sealed),
        col(Version.written_at), col(CardIndex.digest), col(CardIndex.exact),
    )
    .select_from(CardIndex)
    .join(Statement, row_of(Statement, CardIndex.statement_id, CardIndex.region_id))
    .join(Version, and_(*visible.latest()))
    .join(
        Identifier,
        and_(col(Identifier.region_id) == col(Statement.region_id), col(Identifier.statement_id) == col(Statement.id)),
    )
    .where(col(CardIndex.region_id) == ASKER.region, col(Identifier.kind) == given("kind"))
    .with_for_update(of=CardIndex)
)  # fmt: skip
