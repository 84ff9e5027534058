"""The share page: what, with whom, what the rules say, what is missing; and the account of what was given."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.tables.casework import Case, HandOut, Version
from models.tables.people import Partner, Person
from models.tables.sharing import CategoryDoubt, Rule, RuleBookRow, Share
from models.terms import Condition, DataCategory, Outcome
from models.views.casework import PartnerName
from models.views.sharing import (
    DeclarationAsked,
    DoubtLine,
    Ground,
    MyShares,
    Offered,
    ProfileView,
    ReceiverVerdict,
    ShareLine,
    SharePage,
)
from tafel import clock, keys
from tafel.db import Reading
from tafel.rules import Verdict
from tafel.sight import asks, casework, evidence, passages, sharing, visible
from tafel.sight.asks import Receiver
from tafel.sight.sharing import Chosen

PAGE = 100
_STRICTNESS = (Outcome.PERMITTED, Outcome.ONLY_IF, Outcome.REFUSED)


def share_page(reading: Reading, case_id: UUID, choice: ShareChoice | None = None) -> SharePage:
    """Everything needed to share in one look. Without a choice: the profile, and what was not shared yet."""
    case = visible.require_case(reading, case_id)
    desk = asks.desk(reading, case)
    ours, _ = sharing.own_passages(reading, case_id)
    stands = sharing.profile_row(reading, case_id)
    form = choice or _first_choice(reading, case_id, ours, desk, stands)
    chosen = sharing.chosen(reading, case, form.model_copy(update={"receivers": [r.id for r in desk.receivers]}))
    verdicts = tuple(_receiver(chosen, *judged) for judged in chosen.judged())
    order = {receiver.id: place for place, receiver in enumerate(desk.receivers)}
    return SharePage(
        head=casework.head_of(reading, case, desk),
        passages=tuple(ours),
        chosen=frozenset(form.versions),
        receivers=tuple(sorted(verdicts, key=lambda one: order[one.partner.id])),
        chosen_receivers=frozenset(form.receivers),
        purpose=form.purpose,
        purposes=sharing.purposes(reading, case_id),
        ends_on=form.ends_on,
        profile=_profile(stands, reading.now),
        evidence=evidence.lines(reading, case_id),
        declarations=_declarations(desk, verdicts, form),
        lacks_necessity=any(Condition.NPS in one.missing for one in verdicts),
        book_version=desk.in_force.version if desk.in_force else None,
        book_adopted_on=desk.in_force.adopted_on if desk.in_force else None,
    )


def my_shares(reading: Reading, first: date, last: date, after: str | None = None) -> MyShares:
    """What my partner gave over a period in cases of which I am a member, newest first, in pages."""
    rows = reading.session.execute(_given(reading, first, last, after).limit(PAGE + 1)).all()
    names: dict[UUID, bytes] = {}
    lines = tuple(_line(reading, row, names) for row in rows[:PAGE])
    more = f"{rows[PAGE - 1].given_at.isoformat()}|{rows[PAGE - 1].id}" if len(rows) > PAGE else None
    return MyShares(lines=lines, first_day=first, last_day=last, next_from=more, doubts=_doubts(reading))


def _first_choice(reading: Reading, case_id: UUID, ours: Sequence[Any], desk: asks.Desk, stands: Any) -> ShareChoice:
    given = {version for version, _ in sharing.standing(reading, case_id)}
    fresh = [passage.version_id for passage in ours if passage.version_id not in given]
    return ShareChoice(
        versions=fresh,
        receivers=[UUID(r) for r in stands.receivers] if stands else [r.id for r in desk.receivers if r.in_case],
        purpose=stands.purpose if stands else sharing.purposes(reading, case_id)[0],
        ends_on=max(stands.ends_on, desk.today) if stands else sharing.default_end(desk.today),
    )


def _receiver(chosen: Chosen, receiver: Receiver, terms: asks.Terms, verdicts: Sequence[Verdict]) -> ReceiverVerdict:
    said = max(verdicts, key=lambda verdict: _STRICTNESS.index(verdict.outcome), default=None)
    until = clock.end_of(terms.ends_on)
    return ReceiverVerdict(
        partner=PartnerName(id=receiver.id, name=receiver.name, short_name=receiver.short_name, kind=receiver.kind),
        outcome=said.outcome if said else Outcome.REFUSED,
        grounds=tuple(_ground(one) for one in said.deciding) if said else (),
        missing=tuple(sorted({condition for verdict in verdicts for condition in verdict.missing})),
        offered=tuple(Offered(ground=_ground(o.exception), missing=tuple(sorted(o.missing))) for o in said.offered) if said else (),
        already=bool(chosen.items) and all(chosen.stands(item, receiver, until) for item in chosen.items),
        in_case=receiver.in_case,
    )  # fmt: skip


def _ground(one: Any) -> Ground:
    number = one.rule if isinstance(one.rule, int) else None
    return Ground(number=number, category=one.category, article=one.article, nl=one.nl, en=one.en)


def _profile(stands: Any, now: datetime) -> ProfileView | None:
    if stands is None:
        return None
    return ProfileView(
        purpose=stands.purpose,
        receivers=tuple(UUID(receiver) for receiver in stands.receivers),
        ends_on=stands.ends_on,
        confirmed_at=stands.confirmed_at,
        fresh=not sharing.profile_is_old(stands, now),
    )


def _declarations(desk: asks.Desk, verdicts: Iterable[ReceiverVerdict], form: ShareChoice) -> tuple[DeclarationAsked, ...]:
    """The sentences to tick: those a chosen receiver lacks, and those ticked already."""
    if desk.in_force is None:
        return ()
    lacking = {c for one in verdicts if one.partner.id in set(form.receivers) for c in one.missing}
    asked = [c for c in Condition if c.is_declaration and (c in lacking or c in form.declared)]
    said = {c: desk.in_force.book.declarations[c.value[7:-1]] for c in asked}
    return tuple(
        DeclarationAsked(condition=c, nl=said[c].nl, en=said[c].en, ticked=c in form.declared) for c in asked
    )


def _given(reading: Reading, first: date, last: date, after: str | None) -> Any:
    receiver, person = aliased(Partner), aliased(Person)
    shown = (
        select(func.min(HandOut.at))
        .where(col(HandOut.region_id) == col(Share.region_id), col(HandOut.version_id) == col(Share.version_id))
        .where(col(HandOut.partner_id) == col(Share.receiver_id))
        .correlate(Share)
        .scalar_subquery()
    )
    same = and_(col(Version.region_id) == col(Share.region_id), col(Version.id) == col(Share.version_id))
    rule = and_(
        col(Rule.region_id) == col(Share.region_id), col(Rule.book_id) == col(Share.book_id),
        col(Rule.number) == col(Share.rule_number),
    )  # fmt: skip
    book = and_(col(RuleBookRow.region_id) == col(Share.region_id), col(RuleBookRow.id) == col(Share.book_id))
    wanted = (
        select(
            Share.id, Share.case_id, Case.code_word, Share.version_id, Version.text_sealed, Version.written_by,
            receiver.name.label("receiver"), Share.purpose, Share.category, Share.rule_number, Rule.article,  # type: ignore[attr-defined]
            RuleBookRow.version.label("book_version"), person.name.label("given_by"), Share.given_at, Share.ends_at,  # type: ignore[attr-defined]
            shown.label("shown"), Share.ended_at, Share.ended_why, Share.held_at,
        )
        .select_from(Share)
        .join(Case, and_(col(Case.region_id) == col(Share.region_id), col(Case.id) == col(Share.case_id)))
        .join(Version, same)
        .join(receiver, and_(receiver.region_id == Share.region_id, receiver.id == Share.receiver_id))
        .join(Rule, rule)
        .join(RuleBookRow, book)
        .join(person, person.id == Share.given_by)
        .where(visible.cases(reading.seat), col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.given_at) >= clock.start_of(first), col(Share.given_at) <= clock.end_of(last))
        .order_by(col(Share.given_at).desc(), col(Share.id).desc())
    )  # fmt: skip
    return wanted.where(_after(after)) if after else wanted


def _after(after: str) -> Any:
    at, _, share = after.partition("|")
    moment = datetime.fromisoformat(at)
    return or_(col(Share.given_at) < moment, and_(col(Share.given_at) == moment, col(Share.id) < UUID(share)))


def _line(reading: Reading, row: Row[Any], known: dict[UUID, bytes]) -> ShareLine:
    if row.case_id not in known:
        known[row.case_id] = keys.case_key(reading, row.case_id)
    return ShareLine(
        id=row.id, case_id=row.case_id, case_word=row.code_word,
        text=passages.words_of_ours(reading, known[row.case_id], row), receiver=row.receiver, purpose=row.purpose,
        category=row.category, rule_number=row.rule_number, article=row.article, book_version=row.book_version,
        given_by=row.given_by, given_at=row.given_at, ends_at=row.ends_at,
        first_shown_on=clock.day_of(row.shown) if row.shown else None,
        ended_at=row.ended_at, ended_why=row.ended_why, held=row.held_at is not None,
    )  # fmt: skip


def _doubts(reading: Reading) -> tuple[DoubtLine, ...]:
    doubter = aliased(Partner)
    rows = reading.session.execute(
        select(
            CategoryDoubt.id, Share.case_id, Case.code_word, Share.version_id, Version.text_sealed, Version.written_by,
            Share.category, CategoryDoubt.suggested, doubter.name.label("doubted_for"), CategoryDoubt.doubted_at,  # type: ignore[attr-defined]
        )
        .select_from(CategoryDoubt)
        .join(Share, and_(col(Share.region_id) == col(CategoryDoubt.region_id), col(Share.id) == col(CategoryDoubt.share_id)))
        .join(Case, and_(col(Case.region_id) == col(Share.region_id), col(Case.id) == col(Share.case_id)))
        .join(Version, and_(col(Version.region_id) == col(Share.region_id), col(Version.id) == col(Share.version_id)))
        .join(doubter, and_(doubter.region_id == CategoryDoubt.region_id, doubter.id == CategoryDoubt.doubted_for))
        .where(visible.cases(reading.seat), col(Share.giver_id) == reading.seat.partner)
        .where(col(CategoryDoubt.answered_at).is_(None))
        .order_by(col(CategoryDoubt.doubted_at))
    )  # fmt: skip
    return tuple(_doubt(reading, row) for row in rows)


def _doubt(reading: Reading, row: Row[Any]) -> DoubtLine:
    text = passages.words_of_ours(reading, keys.case_key(reading, row.case_id), row)
    return DoubtLine(
        id=row.id, case_id=row.case_id, case_word=row.code_word, text=text, category=DataCategory(row.category),
        suggested=row.suggested, doubted_for=row.doubted_for, doubted_at=row.doubted_at,
    )  # fmt: skip
