"""The words themselves: unsealed here and nowhere else, and noted as shown when somebody else wrote them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.tables.casework import About, Statement, Subject, Version
from models.tables.people import Person
from models.tables.sharing import CategoryDoubt, Share
from models.terms import Shape, SubjectRole
from models.views.casework import Passage, SubjectLink
from tafel import fields, keys, seal
from tafel.db import Reading, Shown
from tafel.sight import visible
from tafel.sight.joins import row_of

_COLUMNS: tuple[Any, ...] = (
    col(Statement.id).label("statement_id"),
    col(Statement.partner_id),
    col(Statement.shape),
    col(Statement.field),
    func.coalesce(col(Subject.merged_into), col(Statement.subject_id)).label("subject_id"),
    col(Subject.letter),
    col(Statement.latest),
    col(Version.id).label("version_id"),
    col(Version.number).label("version_number"),
    col(Version.edit),
    col(Version.category),
    col(Version.kind),
    col(Version.reliability),
    col(Version.observed_on),
    col(Version.by_month),
    col(Version.names_person),
    col(Version.exact_place),
    col(Version.text_sealed),
    col(Version.written_by),
    col(Version.written_at),
    col(Version.frozen_at),
    col(Share.id).label("share_id"),
    col(Share.number).label("share_number"),
    col(Share.given_at),
    col(Share.ends_at),
    col(Person.name).label("writer"),
)


def of_case(reading: Reading, case_id: UUID, *, statement: UUID | None = None) -> list[Row[Any]]:
    """All statements of a case this seat may read: its partner's latest words, and the versions shared with it."""
    shared = and_(col(Share.version_id) == col(Version.id), visible.shared_with(reading.seat, reading.now))
    latest_of_ours = and_(
        col(Statement.partner_id) == reading.seat.partner, col(Version.number) == col(Statement.latest)
    )
    wanted = (
        select(*_COLUMNS)
        .select_from(Version)
        .join(Statement, and_(*of_statement()))
        .outerjoin(Share, shared)
        .outerjoin(Subject, and_(*_of_field()))
        .join(Person, col(Person.id) == func.coalesce(col(Share.given_by), col(Version.written_by)))
        .where(col(Statement.case_id) == case_id, visible.versions(reading.seat, reading.now))
        .where(or_(col(Share.id).is_not(None), latest_of_ours))
        .order_by(col(Statement.written_at), col(Statement.id))
    )
    if statement is not None:
        wanted = wanted.where(col(Statement.id) == statement)
    return list(reading.session.execute(wanted).all())


def views(reading: Reading, case_id: UUID, rows: Sequence[Row[Any]]) -> list[Passage]:
    """The rows as passages, in words: what others wrote is noted as shown."""
    if not rows:
        return []
    key = keys.case_key(reading, case_id)
    about = links(reading, [row.version_id for row in rows])
    counts, doubted = shared_with_counts(reading, case_id), _doubted(reading, case_id)
    return [
        _view(reading, row, key, about[row.version_id], counts[row.statement_id], doubted=row.version_id in doubted)
        for row in rows
    ]


def words(reading: Reading, key: bytes, row: Row[Any]) -> str:
    """One row's text; noted as shown unless this person wrote it."""
    if row.written_by != reading.seat.person:
        reading.shown.add(Shown(row.version_id, row.edit, row.share_id))
    return unsealed(key, row.version_id, row.text_sealed)


def words_of_ours(reading: Reading, key: bytes, row: Row[Any]) -> str:
    """The text of a version of our own partner; noted as shown when a colleague wrote it."""
    if row.written_by != reading.seat.person:
        reading.shown.add(Shown(row.version_id, row.edit, None))
    return unsealed(key, row.version_id, row.text_sealed)


def unsealed(key: bytes, version_id: UUID, sealed: bytes) -> str:
    """The text of a version."""
    return seal.unseal(key, sealed, bound_to(version_id))


def bound_to(version_id: UUID) -> str:
    """What a version's sealed text is bound to."""
    return f"versions|{version_id}|text"


def fingerprint(key: bytes, passage: Passage) -> str:
    """The keyed fingerprint of a passage's words, for the ledger."""
    return seal.fingerprint(key, "text", passage.text).hex()


def is_passage(row: Row[Any]) -> bool:
    """A passage of text, not a field of a subject."""
    return bool(row.shape is Shape.PASSAGE)


