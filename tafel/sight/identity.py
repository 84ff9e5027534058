"""Subjects by letter with what a reader may know of each; and who they are, for the one screen that says so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlmodel import col

from models.acts import Act, Result
from models.tables.casework import CardIndex, Case, Statement, Subject, Version
from models.tables.people import Partner
from models.tables.sharing import Share
from models.terms import IDENTITY_CARD, FieldName, PartnerKind
from models.views.amendments import Corrected
from models.views.casework import FieldBefore, FieldCorrected, FieldSaid, PartnerName, SubjectCard
from models.views.subjects import IdentityCard, OtherLetter, SameCard, SubjectPage
from tafel import fields, keys, normal, seal
from tafel.db import Entry, Reading
from tafel.refusals import NotFound
from tafel.sight import about, amended, asks, contact, corrected, passages, visible
from tafel.sight.about import SubjectFacts
from tafel.sight.joins import row_of

ON_SCREEN_ONLY = (*IDENTITY_CARD, FieldName.SECRET_ADDRESS)
COMPARED = (FieldName.NAME, FieldName.BIRTH_DATE, FieldName.ADDRESS)
Names = Mapping[UUID, PartnerName]


class CardField(NamedTuple):
    """One field of an identity card in plain text, for comparing alone."""

    statement: UUID
    field: FieldName
    text: str


def cards(
    reading: Reading, case_id: UUID, rows: Sequence[Row[Any]], facts: Mapping[UUID, SubjectFacts], names: Names, *,
    corrections: bool = False,
) -> tuple[SubjectCard, ...]:  # fmt: skip
    """The subjects of a case; of a name or address only that this reader may open it.

    `corrections`: with what each field said before its giver corrected it, where this reader may have that.
    """
    subjects = asks.subjects(reading, case_id)
    said = _fields(reading, case_id, rows, names, corrections=corrections)
    return tuple(
        _card(one, _known(facts, subjects, one.id), said[one.id], _also(subjects, one.id))
        for one in subjects
        if one.merged_into is None
    )


def subject_page(reading: Reading, case_id: UUID, subject_id: UUID) -> SubjectPage:
    """One subject, the letters that were found to be the same person, and the other letters."""
    case = visible.require_case(reading, case_id)
    rows, names = passages.of_case(reading, case_id), _names(reading)
    facts = about.subject_facts(reading, keys.case_key(reading, case_id), rows)
    subjects = asks.subjects(reading, case_id)
    return SubjectPage(
        head=_head(reading, case),
        subject=_one(cards(reading, case_id, rows, facts, names, corrections=True), subject_id),
        merged=tuple(_letter(one) for one in subjects if one.merged_into == subject_id),
        others=tuple(_letter(one) for one in subjects if one.merged_into is None and one.id != subject_id),
        contact=contact.said_of(reading, case_id, subject_id, rows, names),
        coordinates=reading.seat.kind is PartnerKind.ZC,
    )


def identity_card(reading: Reading, case_id: UUID, subject_id: UUID) -> IdentityCard:
    """Who a subject is, as far as this reader was told; and who else this reader may know that seems the same."""
    case = visible.require_case(reading, case_id)
    rows, names = passages.of_case(reading, case_id), _names(reading)
    facts = about.subject_facts(reading, keys.case_key(reading, case_id), rows)
    subject = _one(cards(reading, case_id, rows, facts, names), subject_id)
    shown = [row for row in rows if row.subject_id == subject_id and row.field in ON_SCREEN_ONLY]
    return IdentityCard(
        head=_head(reading, case),
        subject=subject,
        fields=tuple(_fields(reading, case_id, shown, names, card=True, corrections=True)[subject_id]),
        same_as=_same_as(reading, case_id, subject_id),
    )


def own_card(reading: Reading, case_id: UUID, subject_id: UUID) -> tuple[CardField, ...]:
    """What our own partner put on a subject's identity card."""
    rows = reading.session.execute(
        select(col(Statement.id), col(Statement.field), col(Version.id).label("version_id"), col(Version.text_sealed))
        .join(Version, and_(*visible.latest()))
        .where(visible.versions(reading.seat, reading.now), col(Statement.partner_id) == reading.seat.partner)
        .where(col(Statement.case_id) == case_id, col(Statement.subject_id) == subject_id)
        .where(col(Statement.field).in_(COMPARED))
    )
    key = keys.case_key(reading, case_id)
    return tuple(CardField(row.id, row.field, passages.unsealed(key, row.version_id, row.text_sealed)) for row in rows)


