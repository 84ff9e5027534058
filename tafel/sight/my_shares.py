"""The account of what was given: to whom, when, on which article, shown or not; doubts to answer; what ended for us."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.tables.casework import Case, HandOut, Statement, Subject, Version
from models.tables.people import Partner, Person
from models.tables.sharing import CategoryDoubt, Rule, RuleBookRow, Share
from models.terms import DataCategory, ShareEnd
from models.views.sharing import DoubtLine, MyShares, ReceivedBefore, ShareLine
from tafel import clock, fields, keys
from tafel.db import Reading
from tafel.refusals import Invalid, say
from tafel.sight import own, pages, passages, visible

PAGE = 100
BEFORE = 50
MOST_IN_FILE = 5_000


def my_shares(reading: Reading, first: date, last: date, after: str | None = None) -> MyShares:
    """What my partner gave over a period in cases of which I am a member, newest first, in pages."""
    wanted = _given(reading, first, last).where(pages.beyond(after, Share.given_at, Share.id))
    rows = reading.session.execute(wanted.limit(PAGE + 1)).all()
    more = pages.key_of(rows[PAGE - 1].given_at, rows[PAGE - 1].id) if len(rows) > PAGE else None
    return MyShares(
        lines=tuple(_lines(reading, rows[:PAGE])),
        first_day=first,
        last_day=last,
        next_from=more,
        doubts=tuple(_doubt(reading, row) for row in _doubts(reading)),
        categories=own.choosable(reading.seat),
        received_before=_received_before(reading),
    )


def all_of(reading: Reading, first: date, last: date) -> tuple[ShareLine, ...]:
    """All of a period, oldest first, for a file. Raises Invalid when it is too much for one."""
    rows = reading.session.execute(_given(reading, first, last).limit(MOST_IN_FILE + 1)).all()
    if len(rows) > MOST_IN_FILE:
        raise Invalid(last=say("Dit zijn er te veel voor één bestand. Kies een kortere periode."))
    return tuple(_lines(reading, rows[::-1]))


def _given(reading: Reading, first: date, last: date) -> Any:
    receiver, person = aliased(Partner), aliased(Person)
    rule = and_(
        col(Rule.region_id) == col(Share.region_id), col(Rule.book_id) == col(Share.book_id),
        col(Rule.number) == col(Share.rule_number), col(Rule.outcome) == col(Share.rule_outcome),
    )  # fmt: skip
    return (
        select(
            Share.id, Share.case_id, Case.code_word, Case.reference, Share.version_id, Version.text_sealed,
            Version.written_by, Statement.field, Subject.letter, receiver.name.label("receiver"), Share.purpose,  # type: ignore[attr-defined]
            Share.category, Share.rule_number, Rule.article, RuleBookRow.version.label("book_version"),  # type: ignore[attr-defined]
            person.name.label("given_by"), Share.given_at, Share.ends_at, _first_shown().label("shown"),  # type: ignore[attr-defined]
            Share.ended_at, Share.ended_why, Share.held_at,
        )
        .select_from(Share)
        .join(Case, _same(Case, Share.case_id))
        .join(Version, _same(Version, Share.version_id))
        .join(Statement, _same(Statement, Share.statement_id))
        .outerjoin(Subject, _same(Subject, Statement.subject_id))
        .join(receiver, and_(receiver.region_id == Share.region_id, receiver.id == Share.receiver_id))
        .join(Rule, rule)
        .join(RuleBookRow, _same(RuleBookRow, Share.book_id))
        .join(person, person.id == Share.given_by)
        .where(visible.cases(reading.seat), col(Share.region_id) == reading.seat.region)
        .where(col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.given_at) >= clock.start_of(first), col(Share.given_at) < _day_after(last))
        .order_by(col(Share.given_at).desc(), col(Share.id).desc())
    )  # fmt: skip


def _same(table: Any, key: Any) -> Any:
    """How a row of the same region is joined to a share."""
    return and_(col(table.region_id) == col(Share.region_id), col(table.id) == col(key))


def _day_after(last: date) -> Any:
    return clock.start_of(last + timedelta(days=1))


def _first_shown() -> Any:
    """When anybody of the receiver was first shown these words."""
    return (
        select(func.min(HandOut.at))
        .where(col(HandOut.region_id) == col(Share.region_id), col(HandOut.version_id) == col(Share.version_id))
        .where(col(HandOut.partner_id) == col(Share.receiver_id))
        .correlate(Share)
        .scalar_subquery()
    )


def _lines(reading: Reading, rows: Any) -> Iterator[ShareLine]:
    known: dict[UUID, bytes] = {}
    for row in rows:
        if row.case_id not in known:
            known[row.case_id] = keys.case_key(reading, row.case_id)
        yield _line(reading, row, known[row.case_id])


def _line(reading: Reading, row: Row[Any], key: bytes) -> ShareLine:
    text = passages.words_of_ours(reading, key, row)
    said = fields.decode(row.field, text) if row.field else fields.Said(text)
    return ShareLine(
        id=row.id, version_id=row.version_id, case_id=row.case_id, case_word=row.code_word, case_reference=row.reference,
        text=text, field=row.field, letter=row.letter, coded=said.coded, on=said.on, receiver=row.receiver,
        purpose=row.purpose, category=row.category, rule_number=row.rule_number, article=row.article,
        book_version=row.book_version, given_by=row.given_by, given_at=row.given_at, ends_at=row.ends_at,
        first_shown_on=clock.day_of(row.shown) if row.shown else None,
        ended_at=row.ended_at or (row.ends_at if row.ends_at <= reading.now else None),
        ended_why=row.ended_why or (ShareEnd.EXPIRED if row.ends_at <= reading.now else None),
        held=row.held_at is not None,
    )  # fmt: skip


def _doubts(reading: Reading) -> Any:
    doubter = aliased(Partner)
    return reading.session.execute(
        select(
            CategoryDoubt.id, Share.case_id, Case.code_word, Share.version_id, Version.text_sealed, Version.written_by,
            Statement.field, Subject.letter, Share.category, CategoryDoubt.suggested, CategoryDoubt.doubted_at,
            doubter.name.label("doubted_for"),  # type: ignore[attr-defined]
        )
        .select_from(CategoryDoubt)
        .join(Share, and_(col(Share.region_id) == col(CategoryDoubt.region_id), col(Share.id) == col(CategoryDoubt.share_id)))
        .join(Case, _same(Case, Share.case_id))
        .join(Version, _same(Version, Share.version_id))
        .join(Statement, _same(Statement, Share.statement_id))
        .outerjoin(Subject, _same(Subject, Statement.subject_id))
        .join(doubter, and_(doubter.region_id == CategoryDoubt.region_id, doubter.id == CategoryDoubt.doubted_for))
        .where(visible.cases(reading.seat), col(Share.giver_id) == reading.seat.partner)
        .where(col(CategoryDoubt.answered_at).is_(None))
        .order_by(col(CategoryDoubt.doubted_at), col(CategoryDoubt.id))
    ).all()  # fmt: skip


def _doubt(reading: Reading, row: Row[Any]) -> DoubtLine:
    text = passages.words_of_ours(reading, keys.case_key(reading, row.case_id), row)
    said = fields.decode(row.field, text) if row.field else fields.Said(text)
    return DoubtLine(
        id=row.id, case_id=row.case_id, case_word=row.code_word, text=text, field=row.field, letter=row.letter,
        coded=said.coded, on=said.on, category=DataCategory(row.category), suggested=row.suggested,
        doubted_for=row.doubted_for, doubted_at=row.doubted_at,
    )  # fmt: skip


def _received_before(reading: Reading) -> tuple[ReceivedBefore, ...]:
    """What was once shared with us and ended: that it was, and never the words."""
    giver = aliased(Partner)
    ended = func.coalesce(Share.ended_at, Share.ends_at)
    to_me = or_(col(Share.receiver_person_id).is_(None), col(Share.receiver_person_id) == reading.seat.person)
    rows = reading.session.execute(
        select(
            col(Share.id).label("share_id"), giver.name.label("partner"), col(Case.code_word).label("case_word"),  # type: ignore[attr-defined]
            Share.given_at, ended.label("ended_at"), func.coalesce(Share.ended_why, ShareEnd.EXPIRED.value).label("why"),
        )
        .select_from(Share)
        .join(Case, _same(Case, Share.case_id))
        .join(giver, and_(giver.region_id == Share.region_id, giver.id == Share.giver_id))
        .where(visible.cases(reading.seat), col(Share.receiver_id) == reading.seat.partner, to_me)
        .where(or_(col(Share.ended_at).is_not(None), col(Share.ends_at) <= reading.now))
        .where(or_(col(Share.ended_why).is_(None), col(Share.ended_why) != ShareEnd.REPLACED))
        .order_by(ended.desc(), col(Share.id))
        .limit(BEFORE)
    )  # fmt: skip
    return tuple(
        ReceivedBefore(
            share_id=row.share_id, partner=row.partner, case_word=row.case_word, given_at=row.given_at,
            ended_at=row.ended_at, ended_why=ShareEnd(row.why),
        )
        for row in rows
    )  # fmt: skip
