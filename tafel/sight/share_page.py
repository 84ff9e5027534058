"""The share page: what, with whom, what the rules say, what is missing; and what one's last act of sharing did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from models.terms import Condition, DataCategory
from models.views.casework import Passage
from models.views.sharing import (
    GivenNow,
    GivenTo,
    SharePage,
)
from tafel.context import Beyond
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.sight import (
    about,
    anonymous,
    asks,
    casework,
    evidence,
    handed_out,
    identifiers,
    noting,
    persons,
    profiles,
    registrations,
    sharing,
    verdict_words,
    visible,
)
from tafel.sight.asks import Desk
from tafel.sight.profiles import Profile

First = Callable[[Reading, ShareChoice], ShareChoice]


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
    verdicts = verdict_words.verdicts_of(chosen)
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
        declarations=verdict_words.declarations_asked(desk, verdicts, form),
        asks_necessity=any(form.necessity) or verdict_words.lacks(verdicts, chosen.wanted, Condition.NPS),
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
    rows = _given_now(reading, case_id)
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


def _given_now(reading: Reading, case_id: UUID) -> Sequence[Row[Any]]:
    wanted = (
        select(
            col(Share.id),
            col(Share.given_at),
            col(Share.ends_at),
            col(Share.ended_at),
            col(Share.statement_id),
            handed_out.to_receiver().label("shown"),
            col(Partner.name),
        )
        .join(Partner, and_(col(Partner.region_id) == col(Share.region_id), col(Partner.id) == col(Share.receiver_id)))
        .where(col(Share.region_id) == reading.seat.region, col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.case_id) == case_id, col(Share.given_by) == reading.seat.person)
        .where(col(Share.given_at) == _last_given(reading, case_id))
        .order_by(col(Partner.position), col(Share.id))
    )
    with reading.beyond(Beyond.GIVEN):
        return reading.session.execute(wanted).all()


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
    apart = {
        *noting.for_fewer(reading, desk.case), *identifiers.in_case(reading, desk.case),
        *registrations.in_case(reading, desk.case),
    }  # fmt: skip
    fresh = [one for one in plain if one.version_id not in known_to and one.statement_id not in apart]
    inside = [receiver.id for receiver in desk.receivers if receiver.in_case]
    known = {receiver.id for receiver in desk.receivers}
    choice = ShareChoice(
        versions=[one.version_id for one in fresh],
        receivers=[one for one in ours.stands.receivers if one in known] if ours.stands else inside,
        for_series=ours.stands.series if ours.stands else None,
    )
    return first(reading, choice) if first else choice


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
        in_force=any(row.ended_at is None for row in rows), was_shown=any(row.shown for row in rows),
    )  # fmt: skip


def _refused_with_it(reading: Reading, case_id: UUID) -> tuple[str, ...]:
    """The partners that the same act could not serve."""
    mine = (
        col(Entry.region_id) == reading.seat.region,
        col(Entry.case) == str(case_id),
        col(Entry.giver) == str(reading.seat.partner),
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
