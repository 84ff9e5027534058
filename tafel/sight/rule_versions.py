"""Versions of the rules beside each other, what one does to shares in force, and one rule with what stands on it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act, Result
from models.forms.rulebook import CompareBooks
from models.rule_terms import Change
from models.tables import casework
from models.tables.casework import Case, Statement
from models.tables.people import Partner
from models.tables.sharing import RuleBookRow, Share, ShareGround
from models.terms import BookState, Condition, Role
from models.views.rule_desk import (
    ComparisonPage,
    Difference,
    EffectPage,
    EndingShare,
    Problems,
    RuleDetail,
    StandingShare,
    Version,
)
from models.views.rulebook import Words
from tafel import clock, comparing, rule_desk
from tafel.book import BrokenRuleBook, RuleBook
from tafel.comparing import Line, Ways
from tafel.context import Beyond
from tafel.db import Entry, Reading
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.refusals import NotFound
from tafel.sight import rule_effects, rule_page, rule_trial, rulebook, visible
from tafel.sight.joins import row_of
from tafel.sight.rule_effects import Standing

MOST_LINES = 200
_MOST_SHARES = 200


def compare(reading: Reading, asked: CompareBooks) -> ComparisonPage:
    """What one version permits, forbids or asks otherwise than another: unless asked, the newest and what counts."""
    known = rule_trial.versions(reading)
    current = next((one for one in known if one.in_force), None)
    new = _one(known, asked.new) or next((one for one in known if one is not current), None)
    old = _one(known, asked.old) or (current if current is not new else None)
    if old is None or new is None:
        return _nothing_to_compare(known, old, new)
    books = rulebook.version(reading, old.id), rulebook.version(reading, new.id)
    found = comparing.compare(*books)
    lines = [line for line in found.lines if _wanted(line, asked)]
    return ComparisonPage(
        versions=known,
        old=old,
        new=new,
        places={change: found.places[change] for change in Change},
        lines=tuple(_difference(*books, line) for line in lines[:MOST_LINES]),
        left_out=max(0, len(lines) - MOST_LINES),
        added=found.added,
        removed=found.removed,
        altered=found.altered,
    )


def effects(reading: Reading, book_id: UUID) -> EffectPage:
    """Which shares in force a version would end: for the privacy officer of the region, else of one's own partner."""
    here = _known(reading, book_id)
    today = clock.day_of(reading.now)
    first_day = max(here.valid_from or today, today)
    whole = reading.seat.role is Role.PRIVACY_OFFICER
    lasting = rule_effects.standing(reading, first_day, until_then=here.state is BookState.ADOPTED)
    concerned = lasting if whole else _ours(reading, lasting)
    gone = {share.id for share in rule_effects.ending(lasting, rulebook.version(reading, book_id), first_day)}
    ends = [share for share in concerned if share.id in gone]
    if whole:
        _looked(reading, here, len(ends))
    return EffectPage(
        version=here, first_day=first_day, whole=whole, standing=len(concerned) - len(ends),
        ending=_ending(reading, ends, whole=whole),
    )  # fmt: skip


def rule(reading: Reading, book_id: UUID, number: int) -> RuleDetail:
    """One rule of a version, with one's own partner's shares that stand on it; for the privacy officer how many do."""
    here, book = _known(reading, book_id), rulebook.version(reading, book_id)
    row = next((row for row in book.rows if row.number == number), None)
    if row is None:
        raise NotFound
    officer = reading.seat.role is Role.PRIVACY_OFFICER
    count = _how_many(reading, here, number) if officer else None
    return RuleDetail(
        version=here,
        rule=rule_page.line(book, row, row.data),
        givers=rule_page.in_order(row.givers),
        receivers=rule_page.in_order(row.receivers),
        lifted_by=tuple(sorted(other.number for other in book.rows if number in other.lifts)),
        shares=_on_rule(reading, book_id, number),
        count=count,
    )


def _how_many(reading: Reading, here: Version, number: int) -> int:
    with reading.beyond(Beyond.RULES):
        count: int = reading.values(_HOW_MANY, book=here.id, number=number)[0]
    _looked(reading, here, count)
    return count


def source(reading: Reading, book_id: UUID) -> tuple[int, str]:
    """A version as it was written, to take along."""
    found = reading.row(_SOURCE, book=book_id)
    if found is None:
        raise NotFound
    return found.version, found.source


def import_page(reading: Reading, source: str) -> Problems:
    """Everything that is wrong with a text that was to be rules; the page is for who may lay them before the table."""
    if not rule_desk.may_propose(reading.seat):
        raise NotFound
    try:
        if source:
            RuleBook.read(source)
    except BrokenRuleBook as broken:
        return Problems(problems=broken.problems)
    return Problems(problems=())


def _looked(reading: Reading, here: Version, lines: int) -> None:
    """That the privacy officer saw what is shared in the whole region is itself in the register."""
    looked = {"lines": lines, "asked": {"act": Act.SHARE_GIVEN}, "book": here.id, "book_version": here.version}
    reading.consulted.append(Entry(Act.LEDGER_HANDED_OUT, Result.DONE, looked))


def _nothing_to_compare(known: tuple[Version, ...], old: Version | None, new: Version | None) -> ComparisonPage:
    return ComparisonPage(
        versions=known, old=old, new=new, places=dict.fromkeys(Change, 0), lines=(), left_out=0, added=(), removed=(),
        altered=(),
    )  # fmt: skip


def _one(known: Iterable[Version], book_id: UUID | None) -> Version | None:
    if book_id is None:
        return None
    for one in known:
        if one.id == book_id:
            return one
    raise NotFound