def digests(reading: Reading, card: Iterable[CardField]) -> Iterator[tuple[UUID, bytes]]:
    """The keyed fingerprints of a card: name with birth date under the name's statement, and the address."""
    said = {one.field: one for one in card}
    key = keys.own_key(reading)
    if address := said.get(FieldName.ADDRESS):
        yield address.statement, seal.fingerprint(key, "address", _plain(address.text))
    if FieldName.NAME in said and FieldName.BIRTH_DATE in said:
        name = " ".join(sorted(normal.words(said[FieldName.NAME].text)))
        yield (
            said[FieldName.NAME].statement,
            seal.fingerprint(key, "person", f"{name}|{said[FieldName.BIRTH_DATE].text}"),
        )


def _plain(text: str) -> str:
    return "".join(normal.words(text))


def _same_as(reading: Reading, case_id: UUID, subject_id: UUID) -> tuple[SameCard, ...]:
    """Other cards this reader may read that say the same as our own; that they were shown stands in the ledger."""
    ours = dict(digests(reading, own_card(reading, case_id, subject_id)))
    same = [row for row in _found(reading, ours, subject_id) if _says_the_same(reading, row, set(ours.values()))]
    if same:
        details = {"case": case_id, "subject": subject_id, "same": [row.subject_id for row in same]}
        reading.consulted.append(Entry(Act.CARD_DUPLICATE_SHOWN, Result.DONE, details))
    return tuple(
        SameCard(
            case_id=row.case_id, code_word=row.code_word, subject_id=row.subject_id, letter=row.letter,
            field=row.field, partner=row.short_name,
        )
        for row in same
    )  # fmt: skip


def _found(reading: Reading, ours: Mapping[UUID, bytes], subject_id: UUID) -> Sequence[Row[Any]]:
    """What the index finds among cases of which this seat is a member; whether the words may be read is asked next."""
    return reading.session.execute(
        select(
            col(Statement.case_id), col(Statement.subject_id), col(Statement.partner_id), col(Statement.field),
            col(Subject.letter), col(Case.code_word), col(Partner.short_name),
        )
        .select_from(CardIndex)
        .join(Statement, row_of(Statement, CardIndex.statement_id, CardIndex.region_id))
        .join(Subject, row_of(Subject, Statement.subject_id, Statement.region_id))
        .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
        .join(Partner, row_of(Partner, Statement.partner_id, Statement.region_id))
        .where(visible.cases(reading.seat), col(CardIndex.digest).in_(list(ours.values())))
        .where(col(CardIndex.statement_id).not_in(list(ours)), col(Statement.subject_id) != subject_id)
        .where(col(Subject.merged_into).is_(None) | (col(Subject.merged_into) != subject_id))
        .order_by(Case.code_word, Subject.letter)
    ).all()  # fmt: skip


def _says_the_same(reading: Reading, found: Row[Any], ours: set[bytes]) -> bool:
    """Whether the words this reader may read, and not only ones yet to be shared, say the same."""
    given = and_(col(Share.version_id) == col(Version.id), visible.shared_with(reading.seat, reading.now))
    latest_of_ours = and_(
        col(Statement.partner_id) == reading.seat.partner, col(Version.number) == col(Statement.latest)
    )
    rows = reading.session.execute(
        select(col(Statement.id), col(Statement.field), col(Version.id).label("version_id"), col(Version.text_sealed))
        .select_from(Version)
        .join(Statement, and_(*passages.of_statement()))
        .outerjoin(Share, given)
        .where(visible.versions(reading.seat, reading.now), or_(col(Share.id).is_not(None), latest_of_ours))
        .where(col(Statement.case_id) == found.case_id, col(Statement.subject_id) == found.subject_id)
        .where(col(Statement.partner_id) == found.partner_id, col(Statement.field).in_(COMPARED))
    )
    key = keys.case_key(reading, found.case_id)
    card = [CardField(row.id, row.field, passages.unsealed(key, row.version_id, row.text_sealed)) for row in rows]
    return any(digest in ours for _, digest in digests(reading, card))


