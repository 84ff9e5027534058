"""The words themselves: unsealed here and nowhere else, and noted as shown when somebody else wrote them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import LineKind
from models.tables.casework import About, Statement, Subject, Version
from models.tables.columns import term
from models.tables.people import Person
from models.tables.questions import Question
from models.tables.room import ActionItem, Line
from models.tables.sharing import CategoryDoubt, Share
from models.terms import Shape, SubjectRole
from models.views.amendments import Corrected
from models.views.casework import Passage, SubjectLink
from tafel import fields, keys, seal
from tafel.db import Reading, Shown, asked_once
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.sight import corrected, visible
from tafel.sight.joins import row_of

_alone = and_(col(Line.kind).is_(None), col(ActionItem.state).is_not(None))  # an action no meeting agreed
_WORDS = re.compile(r"\w+")
_COLUMNS: tuple[Any, ...] = (
    col(Statement.id).label("statement_id"),
    col(Statement.partner_id),
    col(Statement.shape),
    col(Statement.field),
    func.coalesce(col(Subject.merged_into), col(Statement.subject_id)).label("subject_id"),
    col(Statement.subject_id).label("said_of"),
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
    case(
        (_alone, literal(LineKind.ACTION, term(LineKind))),
        (col(Question.id).is_not(None), literal(LineKind.QUESTION, term(LineKind))),
        else_=col(Line.kind),
    ).label("line"),
    and_(col(Line.kind).is_not(None), col(Line.confirmed_at).is_(None)).label("unconfirmed"),
    col(Question.id).label("question"),
)


def of_case(reading: Reading, case_id: UUID, *, statement: UUID | None = None) -> Sequence[Row[Any]]:
    """All statements of a case this seat may read: its partner's latest words, and the versions shared with it."""
    if statement is None:
        return reading.rows(_OF_CASE, case=case_id)
    return reading.rows(_ONE, case=case_id, statement=statement)


def of_cases(reading: Reading, cases: Collection[UUID]) -> Sequence[Row[Any]]:
    """The same of several cases at once."""
    return reading.rows(_OF_CASES, cases=list(cases)) if cases else ()


def views(reading: Reading, case_id: UUID, rows: Sequence[Row[Any]]) -> list[Passage]:
    """The rows as passages, in words: what others wrote is noted as shown."""
    if not rows:
        return []
    key = keys.case_key(reading, case_id)
    about = links(reading, [row.version_id for row in rows])
    counts, doubted = shared_with_counts(reading, case_id), set(reading.values(_DOUBTED, case=case_id))
    marks = corrected.marks(reading, [case_id]) if any(row.share_id for row in rows) else {}
    return [
        _view(reading, row, key, about[row.version_id], counts[row.statement_id], doubted=row.version_id in doubted)
        .model_copy(update={"corrected": correction(reading, key, marks.get(row.share_id))})
        for row in rows
    ]  # fmt: skip


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


def correction(reading: Reading, key: bytes, mark: Row[Any] | None) -> Corrected | None:
    """What the giver corrected in these words; the old ones are noted as shown again."""
    if mark is None:
        return None
    if mark.old_version is None:
        return Corrected(at=mark.made_at, was=None, wrong=None)
    reading.shown.add(Shown(mark.old_version, mark.old_edit, mark.old_share))
    return Corrected(
        at=mark.made_at, was=unsealed(key, mark.old_version, mark.old_sealed),
        wrong=corrected.said_wrong(key, mark),
    )  # fmt: skip


def unsealed(key: bytes, version_id: UUID, sealed: bytes) -> str:
    """The text of a version."""
    return seal.unseal(key, sealed, bound_to(version_id))


def bound_to(version_id: UUID) -> str:
    """What a version's sealed text is bound to."""
    return f"versions|{version_id}|text"


def fingerprint(key: bytes, passage: Passage) -> str:
    """The keyed fingerprint of a passage's words, for the ledger."""
    return seal.fingerprint(key, "text", passage.text).hex()


def alike(key: bytes, passage: Passage) -> str:
    """The same of its words alone: other spaces, capitals or stops do not make another text of it."""
    return seal.fingerprint(key, "alike", " ".join(_WORDS.findall(passage.text.casefold()))).hex()


def is_passage(row: Row[Any]) -> bool:
    """A passage of text, not a field of a subject."""
    return bool(row.shape is Shape.PASSAGE)


