"""The account of what was given: to whom, when, on which article, shown or not; doubts to answer; what ended for us."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.rule_terms import EndedBy
from models.tables.casework import Case, HandOut, Statement, Subject, Version
from models.tables.people import Partner, Person
from models.tables.sharing import CategoryDoubt, Rule, RuleBookRow, Share
from models.terms import DataCategory, FieldName, PartnerKind, ShareEnd
from models.views.sharing import DoubtLine, MyShares, PassageGiven, ReceivedBefore, ShareLine
from tafel import clock, fields, keys
from tafel.context import Beyond
from tafel.db import Reading
from tafel.refusals import Invalid, say
from tafel.sight import handed_out, own, pages, passages, visible

PAGE = 50
BEFORE = 50
MOST_IN_FILE = 5_000


def my_shares(reading: Reading, first: date, last: date, after: str | None = None) -> MyShares:
    """What my partner gave over a period in cases of which I am a member, newest first, in pages."""
    wanted = _given(reading, *_between(first, last)).where(
        pages.beyond(after, col(Share.given_at), col(Share.version_id), col(Share.id))
    )
    rows = _found(reading, wanted.limit(PAGE + 1))
    last_line = rows[PAGE - 1] if len(rows) > PAGE else None
    return MyShares(
        given=_by_passage(_lines(reading, rows[:PAGE])),
        first_day=first,
        last_day=last,
        next_from=pages.key_of(last_line.given_at, last_line.version_id, last_line.id) if last_line else None,
        doubts=tuple(_doubt(reading, row) for row in _doubts(reading)),
        categories=own.choosable(reading.seat),
        received_before=_received_before(reading),
    )


def _by_passage(lines: Iterable[ShareLine]) -> tuple[PassageGiven, ...]:
    """Lines of one passage and one act together."""
    together = groupby(lines, key=lambda line: (line.given_at, line.version_id))
    return tuple(PassageGiven(lines=tuple(sorted(same, key=lambda line: line.receiver))) for _, same in together)


def all_of(reading: Reading, first: date, last: date) -> tuple[ShareLine, ...]:
    """All of a period, oldest first, for a file. Raises Invalid when it is too much for one."""
    rows = _found(reading, _given(reading, *_between(first, last)).limit(MOST_IN_FILE + 1))
    if len(rows) > MOST_IN_FILE:
        raise Invalid(last=say("Dit zijn er te veel voor één bestand. Kies een kortere periode."))
    return tuple(_lines(reading, rows[::-1]))


def to_recall(reading: Reading, shares: Iterable[UUID]) -> tuple[ShareLine, ...]:
    """Which of these, or of what the secretariat has of the same words, stand and were shown, so are recalled."""
    these = col(Share.id).in_(set(shares))
    stands = (or_(these, _followed(these)), col(Share.ended_at).is_(None), col(Share.ends_at) > reading.now)
    return tuple(_lines(reading, _found(reading, _given(reading, *stands, handed_out.to_receiver()))))


def _found(reading: Reading, wanted: Any) -> Sequence[Row[Any]]:
    """Lines of what was given: also of words of which this seat reads only that, and to whom."""
    with reading.beyond(Beyond.GIVEN):
        return reading.session.execute(wanted).all()


def _followed(these: ColumnElement[bool]) -> ColumnElement[bool]:
    """What the secretariat has of the same words may end with these."""
    secretariat = exists().where(
        col(Partner.region_id) == col(Share.region_id), col(Partner.id) == col(Share.receiver_id),
        col(Partner.kind) == PartnerKind.VZ,
    ).correlate(Share)  # fmt: skip
    return and_(secretariat, col(Share.version_id).in_(select(col(Share.version_id)).where(these)))


def _between(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return col(Share.given_at) >= clock.start_of(first), col(Share.given_at) < _day_after(last)


def _given(reading: Reading, *which: ColumnElement[bool]) -> Any:
    receiver, person = aliased(Partner), aliased(Person)
    return (
        select(
            col(Share.id), col(Share.case_id), col(Case.code_word), col(Case.reference), col(Share.version_id),
            col(Share.statement_id), col(Version.text_sealed), col(Version.edit), col(Version.written_by),
            col(Statement.field), col(Subject.letter), col(Share.receiver_id), col(receiver.name).label("receiver"),
            col(Share.purpose), col(Share.category), col(Share.rule_number), col(Rule.article),
            col(RuleBookRow.version).label("book_version"), col(person.name).label("given_by"), col(Share.given_at),
            col(Share.ends_at), first_shown().label("shown"), handed_out.to_receiver().label("was_shown"),
            col(Share.ended_at), col(Share.ended_why), col(Share.rules_end_at), col(Share.held_at),
        )
        .select_from(Share)
        .join(Case, _same(Case, col(Share.case_id)))
        .join(Version, _same(Version, col(Share.version_id)))
        .join(Statement, _same(Statement, col(Share.statement_id)))
        .outerjoin(Subject, _same(Subject, col(Statement.subject_id)))
        .join(
            receiver, and_(col(receiver.region_id) == col(Share.region_id), col(receiver.id) == col(Share.receiver_id))
        )
        .join(Rule, _deciding())
        .join(RuleBookRow, _same(RuleBookRow, col(Share.book_id)))
        .join(person, col(person.id) == col(Share.given_by))
        .where(visible.cases(reading.seat), col(Share.region_id) == reading.seat.region)
        .where(col(Share.giver_id) == reading.seat.partner)
        .where(*which)
        .order_by(col(Share.given_at).desc(), col(Share.version_id).desc(), col(Share.id).desc())
    )  # fmt: skip


def _deciding() -> Any:
    """The rule a share was decided by."""
    return and_(
        col(Rule.region_id) == col(Share.region_id),
        col(Rule.book_id) == col(Share.book_id),
        col(Rule.number) == col(Share.rule_number),
        col(Rule.outcome) == col(Share.rule_outcome),
    )


def _same(table: Any, key: Any) -> Any:
    """How a row of the same region is joined to a share."""
    return and_(col(table.region_id) == col(Share.region_id), col(table.id) == col(key))


def _day_after(last: date) -> Any:
    return clock.start_of(last + timedelta(days=1))


def first_shown() -> Any:
    """When anybody of the receiver of a share was first shown its words."""
    return (
        select(func.min(col(HandOut.at)))
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
    text = _text(reading, row, key)
    said = fields.decode(row.field, text) if row.field else fields.Said(text)
    return ShareLine(
        id=row.id,
        version_id=row.version_id,
        statement_id=row.statement_id,
        case_id=row.case_id,
        case_word=row.code_word,
        case_reference=row.reference,
        text=text,
        field=row.field,
        letter=row.letter,
        coded=said.coded,
        on=said.on,
        receiver_id=row.receiver_id,
        receiver=row.receiver,
        purpose=row.purpose,
        category=row.category,
        rule_number=row.rule_number,
        article=row.article,
        book_version=row.book_version,
        given_by=row.given_by,
        given_at=row.given_at,
        ends_at=row.ends_at,
        first_shown_on=clock.day_of(row.shown) if row.shown else None,
        was_shown=bool(row.was_shown),
        ended_at=_ended_at(reading, row),
        ended_why=_ended_why(reading, row),
        held=row.held_at is not None,
    )


def _text(reading: Reading, row: Row[Any], key: bytes) -> str:
    """The words; how somebody is reached in safety stands with that subject alone."""
    return "" if row.field is FieldName.SAFE_CONTACT else passages.words_of_ours(reading, key, row)


def _ended_why(reading: Reading, row: Row[Any]) -> ShareEnd | EndedBy | None:
    """Why it is over; an end that has come counts before it is written down."""
    why = row.ended_why or (ShareEnd.EXPIRED if row.ends_at <= reading.now else None)
    return EndedBy.RULES if why is ShareEnd.EXPIRED and row.rules_end_at == row.ends_at else why


def _ended_at(reading: Reading, row: Row[Any]) -> datetime | None:
    """When nobody could read it any more."""
    reached = _ended_why(reading, row) in (ShareEnd.EXPIRED, EndedBy.RULES)
    ended: datetime | None = row.ends_at if reached else row.ended_at
    return ended


def _doubts(reading: Reading) -> Any:
    doubter = aliased(Partner)
    return _found(
        reading,
        select(
            col(CategoryDoubt.id), col(Share.case_id), col(Case.code_word), col(Share.version_id),
            col(Version.text_sealed), col(Version.edit), col(Version.written_by), col(Statement.field),
            col(Subject.letter), col(Share.category), col(CategoryDoubt.suggested), col(CategoryDoubt.doubted_at),
            col(doubter.name).label("doubted_for"),
            (col(CategoryDoubt.doubted_for) == col(Share.giver_id)).label("after_split"),
            visible.versions(reading.seat, reading.now).label("readable"),
        )
        .select_from(CategoryDoubt)
        .join(
            Share,
            and_(col(Share.region_id) == col(CategoryDoubt.region_id), col(Share.id) == col(CategoryDoubt.share_id)),
        )
        .join(Case, _same(Case, col(Share.case_id)))
        .join(Version, _same(Version, col(Share.version_id)))
        .join(Statement, _same(Statement, col(Share.statement_id)))
        .outerjoin(Subject, _same(Subject, col(Statement.subject_id)))
        .join(
            doubter,
            and_(
                col(doubter.region_id) == col(CategoryDoubt.region_id),
                col(doubter.id) == col(CategoryDoubt.doubted_for),
            ),
        )
        .where(visible.cases(reading.seat), col(Share.giver_id) == reading.seat.partner)
        .where(col(CategoryDoubt.answered_at).is_(None))
        .order_by(col(CategoryDoubt.doubted_at), col(CategoryDoubt.id)),
    )  # fmt: skip


def _doubt(reading: Reading, row: Row[Any]) -> DoubtLine:
    text = _text(reading, row, keys.case_key(reading, row.case_id))
    said = fields.decode(row.field, text) if row.field else fields.Said(text)
    return DoubtLine(
        id=row.id,
        case_id=row.case_id,
        case_word=row.code_word,
        text=text,
        field=row.field,
        letter=row.letter,
        coded=said.coded,
        on=said.on,
        category=DataCategory(row.category),
        suggested=row.suggested,
        after_split=bool(row.after_split),
        doubted_for=row.doubted_for,
        doubted_at=row.doubted_at,
        mine=bool(row.readable),
    )


def _received_before(reading: Reading) -> tuple[ReceivedBefore, ...]:
    """What was once shared with us and ended: that it was, and never the words."""
    giver = aliased(Partner)
    ended = func.coalesce(col(Share.ended_at), col(Share.ends_at))
    to_me = or_(col(Share.receiver_person_id).is_(None), col(Share.receiver_person_id) == reading.seat.person)
    rows = reading.session.execute(
        select(
            col(Share.id).label("share_id"),
            col(giver.name).label("partner"),
            col(Case.code_word).label("case_word"),
            col(Share.given_at),
            col(Share.ends_at),
            col(Share.ended_at),
            col(Share.ended_why),
            col(Share.rules_end_at),
        )
        .select_from(Share)
        .join(Case, _same(Case, col(Share.case_id)))
        .join(giver, and_(col(giver.region_id) == col(Share.region_id), col(giver.id) == col(Share.giver_id)))
        .where(visible.cases(reading.seat), col(Share.receiver_id) == reading.seat.partner, to_me)
        .where(or_(col(Share.ended_at).is_not(None), col(Share.ends_at) <= reading.now))
        .where(or_(col(Share.ended_why).is_(None), col(Share.ended_why) != ShareEnd.REPLACED))
        .order_by(ended.desc(), col(Share.id))
        .limit(BEFORE)
    )
    return tuple(
        ReceivedBefore(
            share_id=row.share_id,
            partner=row.partner,
            case_word=row.case_word,
            given_at=row.given_at,
            ended_at=_ended_at(reading, row),
            ended_why=_ended_why(reading, row),
        )
        for row in rows
    )
