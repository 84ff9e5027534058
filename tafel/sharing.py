"""THE WAY IN: the only code that writes or ends a share.

Nothing is shared without a permit, and only `rules` makes permits. The chosen receivers that may are served together:
all permits first, then the writes; a receiver that may not never blocks the others, and its refusal is on record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlmodel import col

from models.forms.sharing import AnswerDoubt, DoubtCategory, GiveShares, WithdrawShares
from models.tables.sharing import CategoryDoubt, Share, ShareEvidence, ShareGround, SharingProfile
from models.terms import Act, Condition, Keep, Outcome, Result, ShareEnd
from tafel import clock, evidence, ids, statements
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.rules import Permit, Verdict, categories, permit
from tafel.sight import sharing as seen
from tafel.sight import visible
from tafel.sight.asks import Item, Receiver, Terms
from tafel.sight.records import Record
from tafel.sight.sharing import Chosen

_AGE_ENDS_NOTHING = {Condition.NPS, Condition.CVP}


@dataclass(frozen=True, slots=True)
class _Ready:
    """One passage for one receiver, permitted and not yet written."""

    item: Item
    receiver: Receiver
    permit: Permit
    records: dict[Condition, Record]
    ends_at: datetime


def give(work: Writing, case_id: UUID, form: GiveShares) -> int:
    """Share the chosen passages with those of the chosen partners that may; returns how many got something new.

    Raises Refused when the rules permit none of them, Invalid when the end or purpose cannot be,
    NotFound when a passage is not this partner's own in this case.
    """
    case = visible.require_open_case(work, case_id)
    _check(work, case_id, form)
    evidence.declare(work, case_id, form)
    chosen = seen.chosen(work, case, form)
    ready, refused = _judge(chosen)
    _record_refusals(work, case_id, chosen, refused)
    if not ready:
        raise Refused(say("De regels staan dit nu met niemand toe. Er is niets gedeeld."))
    by_receiver = groupby(ready, key=lambda one: one.receiver.id)
    served = sum(_write(work, case_id, chosen, list(ours)) for _, ours in by_receiver)
    _confirm_profile(work, case_id, form)
    return served


def withdraw(work: Writing, form: WithdrawShares, why: ShareEnd = ShareEnd.WITHDRAWN) -> int:
    """End shares of one's own partner now: receivers no longer see them, both sides keep the record."""
    rows = _own_shares(work, form.shares)
    if len(rows) < len(set(form.shares)):
        raise NotFound
    end(work, [row for row in rows if row.ended_at is None], why)
    return len(rows)


def doubt(work: Writing, form: DoubtCategory) -> None:
    """A receiver says a passage stands under the wrong category: nobody it was given to reads it until the giver answers."""
    share = work.session.scalar(
        select(Share).where(visible.shared_with(work.seat, work.now), col(Share.id) == form.share_id)
    )
    if share is None:
        raise NotFound
    visible.require_case(work, share.case_id)
    work.session.execute(
        update(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.version_id) == share.version_id)
        .where(col(Share.ended_at).is_(None))
        .values(held_at=work.now)
    )
    work.session.add(_doubt_of(work, share, form))
    work.record(
        Act.CATEGORY_DOUBTED, case=share.case_id, giver=share.giver_id, receiver=share.receiver_id,
        version=share.version_id, suggested=form.suggested,
    )  # fmt: skip


def answer_doubt(work: Writing, doubt_id: UUID, form: AnswerDoubt) -> None:
    """The giver keeps the category and it is read again; or chooses another: its shares end and a draft waits."""
    found = work.session.execute(
        select(CategoryDoubt, Share)
        .join(Share, col(Share.id) == col(CategoryDoubt.share_id))
        .where(col(CategoryDoubt.region_id) == work.seat.region, col(CategoryDoubt.id) == doubt_id)
        .where(col(Share.giver_id) == work.seat.partner, col(CategoryDoubt.answered_at).is_(None))
    ).first()
    if found is None:
        raise NotFound
    doubted, share = found
    visible.require_case(work, share.case_id)
    doubted.kept = form.category is share.category
    doubted.answered_at, doubted.answered_by = work.now, work.seat.person
    if doubted.kept:
        _let_go(work, share)
    else:
        end(work, _in_force_of(work, share.version_id), ShareEnd.CATEGORY_CHANGED)
        statements.recategorise(work, share.statement_id, form.category)