def _known(reading: Reading, book_id: UUID) -> Version:
    found = _one(rule_trial.versions(reading), book_id)
    assert found
    return found


def _wanted(line: Line, asked: CompareBooks) -> bool:
    return (
        (asked.giver is None or asked.giver in line.givers)
        and (asked.receiver is None or asked.receiver in line.receivers)
        and (asked.change is None or asked.change is line.change)
    )


def _difference(old: RuleBook, new: RuleBook, line: Line) -> Difference:
    same = old.common & new.common
    return Difference(
        change=line.change, givers=line.givers, receivers=line.receivers, categories=line.categories, aims=line.aims,
        facts=line.facts,
        before=_said(old, line.before, same), after=_said(new, line.after, same),
    )  # fmt: skip


def _said(book: RuleBook, ways: Ways, common: Iterable[Condition]) -> tuple[tuple[Words, ...], ...]:
    """Each way in words, without what every share needs; where consent must be written, consent is not said again."""
    told = []
    for way in ways:
        said = way - set(common)
        if Condition.CONS_S_WRITTEN in said:
            said -= {Condition.CONS_S}
        told.append(tuple(phrase.words for phrase in rule_trial.phrases(book, said)))
    return tuple(sorted(told, key=lambda words: (len(words), [one.nl for one in words])))


def _ours(reading: Reading, shares: Sequence[Standing]) -> list[Standing]:
    """What our partner gave, or was given as a whole, of words this seat can read."""
    mine = reading.seat.partner
    ours = [one for one in shares if one.giver == mine or (one.receiver == mine and not (one.person or one.held))]
    known = set(reading.values(_READABLE, versions=list({one.version for one in ours}))) if ours else set()
    return [one for one in ours if one.version in known]


def _ending(reading: Reading, shares: Sequence[Standing], *, whole: bool) -> tuple[EndingShare, ...]:
    """Alike ones together; the privacy officer reads of no case."""
    names: dict[UUID, str] = dict(map(tuple, reading.rows(_NAMES)))
    words: dict[UUID, str] = {} if whole else dict(map(tuple, reading.rows(_WORDS)))
    alike = Counter(
        (
            None if whole else share.case,
            share.giver,
            share.receiver,
            share.category,
            share.purpose,
            share.book,
            share.rule,
        )
        for share in shares
    )
    return tuple(
        EndingShare(
            giver=names[giver], receiver=names[receiver], case_id=case, case_word=words.get(case) if case else None,
            category=category, purpose=purpose, book_id=book, rule_number=number, count=count,
        )
        for (case, giver, receiver, category, purpose, book, number), count in alike.items()
    )  # fmt: skip


def _on_rule(reading: Reading, book_id: UUID, number: int) -> tuple[StandingShare, ...]:
    if reading.seat.partner is None:
        return ()
    return tuple(
        StandingShare(
            case_id=row.case_id, case_word=row.code_word, giver=row.giver, receiver=row.receiver,
            category=row.category, purpose=row.purpose, given_on=clock.day_of(row.given_at),
            until=clock.day_of(row.ends_at),
        )
        for row in reading.rows(_ON_RULE, book=book_id, number=number)
    )  # fmt: skip


_giver, _receiver = aliased(Partner), aliased(Partner)
_THIS_RULE = select(col(ShareGround.share_id)).where(
    col(ShareGround.region_id) == ASKER.region,
    col(ShareGround.book_id) == given("book"),
    col(ShareGround.rule_number) == given("number"),
)
_STANDS = (col(Share.region_id) == ASKER.region, visible.in_force(NOW), col(Share.id).in_(_THIS_RULE))
_OURS = or_(
    col(Share.giver_id) == ASKER.partner,
    (col(Share.receiver_id) == ASKER.partner) & col(Share.receiver_person_id).is_(None),
)
_ON_RULE: Any = (
    select(
        col(Share.case_id), col(Case.code_word), col(_giver.short_name).label("giver"),
        col(_receiver.short_name).label("receiver"), col(Share.category), col(Share.purpose), col(Share.given_at),
        col(Share.ends_at),
    )
    .join(Case, row_of(Case, Share.case_id, Share.region_id))
    .join(_giver, row_of(_giver, Share.giver_id, Share.region_id))
    .join(_receiver, row_of(_receiver, Share.receiver_id, Share.region_id))
    .join(casework.Version, row_of(casework.Version, Share.version_id, Share.region_id))
    .join(Statement, row_of(Statement, casework.Version.statement_id, casework.Version.region_id))
    .where(*_STANDS, _OURS, visible.cases(ASKER), visible.versions(ASKER, NOW))
    .order_by(col(Share.given_at).desc(), col(Share.id))
    .limit(_MOST_SHARES)
)  # fmt: skip
_HOW_MANY = select(func.count()).select_from(Share).where(*_STANDS)
_READABLE = (
    select(col(casework.Version.id))
    .join(Statement, row_of(Statement, casework.Version.statement_id, casework.Version.region_id))
    .where(visible.versions(ASKER, NOW), visible.membership_of(ASKER, col(Statement.case_id)))
    .where(one_of(col(casework.Version.id), "versions"))
)
_WORDS = select(col(Case.id), col(Case.code_word)).where(visible.cases(ASKER))
_NAMES = select(col(Partner.id), col(Partner.short_name)).where(col(Partner.region_id) == ASKER.region)
_SOURCE = select(col(RuleBookRow.version), col(RuleBookRow.source)).where(
    col(RuleBookRow.region_id) == ASKER.region, col(RuleBookRow.id) == given("book")
)
