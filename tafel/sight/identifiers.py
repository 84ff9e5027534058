"""What identifies in one's own signals, for its own partner alone; and that another holds the same, as far as was told.

An earlier holder reads that somebody brought the same, without a name; a name only where a rule lets it be told.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act, Result
from models.identifier_terms import HitAnswer, IdentifierKind, Likeness
from models.signal_terms import SignalState
from models.tables.casework import CardIndex, Case, CaseMember, Statement, Version
from models.tables.identifiers import Asked, Hit, HitTelling, Identifier
from models.tables.people import Partner
from models.tables.signals import Signal
from models.views.identifiers import HitLine, HitWaiting, IdentifierLine, IdentifiersPage, SameOfOurs
from tafel import clock, keys
from tafel.db import Entry, Reading, Shown, Writing
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound
from tafel.sight import passages, repeats, visible
from tafel.sight.joins import row_of

_STAYS, _A_YEAR = timedelta(days=14), 12  # months
_ORDER = {kind: place for place, kind in enumerate(IdentifierKind)}
_told = aliased(HitTelling)


def require_signal(reading: Reading, case_id: UUID) -> str:
    """What a signal is called that was brought and that this seat takes part in; else there is no such signal."""
    row = reading.row(_SIGNAL, case=case_id)
    if row is None:
        raise NotFound
    return cast("str", row.code_word)


def require_own(reading: Reading, case_id: UUID, statement_id: UUID) -> Identifier:
    """Something that identifies, of one's own partner in this signal; an act holds it. Else there is no such thing."""
    row = reading.entities(_OWN_HELD if isinstance(reading, Writing) else _OWN, case=case_id, statement=statement_id)
    if row is None:
        raise NotFound
    return cast("Identifier", row[0])


def is_identifier(reading: Reading, statement_id: UUID) -> bool:
    """Whether a statement identifies."""
    return reading.row(_IS, statement=statement_id) is not None


def is_erased(reading: Reading, statement_id: UUID) -> bool:
    """Whether a statement identified, until its term was over."""
    row = reading.row(_IS, statement=statement_id)
    return row is not None and row.erased_at is not None


def in_case(reading: Reading, case_id: UUID) -> frozenset[UUID]:
    """The statements of my partner in a case that identify: shared only where somebody chooses them."""
    return frozenset(row.statement_id for row in reading.rows(_OF_CASE, case=case_id))


def asked_today(reading: Reading) -> int:
    """How often this person had something compared today, whatever came of it."""
    since = clock.start_of(clock.day_of(reading.now))
    return int(reading.row(_TODAY, since=since)[0])


def page(reading: Reading, case_id: UUID, most: int, *, bound: bool) -> IdentifiersPage:
    """What identifies in a signal of mine, and who else holds it where that was told."""
    word, elsewhere = require_signal(reading, case_id), _elsewhere(reading, case_id)
    return IdentifiersPage(
        case_id=case_id, word=word, bound=bound, left_today=max(0, most - asked_today(reading)),
        lines=tuple(
            one.model_copy(update={"elsewhere": elsewhere[one.statement_id]}) for one in lines(reading, case_id)
        ),
    )  # fmt: skip


def hit(reading: Reading, hit_id: UUID) -> HitLine:
    """That another holds the same; that this was shown stands in the ledger."""
    row = reading.row(_ONE_HIT, hit=hit_id)
    if row is None:
        raise NotFound
    name = reading.row(_NAME, hit=hit_id)
    details = {"case": row.case_id, "statement": row.statement_id, "giver": name.giver_id if name else None}
    reading.consulted.append(Entry(Act.HIT_HANDED_OUT, Result.DONE, details))
    return HitLine(
        id=row.id, case_id=row.case_id, word=row.code_word, kind=row.kind, likeness=row.likeness,
        found_at=row.found_at, other=name.name if name else None, answer=row.answer,
        may_choose=row.ours and row.chooses and row.answer is not HitAnswer.KNOWN, repeats=_repeats(row),
    )  # fmt: skip


def require_choice(reading: Reading, hit_id: UUID) -> Hit:
    """A hit about which my partner may choose; else there is none."""
    row = reading.entities(_TO_CHOOSE, hit=hit_id)
    if row is None:
        raise NotFound
    return cast("Hit", row[0])


def waiting(reading: Reading) -> tuple[HitWaiting, ...]:
    """What is to be chosen, and for two weeks what was told: of each partner once, however often it holds the same."""
    rows = reading.rows(_WAITING, since=reading.now - _STAYS)
    once = {(row.statement_id, row.giver_id or row.id): row for row in rows}
    return tuple(
        HitWaiting(
            id=row.id, word=row.code_word, kind=row.kind, chooses=row.waits, at=row.at, repeats=_repeats(row)
        )
        for row in once.values()
    )  # fmt: skip