def end(work: Writing, shares: Sequence[Share], why: ShareEnd) -> None:
    """Let shares end now, each with its line in the ledger. An end once reached is never undone."""
    act = Act.SHARE_WITHDRAWN if why is ShareEnd.WITHDRAWN else Act.SHARE_ENDED
    for share in shares:
        share.ended_at, share.ended_why, share.ended_by = work.now, why, work.seat.person
        work.record(
            act, case=share.case_id, giver=share.giver_id, receiver=share.receiver_id, share=share.id,
            version=share.version_id, rule=share.rule_number, book=share.book_id, why=why,
        )  # fmt: skip
    work.session.flush()


def end_of_statement(work: Writing, statement_id: UUID, why: ShareEnd) -> None:
    """End every share of one statement: it was moved or taken back."""
    rows = work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.statement_id) == statement_id)
        .where(col(Share.ended_at).is_(None))
    )
    end(work, rows.all(), why)


def end_of_receiver(work: Writing, case_id: UUID, receiver_id: UUID) -> None:
    """End every share of a case with a partner that left it."""
    rows = work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.case_id) == case_id)
        .where(col(Share.receiver_id) == receiver_id, col(Share.ended_at).is_(None))
    )
    end(work, rows.all(), ShareEnd.LEFT)


def open_profiles(work: Writing, case_id: UUID) -> None:
    """Every sharing profile of a case must be confirmed again: what it rests on changed."""
    work.session.execute(
        update(SharingProfile)
        .where(col(SharingProfile.region_id) == work.seat.region, col(SharingProfile.case_id) == case_id)
        .where(col(SharingProfile.replaced_at).is_(None))
        .values(replaced_at=work.now)
    )


def end_on(work: Writing, evidence_id: UUID) -> int:
    """End the shares that lean on a record that ended; returns how many."""
    leaning = select(ShareEvidence.share_id).where(
        col(ShareEvidence.region_id) == work.seat.region, col(ShareEvidence.evidence_id) == evidence_id
    )
    rows = work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.id).in_(leaning))
        .where(col(Share.ended_at).is_(None))
    ).all()
    end(work, rows, ShareEnd.EVIDENCE_ENDED)
    return len(rows)


def expire(work: Writing) -> int:
    """Write down the end of every share whose end has come; returns how many."""
    due = work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.ended_at).is_(None))
        .where(col(Share.ends_at) <= work.now)
        .limit(500)
    ).all()
    end(work, due, ShareEnd.EXPIRED)
    return len(due)


def _check(work: Writing, case_id: UUID, form: GiveShares) -> None:
    today = clock.day_of(work.now)
    if form.ends_on < today:
        raise Invalid(ends_on=say("Deze datum is al voorbij. Kies een datum vanaf vandaag."))
    if clock.end_of(form.ends_on) > clock.end_of(today) + seen.LONGEST:
        raise Invalid(ends_on=say("Delen kan voor ten hoogste twaalf maanden."))
    if form.purpose not in seen.purposes(work, case_id):
        raise Invalid(purpose=say("Dit doel hoort niet bij deze casus."))


def _judge(chosen: Chosen) -> tuple[list[_Ready], list[tuple[Receiver, list[Verdict]]]]:
    """Permits for the receivers that may have every chosen passage, and the verdicts on the others."""
    ready: list[_Ready] = []
    refused: list[tuple[Receiver, list[Verdict]]] = []
    for receiver, terms, verdicts in chosen.judged():
        if any(verdict.outcome is not Outcome.PERMITTED for verdict in verdicts):
            refused.append((receiver, verdicts))
        else:
            ready += [_ready(chosen, item, receiver, terms) for item in chosen.items]
    return ready, refused


