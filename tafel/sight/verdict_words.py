"""What the rules say of giving what was chosen, in words: per partner, with what is missing and what it stands on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from models.forms.sharing import ShareChoice
from models.terms import Condition, Outcome
from models.views.casework import PartnerName
from models.views.sharing import DeclarationAsked, Ground, Met, Needed, Offered, ReceiverVerdict
from tafel.book import RuleBook
from tafel.evidence_kinds import KINDS
from tafel.rules import Verdict
from tafel.sight.asks import Desk
from tafel.sight.sharing import Chosen, Judged, Ready

_STRICTNESS = (Outcome.PERMITTED, Outcome.ONLY_IF, Outcome.REFUSED)


def verdicts_of(chosen: Chosen) -> tuple[ReceiverVerdict, ...]:
    """What the rules say of giving what was chosen to each partner, in their fixed order."""
    found = {one.receiver.id: _verdict(chosen, one, ready) for one, ready in each_ready(chosen)}
    return tuple(found[receiver.id] for receiver in chosen.receivers if receiver.id in found)


def each_ready(chosen: Chosen) -> Iterator[tuple[Judged, list[Ready]]]:
    """Each partner with what is ready for it; that of those chosen leads what the secretariat may follow."""
    leading: list[Ready] = []
    for one in chosen.judged():
        ready = chosen.ready(one, leading) if one.permitted else []
        if one.receiver.id in chosen.wanted:
            leading += ready
        yield one, ready


def _verdict(chosen: Chosen, one: Judged, ready: Sequence[Ready]) -> ReceiverVerdict:
    assert chosen.desk.in_force is not None
    said, book, receiver = _strictest(one.verdicts), chosen.desk.in_force.book, one.receiver
    missing = sorted(
        {condition for verdict in one.verdicts for condition in verdict.missing}, key=list(Condition).index
    )
    return ReceiverVerdict(
        partner=PartnerName(id=receiver.id, name=receiver.name, short_name=receiver.short_name, kind=receiver.kind),
        outcome=said.outcome if said else Outcome.REFUSED,
        grounds=tuple(_ground(found) for found in said.deciding) if said else (),
        missing=_needed(chosen.desk, book, missing),
        met=_met(book, ready),
        offered=_offered(chosen.desk, book, one.verdicts),
        already=bool(ready) and all(chosen.stands(each) for each in ready),
        until=min((each.ends_at for each in ready), default=None),
        in_case=receiver.in_case,
    )


def _strictest(verdicts: Iterable[Verdict]) -> Verdict | None:
    return max(verdicts, key=lambda verdict: _STRICTNESS.index(verdict.outcome), default=None)


def _offered(desk: Desk, book: RuleBook, verdicts: Sequence[Verdict]) -> tuple[Offered, ...]:
    """*Kan wel, als*: only where every passage refused has a way out."""
    refused = [verdict for verdict in verdicts if verdict.outcome is Outcome.REFUSED]
    if not all(verdict.offered for verdict in refused):
        return ()
    offers = {(o.exception.rule, o.missing): o for verdict in refused for o in verdict.offered}
    return tuple(
        Offered(
            ground=_ground(offer.exception),
            missing=_needed(desk, book, sorted(offer.missing, key=list(Condition).index)),
        )
        for offer in offers.values()
    )


def _needed(desk: Desk, book: RuleBook, missing: Iterable[Condition]) -> tuple[Needed, ...]:
    return tuple(_need(desk, book, condition) for condition in missing)


def _need(desk: Desk, book: RuleBook, condition: Condition) -> Needed:
    words, kind = book.phrase(condition), KINDS.get(condition)
    ours = kind is not None and (kind.makers is None or desk.kind in kind.makers)
    return Needed(condition=condition, nl=words.nl, en=words.en, slug=kind.slug if kind and ours else None)


def _met(book: RuleBook, ready: Iterable[Ready]) -> tuple[Met, ...]:
    """What a permission stands on besides what every one needs; only records this seat may see prove anything here."""
    proven: dict[Condition, date | None] = {}
    for one in ready:
        for condition in one.permit.stands_on - book.common:
            days = [record.made_on for record in one.records.get(condition, ())]
            proven[condition] = max([*days, *filter(None, [proven.get(condition)])], default=None)
    words = {condition: book.phrase(condition) for condition in sorted(proven, key=list(Condition).index)}
    return tuple(Met(condition=c, nl=said.nl, en=said.en, made_on=proven[c]) for c, said in words.items())


def _ground(one: Any) -> Ground:
    number = one.rule if isinstance(one.rule, int) else None
    return Ground(number=number, category=one.category, article=one.article, nl=one.nl, en=one.en)


def lacks(verdicts: Iterable[ReceiverVerdict], wanted: frozenset[UUID], condition: Condition) -> bool:
    """Whether a receiver that was chosen lacks a record of this kind."""
    return any(one.partner.id in wanted and condition in _all_missing(one) for one in verdicts)


def _all_missing(one: ReceiverVerdict) -> set[Condition]:
    """What a receiver lacks, and what an exception for it would ask besides."""
    return {need.condition for need in (*one.missing, *(need for offer in one.offered for need in offer.missing))}


def declarations_asked(
    desk: Desk, verdicts: Iterable[ReceiverVerdict], form: ShareChoice
) -> tuple[DeclarationAsked, ...]:
    """The sentences to tick: those a chosen receiver lacks, and those ticked already."""
    if desk.in_force is None:
        return ()
    lacking = {c for one in verdicts if one.partner.id in set(form.receivers) for c in _all_missing(one)}
    asked = [c for c in Condition if c.is_declaration and (c in lacking or c in form.declared)]
    said = {c: desk.in_force.book.declarations[c.value[7:-1]] for c in asked}
    return tuple(DeclarationAsked(condition=c, nl=said[c].nl, en=said[c].en, ticked=c in form.declared) for c in asked)
