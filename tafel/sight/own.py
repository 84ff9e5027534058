"""One's own partner's words, for the acts that change them."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select
from sqlmodel import col

from models.acts import Act
from models.tables.casework import About, HandOut, Statement, Version
from models.tables.ledger import Entry, EnvelopeField
from models.tables.sharing import Share
from models.terms import DataCategory, FieldName, PartnerKind
from models.views.casework import Passage, SubjectLink
from tafel import keys, naming
from tafel.db import Reading
from tafel.seat import Seat
from tafel.sight import passages

ASKED_RELIABILITY = frozenset({PartnerKind.POL, PartnerKind.KMAR, PartnerKind.NLA_O})
_POLICE_ONLY = frozenset({DataCategory.D7, DataCategory.D8, DataCategory.D8I})
_PRESET = {
    PartnerKind.POL: DataCategory.D7,
    PartnerKind.KMAR: DataCategory.D7,
    PartnerKind.NLA_O: DataCategory.D7,
    PartnerKind.OM: DataCategory.D9,
    PartnerKind.NLA_T: DataCategory.D16,
    PartnerKind.WOCO: DataCategory.D15,
    PartnerKind.GGD: DataCategory.D4,
    PartnerKind.ARTS: DataCategory.D4,
    PartnerKind.IND: DataCategory.D10,
    PartnerKind.BD: DataCategory.D11,
}


def preset(seat: Seat) -> DataCategory:
    """The category a partner of this kind most often needs."""
    return _PRESET.get(seat.kind, DataCategory.D2) if seat.kind else DataCategory.D2


def choosable(seat: Seat) -> tuple[DataCategory, ...]:
    """The categories this seat's partner can choose: police files only by those who keep them, never a derived one."""
    return tuple(category for category in DataCategory if may_choose(seat, category))


def may_choose(seat: Seat, category: DataCategory) -> bool:
    """Whether this seat's partner can choose a category for its words."""
    if category is DataCategory.D14:
        return False
    return category not in _POLICE_ONLY or seat.kind in ASKED_RELIABILITY


def unfinished(seat: Seat, said: Passage) -> bool:
    """Whether a draft only kept itself so far: something that the law asks for is not filled in."""
    return seat.kind in ASKED_RELIABILITY and said.reliability is None


def own_text(reading: Reading, statement: Statement, version: Version) -> str:
    """The words of a version of one's own partner, for an act that carries them on."""
    return passages.unsealed(keys.case_key(reading, statement.case_id), version.id, version.text_sealed)


def links_of(reading: Reading, version_id: UUID) -> tuple[SubjectLink, ...]:
    """The subjects a version is about."""
    return passages.links(reading, [version_id])[version_id]


def letters_of(reading: Reading, version_id: UUID) -> set[UUID]:
    """The very letters a version was written about, merged or not."""
    here = (col(About.region_id) == reading.seat.region, col(About.version_id) == version_id)
    return set(reading.session.scalars(select(col(About.subject_id)).where(*here)))


def is_shared(reading: Reading, statement_id: UUID) -> bool:
    """Whether a share of this statement stands."""
    standing = exists().where(
        col(Share.region_id) == reading.seat.region,
        col(Share.statement_id) == statement_id,
        col(Share.ended_at).is_(None),
        col(Share.ends_at) > reading.now,
    )
    return bool(reading.session.scalar(select(standing)))


def is_question(reading: Reading, statement_id: UUID) -> bool:
    """Whether a statement is a question to partners."""
    asked = select(passages.is_question(statement_id, reading.seat.region))
    return bool(reading.session.scalar(asked))


def own_field(reading: Reading, case_id: UUID, subject_id: UUID, field: FieldName) -> Statement | None:
    """Our statement of a field of a subject, if we said one."""
    return reading.session.scalar(
        select(Statement).where(
            col(Statement.region_id) == reading.seat.region,
            col(Statement.case_id) == case_id,
            col(Statement.partner_id) == reading.seat.partner,
            col(Statement.subject_id) == subject_id,
            col(Statement.field) == field,
            col(Statement.removed_at).is_(None),
        )
    )


def one_passage(reading: Reading, case_id: UUID, statement_id: UUID) -> Passage | None:
    """A statement as it stands now, if this seat may read it."""
    found = passages.views(reading, case_id, passages.of_case(reading, case_id, statement=statement_id))
    return found[0] if found else None


def moved_away(reading: Reading, case_id: UUID) -> set[UUID]:
    """What our own partner moved out of a case, or to another seat: it stands elsewhere by now."""
    return {UUID(one["statement"]) for one in _moves(reading, col(Entry.case) == str(case_id))}


def moved_from(reading: Reading, statement_id: UUID) -> Iterator[UUID]:
    """The statements of our own partner as which these words stood before, the last one first."""
    for one in _moves(reading, EnvelopeField("to_statement") == str(statement_id)):
        yield UUID(one["statement"])
        yield from moved_from(reading, UUID(one["statement"]))


def _moves(reading: Reading, which: Any) -> list[dict[str, Any]]:
    ours = (col(Entry.region_id) == reading.seat.region, col(Entry.giver) == str(reading.seat.partner))
    rows = reading.session.scalars(
        select(col(Entry.envelope)).where(*ours, col(Entry.act) == Act.STATEMENT_MOVED, which)
    )
    return [json.loads(envelope) for envelope in rows]


def names_somebody(reading: Reading, case_id: UUID, text: str) -> bool:
    """Whether a text points at a person, be it by a name on an identity card this seat may read.

    Where it does, the writer learns that the name stands there: that card counts as shown.
    """
    key = keys.case_key(reading, case_id)
    found = [row for row in _names(reading, case_id) if naming.names_somebody(text, [_name(key, row)])]
    for row in found:
        passages.words(reading, key, row)
    return bool(found) or naming.names_somebody(text)


def known_names(reading: Reading, case_id: UUID) -> list[str]:
    """The names our own partner put on identity cards, and those this person was shown: nothing new is told by them."""
    rows, key = _names(reading, case_id), keys.case_key(reading, case_id)
    shown = _shown_to(reading, [row.version_id for row in rows])
    ours = reading.seat.partner
    return [_name(key, row) for row in rows if row.partner_id == ours or row.version_id in shown]


def _names(reading: Reading, case_id: UUID) -> list[Row[Any]]:
    return [row for row in passages.of_case(reading, case_id) if row.field is FieldName.NAME]


def _name(key: bytes, row: Row[Any]) -> str:
    return passages.unsealed(key, row.version_id, row.text_sealed)


def _shown_to(reading: Reading, versions: list[UUID]) -> set[UUID]:
    seat = reading.seat
    rows = reading.session.scalars(
        select(col(HandOut.version_id)).where(
            col(HandOut.region_id) == seat.region, col(HandOut.person_id) == seat.person,
            col(HandOut.partner_id) == seat.partner, col(HandOut.version_id).in_(versions),
        )
    )  # fmt: skip
    return set(rows)
