"""What the ledger says of sharing: which words (never the words themselves), to whom, on which rules and records."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from models.acts import Act, Result
from models.rule_terms import EndedBy
from models.tables.sharing import Share
from models.terms import Condition, Outcome, ShareEnd
from tafel.db import Writing
from tafel.rules import Verdict, categories
from tafel.sight import earlier
from tafel.sight.asks import Item, Receiver
from tafel.sight.earlier import Refusals
from tafel.sight.sharing import Chosen, Ready


def given(
    work: Writing, chosen: Chosen, shares: Sequence[Ready], made: dict[Condition, UUID], refused: Refusals
) -> None:
    """One receiver was given these passages, on these rules and records; `refused` tells what was refused before."""
    assert chosen.desk.in_force is not None
    first = shares[0]
    work.record(
        Act.SHARE_GIVEN,
        case=chosen.desk.case,
        giver=chosen.desk.giver,
        receiver=first.receiver.id,
        receiver_person=first.person,
        purpose=first.purpose,
        framework=chosen.desk.framework,
        book=chosen.desk.in_force.id,
        book_version=chosen.desk.in_force.version,
        passages=[_passage_line(chosen, one, made) for one in shares],
        refused_before=earlier.refused_before(refused, shares, chosen.terms.purpose),
    )


def why_ended(share: Share, why: ShareEnd) -> ShareEnd | EndedBy:
    """What the register tells of an end: where a later version of the rules brought it, that."""
    return EndedBy.RULES if why is ShareEnd.EXPIRED and share.rules_end_at == share.ends_at else why


def _passage_line(chosen: Chosen, one: Ready, made: dict[Condition, UUID]) -> dict[str, Any]:
    return {
        "statement": one.item.statement,
        "version": one.item.version,
        "fingerprint": one.item.fingerprint,
        "chosen": one.item.category,
        "derived": sorted(categories(chosen.desk.kind, one.item.category, one.item.facts) - {one.item.category}),
        "rules": list(one.permit.grounds),
        "articles": sorted({ground.article for ground in one.permit.verdict.deciding}),
        "conditions": leaning(one, made),
        "until": one.ends_at,
    }


def refusals(work: Writing, chosen: Chosen, refused: Iterable[tuple[Receiver, tuple[Verdict, ...]]]) -> None:
    """These receivers were refused, each with what the rules say of every passage they may not have."""
    for receiver, verdicts in refused:
        denied = [(i, v) for i, v in zip(chosen.items, verdicts, strict=True) if v.outcome is not Outcome.PERMITTED]
        work.record(
            Act.SHARE_REFUSED,
            result=Result.REFUSED,
            case=chosen.desk.case,
            giver=chosen.desk.giver,
            receiver=receiver.id,
            purpose=chosen.terms.purpose,
            passages=[_refusal_line(item, verdict) for item, verdict in denied],
        )


def _refusal_line(item: Item, verdict: Verdict) -> dict[str, Any]:
    return {
        "statement": item.statement,
        "version": item.version,
        "fingerprint": item.fingerprint,
        "alike": item.alike,
        "chosen": item.category,
        "outcome": verdict.outcome,
        "rules": [str(ground.rule) for ground in verdict.deciding],
        "missing": sorted(verdict.missing),
    }


def leaning(one: Ready, made: dict[Condition, UUID]) -> dict[Condition, list[UUID]]:
    """The records a share stands on, by condition: those that were there, and those this act made."""
    new = {condition: [record] for condition, record in made.items() if condition in one.permit.stands_on}
    return new | {condition: [record.id for record in found] for condition, found in one.records.items()}
