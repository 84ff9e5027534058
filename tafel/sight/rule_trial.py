"""A question tried on the rules, and the matrix as a picture: both ask the same function as the act of sharing."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.rulebook import AskMatrix, TryRule
from models.rule_terms import Answered, Fact
from models.tables.people import Partner
from models.tables.sharing import RuleBookRow
from models.terms import BookState, Condition, DataCategory, Framework, Outcome, PartnerKind, Purpose
from models.views.rule_desk import Decides, MatrixPage, MatrixRow, Phrase, Place, Tried, TryPage, Unless, Version
from models.views.rulebook import Words
from tafel import clock
from tafel.book import RuleBook
from tafel.db import Reading
from tafel.matrix import Conditions, Deciding, cells
from tafel.prepared import ASKER
from tafel.rules import CHOICES, Ask, Facts, Offer, Verdict, categories, verdict
from tafel.sight import rulebook
from tafel.sight.rule_page import GIVERS

CATEGORIES = CHOICES


def try_rule(reading: Reading, asked: TryRule) -> TryPage:
    """The answer to a question, when all of it was asked."""
    known = versions(reading)
    here, book = chosen(reading, known, asked.book)
    complete = book and asked.giver and asked.receiver and asked.category and asked.purpose
    return TryPage(
        version=here,
        versions=known,
        common=tuple(phrase.words for phrase in phrases(book, book.common)) if book else (),
        tried=_tried(book, asked, clock.day_of(reading.now)) if book and complete else None,
        allowed=_allowed(book, asked.framework) if book else (),
    )


def matrix(reading: Reading, asked: AskMatrix) -> MatrixPage:
    """Who may give whom this kind of data for this purpose, with nothing on record but what is always there."""
    known = versions(reading)
    here, book = chosen(reading, known, asked.book)
    kinds = tuple(PartnerKind) if asked.everybody else _kinds_here(reading)
    givers = [asked.giver] if asked.giver else [kind for kind in kinds if kind in GIVERS]
    today = clock.day_of(reading.now)
    rows = tuple(_row(book, giver, kinds, asked, today) for giver in givers) if book else ()
    answers = Counter(place.answer for row in rows for place in row.places if place.receiver is not row.giver)
    return MatrixPage(
        version=here,
        versions=known,
        receivers=kinds,
        rows=rows,
        counts={answer: answers[answer] for answer in Answered},
        allowed=_allowed(book, asked.framework) if book else (),
    )


def versions(reading: Reading) -> tuple[Version, ...]:
    """All versions of the region, newest first."""
    found = reading.rows(_VERSIONS)
    today = clock.day_of(reading.now)
    current = next((row.id for row in found if _counts(row, today)), None)
    return tuple(
        Version(
            id=row.id, version=row.version, state=row.state, valid_from=row.valid_from, valid_until=row.valid_until,
            in_force=row.id == current,
        )
        for row in found
    )  # fmt: skip


def chosen(reading: Reading, known: Iterable[Version], book_id: UUID | None) -> tuple[Version | None, RuleBook | None]:
    """The version asked for, else the one in force; read as if it counted today, so that a draft can be tried."""
    found = next((one for one in known if (one.id == book_id if book_id else one.in_force)), None)
    if found is None and book_id is None:
        return None, None
    book = rulebook.version(reading, found.id if found else book_id)  # type: ignore[arg-type]
    return found, book.adopted(clock.day_of(reading.now))


def decides(found: Deciding) -> Decides:
    """What decides, as a reader has it."""
    return Decides(
        number=found.rule if isinstance(found.rule, int) else None, category=found.category, article=found.article,
        words=Words(nl=found.nl, en=found.en),
    )  # fmt: skip


def phrases(book: RuleBook, conditions: Iterable[Condition]) -> tuple[Phrase, ...]:
    """These conditions in words, in their fixed order."""
    wanted = set(conditions)
    said = ((one, book.phrase(one)) for one in Condition if one in wanted)
    return tuple(Phrase(condition=one, words=Words(nl=words.nl, en=words.en)) for one, words in said)


def facts_of(told: Iterable[Fact]) -> Facts:
    """These facts, and no other."""
    known = set(told)
    return Facts(**{fact.value: fact in known for fact in Fact})


def answered(found: Verdict) -> Answered:
    """A verdict as the matrix shows it."""
    if found.outcome is Outcome.PERMITTED:
        return Answered.MAY
    if found.outcome is Outcome.ONLY_IF:
        return Answered.ONLY_IF
    return Answered.UNLESS if found.offered else Answered.NEVER


def _tried(book: RuleBook, asked: TryRule, today: Any) -> Tried:
    assert asked.giver and asked.receiver and asked.category and asked.purpose  # noqa: PT018 all of it was asked
    ask = Ask(
        giver=asked.giver, receiver=asked.receiver, chosen=asked.category, purpose=asked.purpose,
        framework=asked.framework, facts=facts_of(asked.facts), met=book.common | frozenset(asked.met), on=today,
    )  # fmt: skip
    found = verdict(book, ask)
    known = ask.chosen in CHOICES
    held = categories(ask.giver, ask.chosen, ask.facts) if known else frozenset()
    overlay = found.overlay
    return Tried(
        giver=ask.giver,
        receiver=ask.receiver,
        outcome=found.outcome,
        derived=tuple(one for one in DataCategory if one in held and one is not ask.chosen),
        decides=_once(found.deciding),
        missing=phrases(book, found.missing),
        unless=tuple(_unless(book, offer) for offer in found.offered),
        for_minors=Words(nl=overlay.nl, en=overlay.en) if overlay else None,
        keep=found.keep if found.outcome is not Outcome.REFUSED else None,
        could_need=phrases(book, _could_need(book, ask, held) - book.common) if known else (),
    )


def _unless(book: RuleBook, offer: Offer) -> Unless:
    return Unless(row=decides(offer.exception), missing=phrases(book, offer.missing))


def _once(found: Iterable[Deciding]) -> tuple[Decides, ...]:
    return tuple(dict.fromkeys(decides(one) for one in found))


def _could_need(book: RuleBook, ask: Ask, held: Iterable[DataCategory]) -> Conditions:
    """Every condition of a row that could permit this."""
    by_age = frozenset({Condition.AGE}) if ask.facts.minor else frozenset[Condition]()
    line = cells(book, ask.giver, ask.receiver, ask.judged_purpose, ask.framework, by_age)
    here = [line[category] for category in held] if line else []
    grants = (grant.row.needs for cell in here for grant in cell.grants)
    lifting = (row.needs for cell in here for refusal in cell.refusals for row in refusal.exceptions)
    return frozenset[Condition]().union(*grants, *lifting)


def _row(
    book: RuleBook, giver: PartnerKind, receivers: Iterable[PartnerKind], asked: AskMatrix, today: Any
) -> MatrixRow:
    facts = facts_of(asked.facts)
    return MatrixRow(
        giver=giver,
        places=tuple(
            _place(
                book,
                Ask(
                    giver=giver, receiver=receiver, chosen=asked.category, purpose=asked.purpose,
                    framework=asked.framework, facts=facts, met=book.common, on=today,
                ),
            )
            for receiver in receivers
        ),
    )  # fmt: skip


def _place(book: RuleBook, ask: Ask) -> Place:
    found = verdict(book, ask)
    return Place(
        receiver=ask.receiver, answer=answered(found), first=decides(found.first), missing=phrases(book, found.missing)
    )


def _allowed(book: RuleBook, framework: Framework) -> tuple[Purpose, ...]:
    return tuple(purpose for purpose in Purpose if book.allows(framework, purpose))


def _kinds_here(reading: Reading) -> tuple[PartnerKind, ...]:
    """The kinds of partner at this table, in the order of the vocabulary."""
    here = set(reading.values(_KINDS))
    return tuple(kind for kind in PartnerKind if kind in here)


def _counts(row: Any, today: Any) -> bool:
    begun = row.state is BookState.ADOPTED and row.valid_from <= today
    return begun and (row.valid_until is None or today < row.valid_until)


_VERSIONS = (
    select(
        col(RuleBookRow.id), col(RuleBookRow.version), col(RuleBookRow.state), col(RuleBookRow.valid_from),
        col(RuleBookRow.valid_until),
    )
    .where(col(RuleBookRow.region_id) == ASKER.region)
    .order_by(col(RuleBookRow.version).desc())
    .limit(100)
)  # fmt: skip
_KINDS = select(col(Partner.kind)).where(col(Partner.region_id) == ASKER.region).distinct()
