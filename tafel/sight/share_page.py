"""The share page: what, with whom, what the rules say, what is missing; and what one's last act of sharing did."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlmodel import col

from models.acts import Act
from models.forms.sharing import ShareChoice
from models.meeting_terms import LineKind
from models.tables.ledger import Entry, EnvelopeField
from models.tables.people import Partner
from models.tables.sharing import Share
from models.terms import Condition, DataCategory, Outcome
from models.views.casework import PartnerName, Passage
from models.views.sharing import (
    DeclarationAsked,
    GivenNow,
    GivenTo,
    Ground,
    Met,
    Needed,
    Offered,
    ReceiverVerdict,
    SharePage,
)
from tafel.book import RuleBook
from tafel.db import Reading
from tafel.evidence_kinds import KINDS
from tafel.refusals import NotFound
from tafel.rules import Verdict
from tafel.sight import (
    about,
    anonymous,
    asks,
    casework,
    evidence,
    identifiers,
    noting,
    persons,
    profiles,
    sharing,
    visible,
)
from tafel.sight.asks import Desk
from tafel.sight.profiles import Profile
from tafel.sight.sharing import Chosen, Judged, Ready

First = Callable[[Reading, ShareChoice], ShareChoice]
_STRICTNESS = (Outcome.PERMITTED, Outcome.ONLY_IF, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class _Ours:
    """What our partner can share on a case, and the profile by which it does."""

    passages: tuple[Passage, ...]
    facts: dict[UUID, about.SubjectFacts]
    stands: Profile | None


def share_page(
    reading: Reading, case_id: UUID, choice: ShareChoice | None = None, first: First | None = None,
    *, named: bool = False,
) -> SharePage:  # fmt: skip
    """Everything needed to share in one look. What was not chosen follows the profile; what is new is chosen first.

    `first`: what else is chosen at first; `named`: as if an anonymous consultation went on with names.
    """
    case = visible.require_case(reading, case_id)
    goes_on = (named or (choice is not None and choice.named)) and anonymous.may_name(reading.seat, case)
    desk = anonymous.named(asks.desk(reading, case)) if goes_on else asks.desk(reading, case)
    ours = _ours(reading, desk)
    form, changed = _completed(reading, desk, ours, choice or _first_choice(reading, desk, ours, first))
    wanted = [one for one in ours.passages if one.version_id in set(form.versions)]
    under = sharing.terms(reading, form)
    chosen = sharing.chosen_of(reading, desk, wanted, ours.facts, under, frozenset(form.receivers))
    verdicts = verdicts_of(chosen)
    return SharePage(
        head=casework.head_of(reading, case, desk).model_copy(update={"framework": desk.framework}),
        passages=ours.passages,
        chosen=frozenset(form.versions),
        receivers=verdicts,
        chosen_receivers=chosen.wanted,
        purpose=under.purpose,
        purposes=sharing.purposes(reading, case_id),
        ends_on=under.ends_on,
        profile=ours.stands.view if ours.stands else None,
        series=profiles.series_of(reading, case_id),
        for_series=form.for_series,
        evidence=evidence.dates(reading, case_id),
        declarations=declarations_asked(desk, verdicts, form),
        asks_necessity=any(form.necessity) or _lacks(verdicts, chosen.wanted, Condition.NPS),
        asks_person=any(one.category is DataCategory.D12 for one in wanted),
        persons=persons.of_partners(reading, chosen.wanted)
        if any(one.category is DataCategory.D12 for one in wanted)
        else (),
        person_id=form.person_id,
        changed=changed,
        question=form.question,
        book_version=desk.in_force.version if desk.in_force else None,
        book_adopted_on=desk.in_force.adopted_on if desk.in_force else None,
        anonymous=anonymous.first(reading, case, ours.passages, goes_on=goes_on),
    )


def given_now(reading: Reading, case_id: UUID) -> GivenNow:
    """What one's own last act of sharing on a case did: who got it, until when, and who did not."""
    case = visible.require_case(reading, case_id)
    rows = reading.session.execute(
        select(
            col(Share.id),
            col(Share.given_at),
            col(Share.ends_at),
            col(Share.ended_at),
            col(Share.statement_id),
            col(Partner.name),
        )
        .join(Partner, and_(col(Partner.region_id) == col(Share.region_id), col(Partner.id) == col(Share.receiver_id)))
        .where(col(Share.region_id) == reading.seat.region, col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.case_id) == case_id, col(Share.given_by) == reading.seat.person)
        .where(col(Share.given_at) == _last_given(reading, case_id))
        .order_by(col(Partner.position), col(Share.id))
    ).all()
    if not rows:
        raise NotFound
    names = list(dict.fromkeys(row.name for row in rows))
    return GivenNow(
        head=casework.head_of(reading, case, asks.desk(reading, case)),
        given_at=rows[0].given_at,
        receivers=tuple(_given_to(name, [row for row in rows if row.name == name]) for name in names),
        refused=_refused_with_it(reading, case_id),
        passages=len({row.statement_id for row in rows}),
    )