def links(reading: Reading, versions: Iterable[UUID]) -> dict[UUID, tuple[SubjectLink, ...]]:
    """Per version the subjects it is about; a letter that was merged reads as the one that stayed."""
    found: dict[UUID, list[SubjectLink]] = defaultdict(list)
    stays = aliased(Subject)
    counts_as = row_of(stays, func.coalesce(Subject.merged_into, Subject.id), Subject.region_id)
    rows = reading.session.execute(
        select(col(About.version_id), col(stays.id), col(About.role), col(stays.letter))
        .join(Subject, row_of(Subject, About.subject_id, About.region_id))
        .join(stays, counts_as)
        .where(col(About.region_id) == reading.seat.region, col(About.version_id).in_(list(versions)))
        .order_by(stays.letter, col(Subject.letter))
    )
    for version_id, subject_id, role, letter in rows:
        one = SubjectLink(subject_id=subject_id, letter=letter, role=role)
        if found[version_id] and found[version_id][-1].subject_id == subject_id:
            one = one.model_copy(update={"role": _both(found[version_id].pop().role, role)})
        found[version_id].append(one)
    return defaultdict(tuple, {version: tuple(found[version]) for version in found})


def _both(one: SubjectRole, other: SubjectRole) -> SubjectRole:
    """The role of somebody linked under two letters that are one: a suspicion in either stays."""
    suspected = {SubjectRole.SUSPECT, SubjectRole.BOTH} & {one, other}
    return one if one is other or not suspected else SubjectRole.BOTH


def of_statement() -> tuple[Any, ...]:
    """How a version is joined to its statement."""
    return (
        col(Version.region_id) == col(Statement.region_id),
        col(Version.statement_id) == col(Statement.id),
    )


def _of_field() -> tuple[Any, ...]:
    return (
        col(Subject.region_id) == col(Statement.region_id),
        col(Subject.id) == col(Statement.subject_id),
    )


def shared_with_counts(reading: Reading, case_id: UUID) -> dict[UUID, int]:
    """With how many partners each of our statements is shared now."""
    ours = and_(col(Share.region_id) == reading.seat.region, col(Share.giver_id) == reading.seat.partner)
    rows = reading.session.execute(
        select(col(Share.statement_id), func.count())
        .where(ours, col(Share.case_id) == case_id, col(Share.ended_at).is_(None), col(Share.ends_at) > reading.now)
        .group_by(col(Share.statement_id))
    )
    return defaultdict(int, {row[0]: row[1] for row in rows})


def _doubted(reading: Reading, case_id: UUID) -> set[UUID]:
    """Our versions of which a receiver doubts the category."""
    given = row_of(Share, CategoryDoubt.share_id, CategoryDoubt.region_id)
    rows = reading.session.scalars(
        select(col(CategoryDoubt.version_id))
        .join(Share, given)
        .where(col(CategoryDoubt.region_id) == reading.seat.region, col(CategoryDoubt.answered_at).is_(None))
        .where(col(Share.case_id) == case_id, col(Share.giver_id) == reading.seat.partner)
    )
    return set(rows)


def _view(
    reading: Reading, row: Row[Any], key: bytes, about: tuple[SubjectLink, ...], shared_with: int, *, doubted: bool
) -> Passage:
    ours = row.partner_id == reading.seat.partner
    text = words(reading, key, row)
    said = fields.decode(row.field, text) if row.field else fields.Said(text)
    return Passage(
        statement_id=row.statement_id,
        version_id=row.version_id,
        partner_id=row.partner_id,
        text=text,
        category=row.category,
        kind=row.kind,
        reliability=row.reliability,
        observed_on=row.observed_on,
        by_month=row.by_month,
        names_person=row.names_person,
        exact_place=row.exact_place,
        about=about,
        writer=row.writer,
        own_words=row.written_by == reading.seat.person,
        written_at=row.written_at if ours else row.given_at,
        edit=row.edit if ours else 0,
        number=row.version_number if ours else row.share_number,
        is_draft=ours and row.frozen_at is None,
        share_id=row.share_id,
        shared_at=row.given_at,
        ends_at=row.ends_at,
        shared_with=shared_with,
        doubted=doubted,
        field=row.field,
        coded=said.coded,
        on=said.on,
    )