def _ready(chosen: Chosen, item: Item, receiver: Receiver, terms: Terms) -> _Ready:
    assert chosen.desk.in_force is not None
    permitted = permit(chosen.desk.in_force.book, chosen.desk.ask(item, receiver, terms))
    held = chosen.desk.met(item, receiver, terms)
    records = {c: record for c in permitted.stands_on if (record := held.get(c)) is not None}
    return _Ready(item, receiver, permitted, records, _ends_at(terms, records, permitted, chosen.desk.today))


def _ends_at(terms: Terms, records: dict[Condition, Record], permitted: Permit, today: date) -> datetime:
    leaning = (record.claimed_until for c, record in records.items() if c not in _AGE_ENDS_NOTHING)
    ends = [terms.ends_on, *(end for end in leaning if end is not None)]
    if permitted.verdict.keep is Keep.MEETING:
        ends.append(today)
    return clock.end_of(min(ends))


def _write(work: Writing, case_id: UUID, chosen: Chosen, ready: Sequence[_Ready]) -> bool:
    """Give one receiver what is new for it, with one line in the ledger; False when it had all of it already."""
    fresh = [one for one in ready if not chosen.stands(one.item, one.receiver, one.ends_at)]
    if not fresh:
        return False
    _replace(work, [one.item.statement for one in fresh], fresh[0].receiver.id)
    for one in fresh:
        _write_share(work, case_id, chosen, one)
    _record_given(work, case_id, chosen, fresh)
    return True


def _replace(work: Writing, given_again: Sequence[UUID], receiver: UUID) -> None:
    before = work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.statement_id).in_(given_again))
        .where(col(Share.receiver_id) == receiver, col(Share.ended_at).is_(None))
    ).all()
    end(work, before, ShareEnd.REPLACED)


def _write_share(work: Writing, case_id: UUID, chosen: Chosen, one: _Ready) -> None:
    assert chosen.desk.in_force is not None
    share = Share(
        region_id=work.seat.region,
        id=ids.new(),
        case_id=case_id,
        statement_id=one.item.statement,
        version_id=one.item.version,
        number=_next_number(work, one),
        giver_id=chosen.desk.giver,
        receiver_id=one.receiver.id,
        receiver_person_id=chosen.terms.person if Condition.PERS in one.permit.stands_on else None,
        category=one.item.category,
        purpose=one.permit.ask.purpose,
        book_id=chosen.desk.in_force.id,
        rule_number=one.permit.number,
        rule_outcome=one.permit.outcome,
        given_by=work.seat.person,
        given_at=work.now,
        ends_at=one.ends_at,
    )
    work.session.add(share)
    statements.freeze(work, one.item.version)
    work.session.flush()
    _write_grounds(work, share, one)


def _next_number(work: Writing, one: _Ready) -> int:
    before = work.session.scalar(
        select(func.max(Share.number))
        .where(col(Share.region_id) == work.seat.region, col(Share.statement_id) == one.item.statement)
        .where(col(Share.receiver_id) == one.receiver.id)
    )
    return (before or 0) + 1


def _write_grounds(work: Writing, share: Share, one: _Ready) -> None:
    same = {"region_id": share.region_id, "share_id": share.id}
    for ground in one.permit.verdict.deciding:
        work.session.add(
            ShareGround(
                **same, category=ground.category, book_id=share.book_id,
                rule_number=ground.rule, rule_outcome=ground.outcome,
            )
        )  # fmt: skip
    for evidence_id, condition in {record.id: condition for condition, record in one.records.items()}.items():
        work.session.add(ShareEvidence(**same, evidence_id=evidence_id, condition=condition))


def _record_given(work: Writing, case_id: UUID, chosen: Chosen, given: Sequence[_Ready]) -> None:
    assert chosen.desk.in_force is not None
    first = given[0]
    work.record(
        Act.SHARE_GIVEN,
        case=case_id,
        giver=chosen.desk.giver,
        receiver=first.receiver.id,
        purpose=first.permit.ask.purpose,
        framework=chosen.desk.framework,
        book=chosen.desk.in_force.id,
        book_version=chosen.desk.in_force.version,
        passages=[_passage_line(chosen, one) for one in given],
        refused_before=seen.refused_before(work, case_id, [one.item.statement for one in given]),
    )