def _ours(reading: Reading, desk: Desk) -> _Ours:
    said, facts = sharing.own_passages(reading, desk.case)
    return _Ours(tuple(said), facts, profiles.of_case(reading, desk.case))


def _completed(reading: Reading, desk: Desk, ours: _Ours, form: ShareChoice) -> tuple[ShareChoice, bool]:
    """The choice with what was left out filled in; and whether something in it was changed since it was drawn."""
    edits = {one.version_id: one.edit for one in ours.passages}
    drawn = {UUID(version): int(edit) for version, edit in (one.split(".") for one in form.drawn)}
    there = [version for version in form.versions if version in edits]
    known = {receiver.id for receiver in desk.receivers}
    changed = len(there) < len(form.versions) or any(edits.get(v, e) != e for v, e in drawn.items())
    filled = {
        "versions": there,
        "receivers": [receiver for receiver in form.receivers if receiver in known],
        "purpose": form.purpose or profiles.usual_purpose(reading, desk.case),
        "ends_on": form.ends_on or profiles.last_day(ours.stands, desk.today),
    }
    return form.model_copy(update=filled), changed


def _first_choice(reading: Reading, desk: Desk, ours: _Ours, first: First | None) -> ShareChoice:
    known_to = sharing.given_or_taken_back(reading, desk.case)
    plain = [one for one in ours.passages if not (one.doubted or one.field or one.line is LineKind.QUESTION)]
    apart = {*noting.for_fewer(reading, desk.case), *identifiers.in_case(reading, desk.case)}
    fresh = [one for one in plain if one.version_id not in known_to and one.statement_id not in apart]
    inside = [receiver.id for receiver in desk.receivers if receiver.in_case]
    known = {receiver.id for receiver in desk.receivers}
    choice = ShareChoice(
        versions=[one.version_id for one in fresh],
        receivers=[one for one in ours.stands.receivers if one in known] if ours.stands else inside,
        for_series=ours.stands.series if ours.stands else None,
    )
    return first(reading, choice) if first else choice


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


def _lacks(verdicts: Iterable[ReceiverVerdict], wanted: frozenset[UUID], condition: Condition) -> bool:
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


def _last_given(reading: Reading, case_id: UUID) -> Any:
    return (
        select(col(Share.given_at))
        .where(col(Share.region_id) == reading.seat.region, col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.case_id) == case_id, col(Share.given_by) == reading.seat.person)
        .order_by(col(Share.given_at).desc())
        .limit(1)
        .scalar_subquery()
    )


def _given_to(name: str, rows: Sequence[Row[Any]]) -> GivenTo:
    return GivenTo(
        partner=name, shares=tuple(row.id for row in rows), ends_at=min(row.ends_at for row in rows),
        in_force=any(row.ended_at is None for row in rows),
    )  # fmt: skip


def _refused_with_it(reading: Reading, case_id: UUID) -> tuple[str, ...]:
    """The partners that the same act could not serve."""
    mine = (
        col(Entry.region_id) == reading.seat.region,
        col(Entry.case) == str(case_id),
        col(Entry.person) == str(reading.seat.person),
    )
    last = select(EnvelopeField("trace")).select_from(Entry).where(*mine, col(Entry.act) == Act.SHARE_GIVEN)
    trace = reading.session.scalar(last.order_by(col(Entry.position).desc()).limit(1))
    refused = select(col(Entry.receiver)).where(
        *mine, col(Entry.act) == Act.SHARE_REFUSED, EnvelopeField("trace") == trace
    )
    wanted = [UUID(receiver) for receiver in reading.session.scalars(refused)]
    names = select(col(Partner.name)).where(col(Partner.region_id) == reading.seat.region, col(Partner.id).in_(wanted))
    return tuple(reading.session.scalars(names.order_by(col(Partner.position))))
