"""Records of conditions with their texts: for their makers, who must confirm them, and the privacy officer."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act, Result
from models.tables.casework import Case, Subject
from models.tables.people import Person
from models.tables.sharing import Evidence, Share, ShareEvidence
from models.terms import Condition, Role
from models.views.casework import PartnerName
from models.views.evidence import EvidenceDate, EvidenceKindLine, EvidenceLeft, EvidenceLine, EvidenceOne, EvidencePage
from tafel import clock, db
from tafel.db import Reading
from tafel.evidence_kinds import KINDS
from tafel.prepared import ASKER, asker, given
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import asks, casework, evidence_client, evidence_due, pages, records, visible

PAGE = 50
SOON = timedelta(days=60)


def may_confirm(seat: Seat, record: Any) -> bool:
    """Whether this seat can confirm a record: for the partner asked, and never who made it, or who came by a link."""
    waiting = record.needs_confirmation and record.confirmed_at is None and record.ended_at is None
    asked = record.asked_person in (None, seat.person) and record.confirmed_for == seat.partner
    return bool(waiting and asked and seat.partner and record.made_by != seat.person and not seat.by_link)


def may_end(seat: Seat, record: Any) -> bool:
    """Whether this seat can end a record: its maker's partner, or who confirmed it."""
    return bool(seat.partner and record.ended_at is None and seat.partner in (record.partner_id, record.confirmed_for))


def of_case(reading: Reading, case_id: UUID, after: str | None = None) -> EvidencePage:
    """The records of a case and those of the whole region that count in it."""
    case = visible.require_case(reading, case_id)
    here = or_(col(Evidence.case_id) == case_id, col(Evidence.case_id).is_(None))
    head = casework.head_of(reading, case, asks.desk(reading, case))
    return _page(reading, here, after, head=head, kinds=_kinds(reading.seat, in_case=True))


def of_region(reading: Reading, after: str | None = None) -> EvidencePage:
    """The records of the whole region, and what waits for me in any case; to the privacy officer all of them."""
    if reading.seat.role is Role.PRIVACY_OFFICER:
        return _page(reading, None, after, head=None, kinds=(), due=evidence_due.due(reading))
    if reading.seat.partner is None:
        raise NotFound
    waiting = and_(col(Evidence.confirmed_for) == reading.seat.partner, col(Evidence.confirmed_at).is_(None))
    here = or_(col(Evidence.case_id).is_(None), and_(waiting, col(Evidence.needs_confirmation)))
    left, soon = _left_behind(reading), evidence_due.due(reading)
    return _page(reading, here, after, head=None, kinds=_kinds(reading.seat, in_case=False), left=left, due=soon)


def _left_behind(reading: Reading) -> tuple[EvidenceLeft, ...]:
    """What our partner made or confirmed in cases it has left, and can still end; what it shared ended as it left."""
    rows = reading.session.execute(
        select(col(Evidence.id), col(Evidence.condition), col(Evidence.made_at), col(Evidence.claimed_until))
        .where(visible.own_evidence(reading.seat), col(Evidence.ended_at).is_(None))
        .where(col(Evidence.condition).in_(list(KINDS)))
        .where(or_(col(Evidence.claimed_until).is_(None), col(Evidence.claimed_until) >= clock.day_of(reading.now)))
        .order_by(col(Evidence.made_at).desc(), col(Evidence.id))
        .limit(PAGE)
    )
    return tuple(
        EvidenceLeft(id=row.id, title=KINDS[row.condition].title, made_at=row.made_at, claimed_until=row.claimed_until)
        for row in rows
    )


def dates(reading: Reading, case_id: UUID) -> tuple[EvidenceDate, ...]:
    """That records count today for our giving in a case, without a word of them; no ticked sentences."""
    today = clock.day_of(reading.now)
    rows = reading.rows(_DATES, case=case_id, today=today)
    return tuple(
        EvidenceDate(
            condition=row.condition,
            title=KINDS[row.condition].title,
            made_at=row.made_at,
            claimed_until=row.claimed_until,
        )
        for row in rows
        if row.condition in KINDS and not _too_old(row, today)
    )