def _passage_line(chosen: Chosen, one: _Ready) -> dict[str, Any]:
    return {
        "statement": one.item.statement,
        "version": one.item.version,
        "fingerprint": one.item.fingerprint,
        "chosen": one.item.category,
        "derived": sorted(categories(chosen.desk.kind, one.item.category, one.item.facts) - {one.item.category}),
        "rules": list(one.permit.grounds),
        "articles": sorted({ground.article for ground in one.permit.verdict.deciding}),
        "conditions": {c: record.id for c, record in one.records.items()},
        "until": one.ends_at,
    }


def _record_refusals(
    work: Writing, case_id: UUID, chosen: Chosen, refused: Iterable[tuple[Receiver, list[Verdict]]]
) -> None:
    for receiver, verdicts in refused:
        stands = [(item, verdict) for item, verdict in zip(chosen.items, verdicts, strict=True)]
        denied = [(item, v) for item, v in stands if v.outcome is not Outcome.PERMITTED]
        work.record(
            Act.SHARE_REFUSED,
            result=Result.REFUSED,
            case=case_id,
            giver=chosen.desk.giver,
            receiver=receiver.id,
            purpose=chosen.terms.purpose,
            passages=[_refusal_line(item, verdict) for item, verdict in denied],
        )


def _refusal_line(item: Item, verdict: Verdict) -> dict[str, Any]:
    return {
        "statement": item.statement,
        "version": item.version,
        "chosen": item.category,
        "outcome": verdict.outcome,
        "rules": [str(ground.rule) for ground in verdict.deciding],
        "missing": sorted(verdict.missing),
    }


def _confirm_profile(work: Writing, case_id: UUID, form: GiveShares) -> None:
    """Carry purpose, receivers and end forward; a change of them, or three months, confirms them anew."""
    stands = seen.profile_row(work, case_id)
    receivers = sorted(str(receiver) for receiver in form.receivers)
    same = stands and (stands.purpose, stands.receivers, stands.ends_on) == (form.purpose, receivers, form.ends_on)
    if stands and same and not seen.profile_is_old(stands, work.now):
        return
    if stands:
        stands.replaced_at = work.now
        work.session.flush()
    work.session.add(
        SharingProfile(
            region_id=work.seat.region, case_id=case_id, giver_id=work.seat.partner, purpose=form.purpose,
            receivers=receivers, ends_on=form.ends_on, confirmed_by=work.seat.person, confirmed_at=work.now,
        )
    )  # fmt: skip
    work.record(Act.PROFILE_CONFIRMED, case=case_id, giver=work.seat.partner, purpose=form.purpose, until=form.ends_on)


def _own_shares(work: Writing, shares: Iterable[UUID]) -> Sequence[Share]:
    return work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.giver_id) == work.seat.partner)
        .where(col(Share.id).in_(set(shares)), visible.membership_of(work.seat, col(Share.case_id)))
    ).all()


def _in_force_of(work: Writing, version_id: UUID) -> Sequence[Share]:
    return work.session.scalars(
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.version_id) == version_id)
        .where(col(Share.ended_at).is_(None))
    ).all()


def _doubt_of(work: Writing, share: Share, form: DoubtCategory) -> CategoryDoubt:
    return CategoryDoubt(
        region_id=work.seat.region, share_id=share.id, version_id=share.version_id, suggested=form.suggested,
        doubted_by=work.seat.person, doubted_for=work.seat.partner, doubted_at=work.now,
    )  # fmt: skip


def _let_go(work: Writing, share: Share) -> None:
    """Let a version be read again, once no doubt about it is open."""
    work.session.flush()
    still = select(CategoryDoubt.id).where(
        col(CategoryDoubt.region_id) == work.seat.region,
        col(CategoryDoubt.version_id) == share.version_id,
        col(CategoryDoubt.answered_at).is_(None),
    )
    if work.session.scalar(still) is None:
        work.session.execute(
            update(Share)
            .where(col(Share.region_id) == work.seat.region, col(Share.version_id) == share.version_id)
            .values(held_at=None)
        )
    work.record(Act.CATEGORY_KEPT, case=share.case_id, giver=share.giver_id, version=share.version_id)
