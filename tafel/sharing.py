"""THE WAY IN: the only code that writes or ends a share.

Nothing is shared without a permit, and only `rules` makes permits. The chosen receivers that may are served together:
all permits first, then the writes; a receiver that may not never blocks the others, and its refusal is on record.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, select
from sqlmodel import col

from models.acts import Act
from models.forms.sharing import GiveShares, WithdrawShares
from models.tables.people import Partner
from models.tables.sharing import Share, ShareEvidence, ShareGround
from models.terms import Condition, PartnerKind, ShareEnd
from tafel import clock, evidence, holding, ids, profiles, share_lines, statements
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, one_of
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.rules import Verdict
from tafel.sight import asks, earlier, handed_out, rulebook, visible
from tafel.sight import sharing as seen
from tafel.sight.asks import Receiver
from tafel.sight.sharing import Chosen, Ready

_NONE_YET = say("Deze regio heeft nog geen regels vastgesteld. Tot dan wordt er niets gedeeld.")
SHOWN = say("Dit is al getoond aan wie het kreeg. Haal het terug, met een reden; dan krijgt die daarvan bericht.")
_NOBODY = say("De regels staan dit nu met niemand toe. Er is niets gedeeld.")


def give(work: Writing, case_id: UUID, form: GiveShares) -> int:
    """Share the chosen passages with those of the chosen partners that may; returns how many got something new.

    Raises Refused when the rules permit none of them, Invalid when the end or purpose cannot be, Conflict when a
    passage was changed since the page was drawn, NotFound when one is not this partner's own in this case.
    """
    chosen = _chosen(work, case_id, form)
    ready, refused = _judge(chosen)
    share_lines.refusals(work, chosen, refused)
    if not ready:
        raise Refused(_NOBODY if chosen.desk.in_force else _NONE_YET)
    given = _write(work, chosen, form, ready)
    if form.question is None:  # an answer to one partner does not say with whom one shares
        profiles.confirm(work, case_id, form)
    return given


def give_where_permitted(work: Writing, case_id: UUID, form: GiveShares) -> int:
    """As `give`, for words that go under a profile that stands: who may not gets nothing, and nobody is refused."""
    chosen = _chosen(work, case_id, form)
    return _write(work, chosen, form, _judge(chosen)[0])


def withdraw(work: Writing, form: WithdrawShares) -> int:
    """End shares of one's own partner now: receivers no longer see them, both sides keep the record.

    Raises Refused when one of them, or what ends with it, was shown to its receiver: that is recalled, with a reason.
    """
    rows = _locked(
        work, col(Share.giver_id) == work.seat.partner, col(Share.id).in_(set(form.shares)),
        visible.membership_of(work.seat, col(Share.case_id)), ended=True,
    )  # fmt: skip
    if len(rows) < len(set(form.shares)):
        raise NotFound
    _withdraw(work, [row for row in rows if row.ended_at is None])
    return len(rows)


def withdraw_statement(work: Writing, statement_id: UUID) -> None:
    """The same of every share of one statement."""
    _withdraw(work, _locked(work, col(Share.statement_id) == statement_id))


def end(work: Writing, shares: Iterable[Share], why: ShareEnd) -> None:
    """Let shares end now, each with its line in the ledger. An end once reached is never undone.

    What the secretariat was given because others had it ends with the last of these.
    """
    ended = list(shares)
    for share in ended:
        _end_one(work, share, ShareEnd.EXPIRED if share.ends_at <= work.now else why)
    work.session.flush()
    if why is not ShareEnd.REPLACED:
        _end_followers(work, {share.version_id for share in ended})


def end_of_statement(work: Writing, statement_id: UUID, why: ShareEnd) -> None:
    """End every share of one statement: it was moved or taken back."""
    end(work, _locked(work, col(Share.statement_id) == statement_id), why)


def end_of_version(work: Writing, version_id: UUID, why: ShareEnd) -> set[UUID]:
    """End every share of one version; returns whose."""
    shares = _locked(work, col(Share.version_id) == version_id)
    end(work, shares, why)
    return {share.receiver_id for share in shares}


def end_of_receiver(work: Writing, case_id: UUID, receiver_id: UUID) -> None:
    """End every share of a case with a partner that left it."""
    end(work, _locked(work, col(Share.case_id) == case_id, col(Share.receiver_id) == receiver_id), ShareEnd.LEFT)


def end_of_giver(work: Writing, case_id: UUID, giver_id: UUID) -> None:
    """End every share of a case by a partner that has nobody in it any more to withdraw it."""
    end(work, _locked(work, col(Share.case_id) == case_id, col(Share.giver_id) == giver_id), ShareEnd.LEFT)


def expire(work: Writing) -> int:
    """Write down the end of every share whose end has come, five hundred at a time; returns how many."""
    due = _locked(work, *_due(work), most=500)
    end(work, due, ShareEnd.EXPIRED)
    return len(due)


def any_due(reading: Reading) -> bool:
    """Whether the end of some share has come and is not written down."""
    return reading.session.scalar(select(exists().where(*_due(reading)))) or False


def end_with_case(work: Writing, case_id: UUID, kept_to: date) -> None:
    """A case closed: what was shared is kept no longer than its rules say from now on, nor than the case itself.

    Nothing makes an end later.
    """
    today = clock.day_of(work.now)
    for share in _locked(work, col(Share.case_id) == case_id):
        months = rulebook.months_after_closing(work, share.book_id, share.rule_number)
        share.ends_at = min(share.ends_at, clock.end_of(min(kept_to, clock.months_on(today, months))))


def _withdraw(work: Writing, shares: Sequence[Share]) -> None:
    standing = {share.id: share.version_id for share in shares if share.ends_at > work.now}
    followers = _followers(work, set(standing.values()), without=standing)
    if handed_out.reached(work, [*standing, *(share.id for share in followers)]):
        raise Refused(SHOWN)
    end(work, shares, ShareEnd.WITHDRAWN)


def _chosen(work: Writing, case_id: UUID, form: GiveShares) -> Chosen:
    visible.require_open_case(work, case_id)
    holding.for_shares(work, case_id, form.versions)
    _check(work, case_id, form)
    chosen = seen.chosen(work, visible.require_open_case(work, case_id), form)
    if seen.doubted(work, form.versions):
        raise Invalid(versions=say("Een ontvanger twijfelt of een passage goed is ingedeeld. Antwoord eerst daarop."))
    return chosen


def _check(work: Writing, case_id: UUID, form: GiveShares) -> None:
    evidence.check_necessity(work, case_id, form)
    if clock.end_of(form.ends_on) <= work.now:
        raise Invalid(ends_on=say("Deze datum is al voorbij. Kies een datum vanaf vandaag."))
    if form.ends_on > clock.day_of(work.now) + asks.LONGEST:
        raise Invalid(ends_on=say("Delen kan voor ten hoogste twaalf maanden."))
    if form.purpose not in seen.purposes(work, case_id):
        raise Invalid(purpose=say("Dit doel hoort niet bij deze casus."))


def _judge(chosen: Chosen) -> tuple[list[Ready], list[tuple[Receiver, tuple[Verdict, ...]]]]:
    """Permits for the chosen receivers that may have every chosen passage, and the verdicts on the others."""
    meant = replace(chosen, receivers=tuple(one for one in chosen.receivers if one.id in chosen.wanted))
    judged, ready = list(meant.judged()), list[Ready]()
    for one in judged:
        ready += chosen.ready(one, ready) if one.permitted else []
    return ready, [(one.receiver, one.verdicts) for one in judged if not one.permitted]


def _write(work: Writing, chosen: Chosen, form: GiveShares, ready: Sequence[Ready]) -> int:
    """Give each receiver what is new for it, with one line each in the ledger; returns how many got something."""
    fresh = [one for one in ready if not chosen.stands(one)]
    if not fresh:
        return 0
    declared = _declare(work, chosen, form, fresh)
    before, refused = _replaced(work, fresh), earlier.refusals(work, chosen.desk.case)
    for receiver, given in groupby(fresh, key=lambda one: one.receiver.id):
        end(work, [share for share in before if share.receiver_id == receiver], ShareEnd.REPLACED)
        share_lines.given(work, chosen, list(given), declared, refused)
    _write_shares(work, chosen, fresh, declared)
    _end_followers(work, {one.item.version for one in fresh})
    return len({one.receiver.id for one in fresh})


def _replaced(work: Writing, fresh: Sequence[Ready]) -> list[Share]:
    """The shares in force of these passages with these receivers: each makes place for a new one."""
    said, receivers = {one.item.statement for one in fresh}, {one.receiver.id for one in fresh}
    stands = work.things(_TO_RECEIVERS, statements=list(said), receivers=list(receivers))
    pairs = {(one.item.statement, one.receiver.id) for one in fresh}
    return [share for share in stands if (share.statement_id, share.receiver_id) in pairs]


def _declare(work: Writing, chosen: Chosen, form: GiveShares, fresh: Sequence[Ready]) -> dict[Condition, UUID]:
    """The records that this act itself makes: sentences ticked on which a share stands, and a necessity filled in."""
    case_id = chosen.desk.case
    leaning = {c for one in fresh for c in one.permit.stands_on - one.records.keys()}
    ticked = [condition for condition in Condition if condition in leaning & chosen.terms.declared]
    made = evidence.declare(work, case_id, form, ticked, {one.receiver.id for one in fresh})
    if chosen.terms.necessary:
        data = {category for item in chosen.items for category in chosen.desk.data(item)}
        made[Condition.NPS] = evidence.necessity(work, case_id, form, data)
    return made


def _write_shares(work: Writing, chosen: Chosen, fresh: Sequence[Ready], declared: dict[Condition, UUID]) -> None:
    known = earlier.numbers(work, fresh)
    shares = [_share(work, chosen, one, earlier.next_number(known, one)) for one in fresh]
    if any(share.ends_at <= work.now for share in shares):
        raise Invalid(ends_on=say("Dit zou nu al eindigen. Probeer het zo weer."))
    work.session.add_all(shares)
    work.session.flush()
    statements.freeze(work, {share.version_id for share in shares})
    made = list(zip(shares, fresh, strict=True))
    for add, rows in (
        (insert(ShareGround), [row for share, one in made for row in _grounds(share, one)]),
        (insert(ShareEvidence), [row for share, one in made for row in _leaning(share, one, declared)]),
    ):
        if rows:
            work.session.connection().execute(add, rows)


def _share(work: Writing, chosen: Chosen, one: Ready, number: int) -> Share:
    assert chosen.desk.in_force is not None
    return Share(
        region_id=work.seat.region, id=ids.new(), case_id=chosen.desk.case, statement_id=one.item.statement,
        version_id=one.item.version, number=number, giver_id=chosen.desk.giver,
        receiver_id=one.receiver.id, receiver_person_id=one.person, category=one.item.category, purpose=one.purpose,
        book_id=chosen.desk.in_force.id, rule_number=one.permit.number, rule_outcome=one.permit.outcome,
        given_by=work.seat.person, given_at=work.now, ends_at=one.ends_at, rules_end_at=one.rules_end_at,
    )  # fmt: skip


def _grounds(share: Share, one: Ready) -> Iterator[dict[str, Any]]:
    same = {"region_id": share.region_id, "share_id": share.id, "book_id": share.book_id}
    for ground in one.permit.verdict.deciding:
        if isinstance(ground.rule, int) and ground.category and ground.outcome:
            yield same | {"category": ground.category, "rule_number": ground.rule, "rule_outcome": ground.outcome}


def _leaning(share: Share, one: Ready, declared: dict[Condition, UUID]) -> Iterator[dict[str, Any]]:
    same = {"region_id": share.region_id, "share_id": share.id}
    leaning = {record: condition for condition, found in share_lines.leaning(one, declared).items() for record in found}
    for record, condition in leaning.items():
        yield same | {"evidence_id": record, "condition": condition}


def _due(reading: Reading) -> tuple[Any, ...]:
    return col(Share.region_id) == reading.seat.region, col(Share.ended_at).is_(None), col(Share.ends_at) <= reading.now


def _locked(work: Writing, *which: Any, ended: bool = False, most: int | None = None) -> Sequence[Share]:
    """Shares of this region that have not ended, locked in one order so that no two acts end the same one."""
    wanted = _ANY.where(*which).limit(most)
    return work.things(wanted if ended else wanted.where(col(Share.ended_at).is_(None)))


def _end_one(work: Writing, share: Share, why: ShareEnd) -> None:
    share.ended_at, share.ended_why, share.ended_by = work.now, why, work.seat.person
    work.record(
        Act.SHARE_WITHDRAWN if why is ShareEnd.WITHDRAWN else Act.SHARE_ENDED, case=share.case_id,
        giver=share.giver_id, receiver=share.receiver_id, share=share.id, version=share.version_id,
        rule=share.rule_number, book=share.book_id, why=share_lines.why_ended(share, why),
    )  # fmt: skip


def _end_followers(work: Writing, versions: Collection[UUID]) -> None:
    for share in _followers(work, versions):
        _end_one(work, share, ShareEnd.EVIDENCE_ENDED)
    work.session.flush()


def _followers(work: Writing, versions: Collection[UUID], without: Collection[UUID] = ()) -> list[Share]:
    """What the secretariat has of a version that nobody else has, these left out, if its rule says it follows."""
    stands = [share for share in work.things(_OF_VERSIONS, versions=list(versions)) if share.id not in without]
    theirs = set(work.values(SECRETARIATS)) if stands else set()
    led = {share.version_id for share in stands if share.receiver_id not in theirs and share.ends_at > work.now}
    alone = [share for share in stands if share.receiver_id in theirs and share.version_id not in led]
    return [one for one in alone if one.rule_number in rulebook.numbers_needing(work, one.book_id, Condition.FOLG)]


_ANY = (
    select(Share)
    .where(col(Share.region_id) == ASKER.region)
    .order_by(col(Share.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_NOT_ENDED = _ANY.where(col(Share.ended_at).is_(None))
_OF_VERSIONS = _NOT_ENDED.where(one_of(col(Share.version_id), "versions"))
_TO_RECEIVERS = _NOT_ENDED.where(
    one_of(col(Share.statement_id), "statements"), one_of(col(Share.receiver_id), "receivers")
)
SECRETARIATS = select(col(Partner.id)).where(
    col(Partner.region_id) == ASKER.region, col(Partner.kind) == PartnerKind.VZ
)