def _known(facts: Mapping[UUID, SubjectFacts], subjects: Sequence[Row[Any]], stays: UUID) -> SubjectFacts:
    letters = [one.id for one in subjects if stays in (one.id, one.merged_into)]
    return about.as_one(facts[letter] for letter in letters if letter in facts)


def _also(subjects: Sequence[Row[Any]], stays: UUID) -> tuple[str, ...]:
    return tuple(one.letter for one in subjects if one.merged_into == stays)


def _letter(subject: Row[Any]) -> OtherLetter:
    return OtherLetter(subject_id=subject.id, letter=subject.letter)


def _one(found: Iterable[SubjectCard], subject_id: UUID) -> SubjectCard:
    for card in found:
        if card.id == subject_id:
            return card
    raise NotFound


def _card(subject: Row[Any], known: SubjectFacts, said: Sequence[FieldSaid], also: tuple[str, ...]) -> SubjectCard:
    return SubjectCard(
        id=subject.id,
        letter=subject.letter,
        role=known.role,
        age=known.age,
        fields=tuple(one for one in said if one.field not in IDENTITY_CARD),
        has_identity=any(one.field in ON_SCREEN_ONLY for one in said),
        also=also,
    )


def _fields(
    reading: Reading, case_id: UUID, rows: Sequence[Row[Any]], names: Names, *, card: bool = False,
    corrections: bool = False,
) -> dict[UUID, list[FieldSaid]]:  # fmt: skip
    """Per subject the fields on the page. Of an identity card only that there is one, unless the card is asked for."""
    said: dict[UUID, list[FieldSaid]] = defaultdict(list)
    key, counts = keys.case_key(reading, case_id), passages.shared_with_counts(reading, case_id)
    marks = corrected.marks(reading, [case_id]) if corrections else {}
    ours = [row.statement_id for row in rows if row.field and row.partner_id == reading.seat.partner]
    shown = amended.shown(reading, ours) if corrections else frozenset()
    for row in rows:
        if row.field is not None:
            hidden = row.field in (*ON_SCREEN_ONLY, FieldName.SAFE_CONTACT) and not card
            value = fields.Said("") if hidden else fields.decode(row.field, passages.words(reading, key, row))
            one = _field(reading, row, value, names, counts[row.statement_id])
            mark = None if hidden else passages.correction(reading, key, marks.get(row.share_id))
            more = {"corrected": _corrected(row.field, mark), "shown": row.statement_id in shown}
            said[row.subject_id].append(one.model_copy(update=more))
    return said


def _corrected(field: FieldName, mark: Corrected | None) -> FieldCorrected | None:
    """What the giver corrected, as a field says it."""
    if mark is None:
        return None
    old = fields.decode(field, mark.was) if mark.was is not None else None
    was = FieldBefore(field=field, value=old.text, coded=old.coded, on=old.on) if old else None
    return FieldCorrected(at=mark.at, was=was, wrong=mark.wrong)


def _field(reading: Reading, row: Row[Any], value: fields.Said, names: Names, shared_with: int) -> FieldSaid:
    return FieldSaid(
        statement_id=row.statement_id,
        version_id=row.version_id,
        letter=row.letter,
        field=row.field,
        value=value.text,
        coded=value.coded,
        on=value.on,
        partner=names[row.partner_id],
        own=row.partner_id == reading.seat.partner,
        category=row.category,
        share_id=row.share_id,
        shared_at=row.given_at,
        shared_with=shared_with,
    )


def _names(reading: Reading) -> Names:
    from tafel.sight import casework

    return casework.partner_names(reading)


def _head(reading: Reading, case: Case) -> Any:
    from tafel.sight import casework

    return casework.head_of(reading, case, asks.desk(reading, case))