def _repeats(row: Row[Any]) -> bool:
    """Whether it was brought on what my own partner was done with."""
    return bool(row.ours) and repeats.is_repeat(row.found_at, row.weighed_at, row.closed_at)


def lines(reading: Reading, case_id: UUID) -> tuple[IdentifierLine, ...]:
    """What my partner wrote down in a signal, by kind."""
    kinds = {row.statement_id: row for row in reading.rows(_OF_CASE, case=case_id)}
    if not kinds:
        return ()
    key, ours = keys.case_key(reading, case_id), reading.seat.partner
    rows = [row for row in passages.of_case(reading, case_id) if row.statement_id in kinds and row.partner_id == ours]
    holders = _holders(reading, case_id)
    return tuple(
        IdentifierLine(
            statement_id=row.statement_id, kind=kinds[row.statement_id].kind, holders=holders[row.statement_id],
            text=passages.words_of_ours(reading, key, row), compared=kinds[row.statement_id].compared,
        )
        for row in sorted(rows, key=lambda one: (_ORDER[kinds[one.statement_id].kind], one.written_at))
    )  # fmt: skip


def _elsewhere(reading: Reading, case_id: UUID) -> Mapping[UUID, tuple[SameOfOurs, ...]]:
    """Of each statement, in which other signals of mine my own partner wrote the same in the last year.

    All that we wrote is taken and laid side by side here: nothing is looked up by what it says, so that what others
    hold does not count in the time it takes.
    """
    rows = reading.rows(_OURS, since=clock.months_after(reading.now, -_A_YEAR))
    here, found = [row for row in rows if row.case_id == case_id], dict[UUID, tuple[SameOfOurs, ...]]()
    for mine in here:
        same = [row for row in rows if row.digest == mine.digest and row.case_id != case_id]
        for row in same:
            if row.written_by != reading.seat.person:
                reading.shown.add(Shown(row.version_id, row.edit, None))
        found[mine.statement_id] = tuple(
            SameOfOurs(
                case_id=row.case_id, word=row.code_word,
                likeness=Likeness.SAME if row.exact == mine.exact else Likeness.ALIKE,
            )
            for row in same
        )  # fmt: skip
    return defaultdict(tuple, found)


def _holders(reading: Reading, case_id: UUID) -> Mapping[UUID, tuple[str, ...]]:
    """Of each statement, by name, which partners were told to hold the same; that it was shown is on record."""
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    for row in reading.rows(_HOLDERS, case=case_id):
        found[row.statement_id][row.name] = None
        details = {"case": case_id, "statement": row.statement_id, "giver": row.giver_id}
        reading.consulted.append(Entry(Act.HIT_HANDED_OUT, Result.DONE, details))
    return defaultdict(tuple, {one: tuple(names) for one, names in found.items()})


