"""How words become rows: a statement of one's own partner, its numbered versions, and the subjects each is about."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.casework import AboutSubject, PassageWords
from models.tables.casework import About, Statement, Version
from models.terms import DataCategory, FieldName, Shape
from tafel import ids, keys, seal
from tafel.db import Writing
from tafel.sight import passages


def new_statement(
    work: Writing, case_id: UUID, shape: Shape = Shape.PASSAGE, subject_id: UUID | None = None,
    field: FieldName | None = None, *, known_as: UUID | None = None, partner_id: UUID | None = None,
) -> Statement:  # fmt: skip
    """A statement without words yet; of one's own partner, unless another of one's own seats is meant."""
    partner = partner_id or work.seat.partner
    assert partner is not None
    statement = Statement(
        region_id=work.seat.region, id=known_as or ids.new(), case_id=case_id,
        partner_id=partner,
        shape=shape, field=field, subject_id=subject_id, latest=1, written_at=work.now,
    )  # fmt: skip
    work.session.add(statement)
    work.session.flush()
    return statement


def first_version(work: Writing, statement: Statement, words: PassageWords, carried: Version | None = None) -> Version:
    """The first words of a statement; `carried` where they are those of another version, and stay its writer's."""
    return _add(work, statement, words, 1, carried)


def next_version(work: Writing, statement: Statement, words: PassageWords, carried: Version | None = None) -> Version:
    """New words beside the old ones: who was given those keeps them. `carried` as for the first."""
    statement.latest += 1
    return _add(work, statement, words, statement.latest, carried)


def overwrite(work: Writing, statement: Statement, version: Version, words: PassageWords) -> None:
    """Other words in the place of a draft that nobody was given or shown."""
    version.edit += 1
    _fill(work, statement, version, words)
    for row in work.session.scalars(
        select(About).where(col(About.region_id) == work.seat.region, col(About.version_id) == version.id)
    ):
        work.session.delete(row)
    work.session.flush()
    link(work, version, words.about)


def link(work: Writing, version: Version, about: Iterable[AboutSubject]) -> None:
    """Say whom a version is about, each in one role."""
    for one in {one.subject_id: one for one in about}.values():
        work.session.add(
            About(region_id=work.seat.region, version_id=version.id, subject_id=one.subject_id, role=one.role)
        )


def sealed(work: Writing, case_id: UUID, version_id: UUID, text: str) -> bytes:
    """A version's text as the database keeps it."""
    return seal.seal(keys.case_key(work, case_id), text, passages.bound_to(version_id))


def _add(
    work: Writing, statement: Statement, words: PassageWords, number: int, carried: Version | None = None
) -> Version:
    version = Version(region_id=work.seat.region, id=ids.new(), statement_id=statement.id, number=number)
    _fill(work, statement, version, words)
    if carried is not None:
        version.written_by, version.written_at = carried.written_by, carried.written_at
    work.session.add(version)
    work.session.flush()
    link(work, version, words.about)
    return version


def _fill(work: Writing, statement: Statement, version: Version, words: PassageWords) -> None:
    version.category, version.kind, version.reliability = words.category, words.kind, words.reliability
    version.observed_on, version.by_month = words.observed_on, words.category is DataCategory.D0
    version.names_person, version.exact_place = words.names_person, words.exact_place
    version.text_sealed = sealed(work, statement.case_id, version.id, words.text)
    version.written_by, version.written_at = work.seat.person, work.now