def links(reading: Reading, versions: Iterable[UUID]) -> dict[UUID, tuple[SubjectLink, ...]]:
    """Per version the subjects it is about; a letter that was merged reads as the one that stayed."""
    found: dict[UUID, list[SubjectLink]] = defaultdict(list)
    for version_id, subject_id, role, letter in reading.rows(_LINKS, versions=list(versions)):
        one = SubjectLink(subject_id=subject_id, letter=letter, role=role)
        if found[version_id] and found[version_id][-1].subject_id == subject_id:
            one = one.model_copy(update={"role": _both(found[version_id].pop().role, role)})
        found[version_id].append(one)
    return defaultdict(tuple, {version: tuple(found[version]) for version in found})


def _both(one: SubjectRole, other: SubjectRole) -> SubjectRole:
    """The role of somebody linked under two letters that are one: a suspicion in either stays."""
    suspected = {SubjectRole.SUSPECT, SubjectRole.BOTH} & {one, other}
    return one if one is other or not suspected else SubjectRole.BOTH


@asked_once
def shared_with_counts(reading: Reading, case_id: UUID) -> dict[UUID, int]:
    """With how many partners each of our statements is shared now."""
    return defaultdict(int, {row[0]: row[1] for row in reading.rows(_COUNTS, case=case_id)})


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
        line=row.line,
        unconfirmed=row.unconfirmed,
        question=row.question,
    )


def is_question(statement_id: Any, region_id: Any) -> ColumnElement[bool]:
    """Whether a statement is a question to partners."""
    return exists().where(col(Question.region_id) == region_id, col(Question.statement_id) == statement_id)


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


def _of_line(table: Any) -> tuple[Any, ...]:
    return table.region_id == col(Statement.region_id), table.statement_id == col(Statement.id)


_stays = aliased(Subject)
_counts_as = row_of(_stays, func.coalesce(Subject.merged_into, Subject.id), Subject.region_id)
_this = (col(Share.statement_id) == col(Statement.id), col(Share.version_id) == col(Version.id))
_shared = and_(*_this, visible.shared_with(ASKER, NOW))
_latest_of_ours = and_(col(Statement.partner_id) == ASKER.partner, col(Version.number) == col(Statement.latest))
_READ = (
    select(*_COLUMNS)
    .select_from(Version)
    .join(Statement, and_(*of_statement()))
    .outerjoin(Share, _shared)
    .outerjoin(Subject, and_(*_of_field()))
    .outerjoin(Line, and_(*_of_line(Line)))
    .outerjoin(ActionItem, and_(*_of_line(ActionItem)))
    .outerjoin(Question, and_(*_of_line(Question)))
    .join(Person, col(Person.id) == func.coalesce(col(Share.given_by), col(Version.written_by)))
    .where(col(Statement.region_id) == ASKER.region, visible.versions(ASKER, NOW))
    .where(or_(col(Share.id).is_not(None), _latest_of_ours))
    .order_by(col(Statement.written_at), col(Statement.id))
)
_OF_CASE = _READ.where(col(Statement.case_id) == given("case"))
_OF_CASES = _READ.add_columns(col(Statement.case_id)).where(one_of(col(Statement.case_id), "cases"))
_ONE = _OF_CASE.where(col(Statement.id) == given("statement"))
_LINKS = (
    select(col(About.version_id), col(_stays.id), col(About.role), col(_stays.letter))
    .join(Subject, row_of(Subject, About.subject_id, About.region_id))
    .join(_stays, _counts_as)
    .where(col(About.region_id) == ASKER.region, one_of(col(About.version_id), "versions"))
    .order_by(_stays.letter, col(Subject.letter))
)
_COUNTS = (
    select(col(Share.statement_id), func.count())
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(col(Share.case_id) == given("case"), col(Share.ended_at).is_(None), col(Share.ends_at) > NOW)
    .group_by(col(Share.statement_id))
)
_DOUBTED = (  # our versions of which a receiver doubts the category
    select(col(CategoryDoubt.version_id))
    .join(Share, row_of(Share, CategoryDoubt.share_id, CategoryDoubt.region_id))
    .where(col(CategoryDoubt.region_id) == ASKER.region, col(CategoryDoubt.answered_at).is_(None))
    .where(col(Share.case_id) == given("case"), col(Share.giver_id) == ASKER.partner)
)