_of_statement = and_(
    col(Identifier.region_id) == col(Statement.region_id), col(Identifier.statement_id) == col(Statement.id)
)
_found_by = and_(col(CardIndex.region_id) == col(Statement.region_id), col(CardIndex.statement_id) == col(Statement.id))
_ours = or_(
    and_(col(Hit.holder_id) == ASKER.partner, col(Hit.held_id) == col(Statement.id)),
    and_(col(Hit.asker_id) == ASKER.partner, col(Hit.asked_id) == col(Statement.id)),
)
_told_us = and_(
    col(_told.region_id) == col(Hit.region_id), col(_told.hit_id) == col(Hit.id),
    col(_told.receiver_id) == ASKER.partner, col(_told.ends_at) > NOW,
)  # fmt: skip
_we_hold = and_(col(Hit.holder_id) == ASKER.partner, or_(col(Hit.chooses).is_(True), col(Hit.answer) != HitAnswer.OPEN))
_HITS: Any = (
    select(
        col(Hit.id), col(Hit.likeness), col(Hit.found_at), col(Hit.answer), col(Hit.chooses),
        (col(Hit.holder_id) == ASKER.partner).label("ours"), col(Case.id).label("case_id"), col(Case.code_word),
        col(Statement.id).label("statement_id"), col(Identifier.kind),
        and_(_we_hold, col(Hit.answer) == HitAnswer.OPEN).label("waits"),
        func.coalesce(col(_told.told_at), col(Hit.found_at)).label("at"), col(Case.closed_at), col(Signal.weighed_at),
        col(_told.giver_id),
    )
    .select_from(Hit)
    .join(Statement, and_(col(Statement.region_id) == col(Hit.region_id), _ours))
    .join(Identifier, _of_statement)
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .outerjoin(Signal, and_(col(Signal.region_id) == col(Case.region_id), col(Signal.case_id) == col(Case.id)))
    .outerjoin(_told, _told_us)
    .where(visible.cases(ASKER), col(Hit.ended_at).is_(None), col(Statement.removed_at).is_(None))
    .where(or_(_we_hold, col(_told.hit_id).is_not(None)))
)  # fmt: skip
_ONE_HIT = _HITS.where(col(Hit.id) == given("hit"))
_WAITING = (
    _HITS.where(or_(col(Hit.answer) == HitAnswer.OPEN, col(_told.hit_id).is_not(None)))
    .where(or_(and_(_we_hold, col(Hit.answer) == HitAnswer.OPEN), col(_told.told_at) > given("since")))
    .order_by(col(Hit.found_at), col(Hit.id))
)
_TO_CHOOSE = (
    select(Hit)
    .join(Statement, and_(col(Statement.region_id) == col(Hit.region_id), col(Statement.id) == col(Hit.held_id)))
    .where(visible.membership_of(ASKER, col(Statement.case_id)), col(Statement.removed_at).is_(None))
    .where(col(Hit.region_id) == ASKER.region, col(Hit.id) == given("hit"), _we_hold, col(Hit.ended_at).is_(None))
    .with_for_update(of=Hit)
)
_NAME = (
    select(col(HitTelling.giver_id), col(Partner.name))
    .join(Partner, row_of(Partner, HitTelling.giver_id, HitTelling.region_id))
    .where(col(HitTelling.region_id) == ASKER.region, col(HitTelling.hit_id) == given("hit"))
    .where(col(HitTelling.receiver_id) == ASKER.partner, col(HitTelling.ends_at) > NOW)
)
_HOLDERS: Any = (
    select(col(Statement.id).label("statement_id"), col(HitTelling.giver_id), col(Partner.name))
    .select_from(HitTelling)
    .join(Hit, row_of(Hit, HitTelling.hit_id, HitTelling.region_id))
    .join(Statement, and_(col(Statement.region_id) == col(Hit.region_id), _ours))
    .join(Partner, row_of(Partner, HitTelling.giver_id, HitTelling.region_id))
    .where(col(HitTelling.region_id) == ASKER.region, col(HitTelling.receiver_id) == ASKER.partner)
    .where(col(HitTelling.ends_at) > NOW, col(Hit.ended_at).is_(None), col(Statement.case_id) == given("case"))
    .order_by(col(Partner.position))
)
_SIGNAL = (
    select(col(Case.code_word))
    .join(Signal, and_(col(Signal.region_id) == col(Case.region_id), col(Signal.case_id) == col(Case.id)))
    .where(visible.cases(ASKER), col(Case.id) == given("case"), col(Signal.state) != SignalState.DRAFT)
)
_OF_CASE: Any = (
    select(col(Statement.id).label("statement_id"), col(Identifier.kind), col(Identifier.compared))
    .join(Identifier, _of_statement)
    .where(col(Statement.region_id) == ASKER.region, col(Statement.case_id) == given("case"))
    .where(col(Statement.partner_id) == ASKER.partner, col(Statement.removed_at).is_(None))
)
_OWN = (
    select(Identifier)
    .join(Statement, _of_statement)
    .join(Version, and_(*visible.latest()))
    .where(visible.versions(ASKER, NOW), col(Statement.case_id) == given("case"))
    .where(col(Statement.id) == given("statement"), col(Statement.partner_id) == ASKER.partner)
)
_OWN_HELD = _OWN.with_for_update(of=Identifier)
_OURS: Any = (
    select(
        col(CardIndex.statement_id), col(CardIndex.digest), col(CardIndex.exact), col(Statement.case_id),
        col(Case.code_word), col(Version.id).label("version_id"), col(Version.edit), col(Version.written_by),
    )
    .select_from(CaseMember)
    .join(Case, row_of(Case, CaseMember.case_id, CaseMember.region_id))
    .join(Statement, and_(col(Statement.region_id) == col(Case.region_id), col(Statement.case_id) == col(Case.id)))
    .join(Identifier, _of_statement)
    .join(Version, and_(*visible.latest()))
    .join(CardIndex, _found_by)
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.membership_id) == ASKER.membership)
    .where(col(CaseMember.until).is_(None), col(Statement.partner_id) == ASKER.partner)
    .where(visible.versions(ASKER, NOW), col(Identifier.compared).is_(True))
    .where(col(Statement.written_at) > given("since"))
    .order_by(col(Case.opened_at), col(Case.id), col(CardIndex.statement_id))
)  # fmt: skip
_IS = select(col(Identifier.kind), col(Identifier.erased_at)).where(
    col(Identifier.region_id) == ASKER.region, col(Identifier.statement_id) == given("statement")
)
_TODAY = select(func.count()).where(
    col(Asked.region_id) == ASKER.region, col(Asked.person_id) == ASKER.person, col(Asked.at) >= given("since")
)