def of_one(reading: Reading, evidence_id: UUID) -> EvidenceOne:
    """One record, for whoever may see it."""
    officer = reading.seat.role is Role.PRIVACY_OFFICER
    row = reading.entities(_ONE[officer], evidence=evidence_id) if officer or reading.seat.partner else None
    if row is None:
        raise NotFound
    _note(reading, [row])
    case_id = case_to_go_to(reading, row.Evidence.case_id)
    case = visible.require_case(reading, case_id) if case_id else None
    line = _line(reading, row, {str(partner.id): partner.name for partner in partners(reading)})
    return EvidenceOne(
        head=casework.head_of(reading, case, asks.desk(reading, case)) if case else None,
        line=line,
        slug=KINDS[line.condition].slug,
        subject_id=row.Evidence.subject_id,
        own_hand=line.waits_for_confirmation and line.ended_at is None and row.Evidence.made_by == reading.seat.person,
        for_client=evidence_client.may_print(reading, row.Evidence),
        to_review=line.condition is Condition.INF and line.claimed_until is not None and line.may_renew,
    )


def case_to_go_to(reading: Reading, case_id: UUID | None) -> UUID | None:
    """The case of a record, if this seat is a member of it: a second professional need not be."""
    return reading.session.scalar(select(col(Case.id)).where(visible.cases(reading.seat), col(Case.id) == case_id))


def _kinds(seat: Seat, *, in_case: bool) -> tuple[EvidenceKindLine, ...]:
    if seat.by_link:
        return ()
    return tuple(
        EvidenceKindLine(title=kind.title, slug=kind.slug)
        for kind in KINDS.values()
        if (kind.makers is None or seat.kind in kind.makers) and (in_case or kind.of_region)
    )


def _page(reading: Reading, here: Any, after: str | None, **around: Any) -> EvidencePage:
    wanted = _query(reading.seat).order_by(col(Evidence.made_at).desc(), col(Evidence.id).desc()).limit(PAGE + 1)
    wanted = wanted.where(_RECORDED, here) if here is not None else wanted.where(_RECORDED)
    rows = reading.session.execute(wanted.where(pages.beyond(after, col(Evidence.made_at), col(Evidence.id)))).all()
    names = {str(partner.id): partner.name for partner in partners(reading)}
    lines = [_line(reading, row, names) for row in rows[:PAGE]]
    _note(reading, rows[:PAGE])
    waiting = [line for line in lines if line.may_confirm]
    ended = [line for line in lines if line.ended_at or line.lapsed]
    last = rows[PAGE - 1].Evidence if len(rows) > PAGE else None
    return EvidencePage(
        waiting=tuple(waiting),
        lines=tuple(line for line in lines if line not in waiting and line not in ended),
        ended=tuple(ended),
        next_from=pages.key_of(last.made_at, last.id) if last else None,
        **around,
    )


def _note(reading: Reading, rows: Sequence[Row[Any]]) -> None:
    """Texts that somebody else wrote are handed out like any other words; the privacy officer's reading too."""
    others = [str(row.Evidence.id) for row in rows if row.Evidence.made_by != reading.seat.person]
    if others:
        reading.consulted.append(
            db.Entry(Act.EVIDENCE_HANDED_OUT, Result.DONE, {"evidence": others, "channel": "screen"})
        )


def _query(seat: Seat) -> Any:
    maker, confirmer = aliased(Person), aliased(Person)
    known_case = and_(
        col(Case.region_id) == col(Evidence.region_id),
        col(Case.id) == col(Evidence.case_id),
        visible.cases(seat),
    )
    subject = and_(col(Subject.region_id) == col(Evidence.region_id), col(Subject.id) == col(Evidence.subject_id))
    return (
        select(
            Evidence,
            col(Case.code_word),
            col(Subject.letter),
            col(maker.name).label("maker"),
            col(confirmer.name).label("confirmer"),
            _leaning(seat).label("leaning"),
        )
        .select_from(Evidence)
        .outerjoin(Case, known_case)
        .outerjoin(Subject, subject)
        .join(maker, col(maker.id) == col(Evidence.made_by))
        .outerjoin(confirmer, col(confirmer.id) == col(Evidence.confirmed_by))
        .where(visible.evidence(seat))
    )


