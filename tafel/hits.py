"""Hit or no hit: all that was asked is compared in rounds, and who may know of whom is judged by the rules.

That somebody holds the same is itself a disclosure (D18). A partner is told by name that another holds the same only
where a rule permits that; where it permits it both ways both are told. Where it permits the earlier holder alone to
make itself known, that one is told that somebody brought the same, without a name, and chooses. The asker is shown
nothing but that it was asked. Each question leaves one entry in the ledger, whatever was found.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act
from models.forms.identifiers import AnswerHit
from models.identifier_terms import Asking, HitAnswer, IdentifierKind, Likeness
from models.tables.casework import CardIndex, Case, Statement
from models.tables.identifiers import Asked, Hit, HitTelling, Identifier
from models.tables.people import Partner
from models.terms import Condition, DataCategory, Framework, PartnerKind, Purpose
from tafel import clock, ids, keys, rules
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Refused, say
from tafel.rules import Ask, Facts, Permit
from tafel.sight import identifiers as seen
from tafel.sight import records, rulebook
from tafel.sight.joins import row_of

_AT_ONCE = 200
_KEPT_MONTHS = 6
_BY_ITSELF = frozenset({Condition.ROLE, Condition.TTL, Condition.LOG, Condition.HIT, Condition.DECL_MIN})
_held, _mine, _holder, _asker = aliased(Identifier), aliased(CardIndex), aliased(Partner), aliased(Partner)
_said, _case, _asked_case = aliased(Statement), aliased(Case), aliased(Case)


class Party(NamedTuple):
    """A partner that holds something in a signal, as the rules see it."""

    id: UUID
    kind: PartnerKind
    framework: Framework


def any_waiting(reading: Reading) -> bool:
    """Whether something was asked, or chosen, since the last round; while a key is replaced it waits."""
    return bool(reading.row(_ANY)[0]) and not keys.is_index_changing(reading.seat.region)


def compare(work: Writing) -> None:
    """One round: look up all that was asked, tell whom the rules let be told, and those who made themselves known."""
    for asked in work.things(_TO_COMPARE):
        asked.compared_at = work.now
        found = _found(work, asked)
        told = [line for row in found for line in _hit(work, row)]
        work.record(
            Act.IDENTIFIER_COMPARED, asked=asked.id, statement=asked.statement_id, purpose=asked.purpose,
            held=[row.held for row in found] or None, told=told or None,
        )  # fmt: skip
    for hit in work.things(_TO_TELL):
        _make_known(work, hit)


def answer(work: Writing, hit_id: UUID, form: AnswerHit) -> None:
    """The earlier holder chooses: make us known, or not now. Who asked is not named; the next round tells it."""
    hit = seen.require_choice(work, hit_id)
    if hit.answer is HitAnswer.KNOWN:
        raise Refused(say("Hier is al gekozen."))
    hit.answer, hit.answered_at, hit.answered_by = HitAnswer(form.answer), work.now, work.seat.person
    work.record(Act.HIT_ANSWERED, giver=work.seat.partner, hit=hit.id, statement=hit.held_id, answer=form.answer)


def permit(reading: Reading, giver: Party, receiver: Party, kind: IdentifierKind) -> Permit | None:
    """Whether the rules let one be told, by name, that the other holds the same; both hold it, so much is proven."""
    book = rulebook.in_force(reading)
    if book is None or giver.id == receiver.id:
        return None
    today, person = clock.day_of(reading.now), kind is IdentifierKind.PERSON
    nothing = Facts(named=False, linked=person, exact_place=False, exact_date=False, suspect=False, minor=person)
    ask = Ask(
        giver=giver.kind, receiver=receiver.kind, chosen=DataCategory.D18, purpose=Purpose.P1,
        framework=giver.framework, facts=nothing, met=_BY_ITSELF | _agreed(reading, giver, receiver), on=today,
    )  # fmt: skip
    try:
        return rules.permit(book.book, ask)
    except rules.NotPermitted:
        return None


def _agreed(reading: Reading, giver: Party, receiver: Party) -> frozenset[Condition]:
    """An agreement that names both, for this purpose and this kind of data."""
    today = clock.day_of(reading.now)
    found = any(
        one.fresh(today, None) and one.within(giver.framework) and one.covers({DataCategory.D18}, "")
        and one.names(str(receiver.id), Purpose.P1) and one.names(str(giver.id), Purpose.P1)
        for one in records.agreements(reading)
    )  # fmt: skip
    return frozenset({Condition.CONV} if found else ())


def _found(work: Writing, asked: Asked) -> Sequence[Row[Any]]:
    """Who held the same before it was asked. What was found earlier and is no longer so ends.

    What still is stays as it was: who held it first is not told as if it asked, because it wrote the same anew.
    """
    mine = asked.statement_id
    if work.session.get_one(Identifier, (work.seat.region, mine)).asked_at != asked.at:
        return ()  # it was asked again since, and that question finds it
    same = {} if asked.change is Asking.DELETED else {row.held: row for row in work.rows(SAME, statement=mine)}
    for hit in work.things(_FOUND_EARLIER, statement=mine):
        row = same.pop(hit.held_id if hit.asked_id == mine else hit.asked_id, None)
        if row is None:
            hit.ended_at = work.now
        else:
            hit.likeness = _likeness(row)
    return [row for row in same.values() if row.held_at < asked.at]


def _likeness(row: Row[Any]) -> Likeness:
    return Likeness.SAME if row.exact == row.asked_exact else Likeness.ALIKE


def _hit(work: Writing, row: Row[Any]) -> list[dict[str, Any]]:
    """Tell of one that held it before, as far as the rules let it; returns what the ledger says of it."""
    asker, holder = _parties(row)
    forward, back = permit(work, asker, holder, row.kind), permit(work, holder, asker, row.kind)
    if forward is None and back is None:
        return []
    hit = Hit(
        region_id=work.seat.region, id=ids.new(), asked_id=row.asked, held_id=row.held, asker_id=asker.id,
        holder_id=holder.id, likeness=_likeness(row),
        chooses=forward is None, found_at=work.now,
    )  # fmt: skip
    work.session.add(hit)
    work.session.flush()
    if forward is None:
        return [{"hit": hit.id, "receiver": holder.id}]
    both = [(asker, holder, forward)] + ([(holder, asker, back)] if back else [])
    return [_tell(work, hit, giver, receiver, permitted) for giver, receiver, permitted in both]


def _make_known(work: Writing, hit: Hit) -> None:
    """Tell the asker who held it before, where the rules still let it."""
    row = work.row(_PARTIES, hit=hit.id)
    asker, holder = _parties(row)
    permitted = permit(work, holder, asker, row.kind)
    told = _tell(work, hit, holder, asker, permitted) if permitted else None
    hit.chooses = False
    work.record(Act.HIT_MADE_KNOWN, giver=holder.id, purpose=Purpose.P1, told=told, hit=hit.id)


def _tell(work: Writing, hit: Hit, giver: Party, receiver: Party, permitted: Permit) -> dict[str, Any]:
    book = rulebook.in_force(work)
    assert book
    work.session.add(
        HitTelling(
            region_id=work.seat.region, hit_id=hit.id, giver_id=giver.id, receiver_id=receiver.id, book_id=book.id,
            rule_number=permitted.number, rule_outcome=permitted.outcome, told_at=work.now,
            ends_at=clock.months_after(work.now, _KEPT_MONTHS),
        )
    )  # fmt: skip
    work.session.flush()
    return {
        "hit": hit.id, "giver": giver.id, "receiver": receiver.id, "rule": permitted.number, "book": book.id,
        "category": DataCategory.D18,
    }  # fmt: skip


def _parties(row: Row[Any]) -> Sequence[Party]:
    return (
        Party(row.asker_id, row.asker_kind, row.asker_framework),
        Party(row.holder_id, row.holder_kind, row.holder_framework),
    )


_ANY = select(
    exists().where(col(Asked.region_id) == ASKER.region, col(Asked.compared_at).is_(None))
    | exists().where(
        col(Hit.region_id) == ASKER.region, col(Hit.answer) == HitAnswer.KNOWN, col(Hit.chooses).is_(True),
        col(Hit.ended_at).is_(None),
    )
)  # fmt: skip
_TO_COMPARE = (
    select(Asked)
    .where(col(Asked.region_id) == ASKER.region, col(Asked.compared_at).is_(None))
    .order_by(col(Asked.at), col(Asked.id))
    .limit(_AT_ONCE)
)
_TO_TELL = select(Hit).where(
    col(Hit.region_id) == ASKER.region, col(Hit.answer) == HitAnswer.KNOWN, col(Hit.chooses).is_(True),
    col(Hit.ended_at).is_(None),
)  # fmt: skip
_FOUND_EARLIER = select(Hit).where(
    col(Hit.region_id) == ASKER.region, col(Hit.ended_at).is_(None),
    (col(Hit.asked_id) == given("statement")) | (col(Hit.held_id) == given("statement")),
)  # fmt: skip
_FOUND: Any = select(
    col(_asker.id).label("asker_id"), col(_asker.kind).label("asker_kind"),
    col(_asked_case.framework).label("asker_framework"), col(_holder.id).label("holder_id"),
    col(_holder.kind).label("holder_kind"), col(_case.framework).label("holder_framework"), col(Identifier.kind),
)  # fmt: skip


def _with_parties(found: Any) -> Any:
    """Whose the asked and the held statement are, and in what frame."""
    return (
        found.join(_asker, row_of(_asker, _said.partner_id, _said.region_id))
        .join(_holder, row_of(_holder, Statement.partner_id, Statement.region_id))
        .join(_asked_case, row_of(_asked_case, _said.case_id, _said.region_id))
        .join(_case, row_of(_case, Statement.case_id, Statement.region_id))
    )


_of_found = and_(
    col(CardIndex.region_id) == col(_mine.region_id), col(CardIndex.digest) == col(_mine.digest),
    col(CardIndex.statement_id) != col(_mine.statement_id),
)  # fmt: skip
_of_identifier = and_(
    col(Identifier.region_id) == col(_mine.region_id), col(Identifier.statement_id) == col(_mine.statement_id)
)
_of_held = and_(
    col(_held.region_id) == col(CardIndex.region_id), col(_held.statement_id) == col(CardIndex.statement_id)
)
SAME = (
    _with_parties(
        _FOUND.add_columns(
            col(_mine.statement_id).label("asked"), col(CardIndex.statement_id).label("held"),
            col(CardIndex.exact), col(_mine.exact).label("asked_exact"), col(_held.asked_at).label("held_at"),
        )
        .select_from(_mine)
        .join(Identifier, _of_identifier)
        .join(_said, row_of(_said, _mine.statement_id, _mine.region_id))
        .join(CardIndex, _of_found)
        .join(_held, _of_held)
        .join(Statement, row_of(Statement, CardIndex.statement_id, CardIndex.region_id))
    )
    .where(col(_mine.region_id) == ASKER.region, col(_mine.statement_id) == given("statement"))
    .where(col(_held.compared).is_(True), col(Statement.removed_at).is_(None), col(_said.removed_at).is_(None))
    .where(col(Statement.partner_id) != col(_said.partner_id))
    .order_by(col(_held.asked_at), col(CardIndex.statement_id))
)  # fmt: skip
_of_asked = and_(col(Identifier.region_id) == col(Hit.region_id), col(Identifier.statement_id) == col(Hit.asked_id))
_PARTIES = _with_parties(
    _FOUND.select_from(Hit)
    .join(Statement, row_of(Statement, Hit.held_id, Hit.region_id))
    .join(_said, row_of(_said, Hit.asked_id, Hit.region_id))
    .join(
        Identifier,
        and_(col(Identifier.region_id) == col(Hit.region_id), col(Identifier.statement_id) == col(Hit.asked_id)),
    )
).where(col(Hit.region_id) == ASKER.region, col(Hit.id) == given("hit"))