def _leaning(seat: Seat) -> Any:
    """How many shares of our own that I may know of lean on a record: they end with it."""
    return (
        select(func.count())
        .select_from(ShareEvidence)
        .join(
            Share,
            and_(col(Share.region_id) == col(ShareEvidence.region_id), col(Share.id) == col(ShareEvidence.share_id)),
        )
        .where(
            col(ShareEvidence.region_id) == col(Evidence.region_id), col(ShareEvidence.evidence_id) == col(Evidence.id)
        )
        .where(col(Share.ended_at).is_(None), col(Share.giver_id) == seat.partner)
        .where(visible.membership_of(seat, col(Share.case_id)))
        .correlate(Evidence)
        .scalar_subquery()
    )


def _line(reading: Reading, row: Row[Any], names: dict[str, str]) -> EvidenceLine:
    record, today = row.Evidence, clock.day_of(reading.now)
    until = record.claimed_until
    lapsed = bool(until and until < today)
    still = may_end(reading.seat, record)
    ours = still and not lapsed
    return EvidenceLine(
        id=record.id,
        condition=record.condition,
        title=KINDS[record.condition].title,
        case_word=row.code_word,
        partner=names[str(record.partner_id)],
        giver=names.get(str(record.giver_id), ""),
        receivers=_named(record.receivers, names),
        categories=record.categories,
        purposes=record.purposes,
        frameworks=record.frameworks,
        subject=row.letter,
        answers=_answers(reading, record),
        claimed_from=record.claimed_from,
        claimed_until=until,
        made_by=row.maker,
        made_at=record.made_at,
        afterwards=record.claimed_from < clock.day_of(record.made_at),
        lapses_soon=bool(record.ended_at is None and until and today <= until <= today + SOON),
        lapsed=lapsed,
        begins_later=record.claimed_from > today,
        shares_until=_shares_until(record),
        too_old=_too_old(record, today),
        is_consent=KINDS[record.condition].is_consent,
        confirmed_by=row.confirmer,
        confirmed_at=record.confirmed_at,
        confirmed_for=names.get(str(record.confirmed_for)),
        waits_for_confirmation=record.needs_confirmation and record.confirmed_at is None,
        may_confirm=may_confirm(reading.seat, record) and not lapsed,
        may_end=ours,
        may_renew=still and record.partner_id == reading.seat.partner,
        leaning=row.leaning if ours else 0,
        ended_at=record.ended_at,
    )


def _shares_until(record: Any) -> date | None:
    """The last day on which something new can be shared on it: what stands on it goes on."""
    lasts = asks.LASTS.get(record.condition)
    return clock.day_of(record.made_at) + lasts if lasts else None


def _too_old(record: Any, today: date) -> bool:
    last = _shares_until(record)
    return last is not None and last < today


def _named(listed: Sequence[str] | None, names: dict[str, str]) -> tuple[str, ...] | None:
    return None if listed is None else tuple(names[one] for one in names if one in listed)


def _answers(reading: Reading, record: Evidence) -> tuple[tuple[str, str], ...]:
    """Question and answer, both still in Dutch: a form's own words are translated on the page."""
    told = records.answers(reading, record.id, record.text_sealed)
    return tuple(KINDS[record.condition].read_back(told))


def partners(reading: Reading) -> list[PartnerName]:
    """All partners of the region, in their order."""
    return list(casework.partner_names(reading).values())


_RECORDED = col(Evidence.condition).in_(list(KINDS))
_DATES = (
    select(col(Evidence.condition), col(Evidence.made_at), col(Evidence.claimed_until))
    .where(visible.evidence_of_partner(ASKER), records.could_carry(ASKER, given("case")), records.COUNTS)
    .where(or_(col(Evidence.claimed_until).is_(None), col(Evidence.claimed_until) >= given("today")))
    .where(col(Evidence.claimed_from) <= given("today"))
    .order_by(col(Evidence.made_at).desc(), col(Evidence.id))
)
_ONE = {
    officer: _query(seat).where(col(Evidence.id) == given("evidence"), _RECORDED)
    for officer, seat in ((True, asker(role=Role.PRIVACY_OFFICER)), (False, asker(role=None)))
}
