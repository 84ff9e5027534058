"""Cases as one reader may have them: the list, the page with contributions side by side, the passage."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.signal_terms import CaseStage
from models.tables.casework import Case, CaseMember, Statement, Subject, Version
from models.tables.people import Membership, Partner, Person
from models.tables.sharing import Share
from models.terms import CaseState, PartnerKind, Purpose
from models.views.casework import (
    CaseHead,
    CaseLine,
    CasePage,
    CasesPage,
    Contribution,
    PartnerName,
    Passage,
    RemovedLine,
)
from models.views.passages import OtherSeat, PassagePage, VersionLine
from tafel import keys
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound
from tafel.sight import (
    about,
    alone,
    amended,
    asks,
    at_table,
    care,
    closed,
    corrected,
    grid,
    identity,
    minutes,
    own,
    pages,
    passages,
    profiles,
    questions_waiting,
    visible,
)
from tafel.sight import sharing as shared
from tafel.sight.asks import Desk
from tafel.sight.joins import row_of

PAGE = 50


def cases(reading: Reading) -> tuple[CaseLine, ...]:
    """The cases of which I am a member, those with the newest words for me first."""
    rows = reading.rows(_CASES)
    return tuple(CaseLine.model_validate(row) for row in rows)


def cases_page(reading: Reading, after: str | None = None) -> CasesPage:
    """Those that are open; and of those that were closed the last ones, or what comes after a key of theirs."""
    before = pages.beyond(after, col(Case.closed_at), col(Case.id))
    closed = reading.rows(_CLOSED.where(before).limit(PAGE + 1))
    lines = [CaseLine.model_validate(row) for row in closed[:PAGE]]
    still_open = () if after else reading.rows(_OPEN)
    return CasesPage(
        open=tuple(map(CaseLine.model_validate, still_open)), closed=tuple(lines), after=bool(after),
        older=pages.key_of(closed[PAGE - 1].closed_at, lines[-1].id) if len(closed) > PAGE else None,
    )  # fmt: skip


def case_page(reading: Reading, case_id: UUID) -> CasePage:
    """A case: its subjects, what each partner says of it as far as I may know, and who may see what of my own."""
    case = visible.require_case(reading, case_id)
    rows = passages.of_case(reading, case_id)
    facts = about.subject_facts(reading, keys.case_key(reading, case_id), rows)
    said = passages.views(reading, case_id, [row for row in rows if passages.is_passage(row)])
    desk = asks.desk(reading, case)
    cards = identity.cards(reading, case_id, rows, facts, desk.names)
    ours = [one for one in said if one.partner_id == reading.seat.partner and not one.unconfirmed]
    course = care.course(reading, desk, case, rows, cards, ours)
    said, ours = ([one for one in some if one.statement_id != course.goal_id] for some in (said, ours))
    contributions = _contributions(reading, said, desk)
    return CasePage(
        head=head_of(reading, case, desk),
        subjects=cards,
        contributions=tuple(one for one in contributions if not one.own),
        own=next((one for one in contributions if one.own), None),
        grid_columns=tuple(ours),
        grid=grid.of_ours(reading, desk, ours, facts),
        first_shown=grid.earliest(reading, case_id),
        removed=_removed(reading, case_id),
        for_me_alone=alone.for_me_alone(reading, case_id),
        closed=closed.now(reading, case) if case.state is CaseState.CLOSED else None,
        minutes=minutes.of_case(reading, case_id),
        has_profile=profiles.as_confirmed(reading, case_id) is not None,
        course=course,
        coordinates=reading.seat.kind is PartnerKind.ZC,
        questions=questions_waiting.of_case(reading, case_id),
    )


def passage_page(reading: Reading, case_id: UUID, statement_id: UUID | None = None) -> PassagePage:
    """A passage to write or edit, with its versions and where else it could belong."""
    case = visible.require_case(reading, case_id)
    rows = passages.of_case(reading, case_id)
    facts = about.subject_facts(reading, keys.case_key(reading, case_id), rows)
    desk = asks.desk(reading, case)
    ours = [row for row in rows if row.partner_id == reading.seat.partner and passages.is_passage(row)]
    mine = [row for row in ours if row.statement_id == statement_id]
    if statement_id and not mine:
        raise NotFound
    had = [one for one in amended.has_it(reading, statement_id) if one.shown_at] if statement_id else []
    return PassagePage(
        head=head_of(reading, case, desk),
        passage=passages.views(reading, case_id, mine)[0] if mine else None,
        subjects=identity.cards(reading, case_id, rows, facts, desk.names),
        versions=_versions(reading, case_id, statement_id) if statement_id else (),
        other_cases=_elsewhere(reading, case_id) if mine else (),
        other_seats=_other_seats(reading, case_id) if mine and reading.seat.several_seats else (),
        categories=own.choosable(reading.seat),
        preset=own.preset(reading.seat),
        shown_to=tuple(one.name for one in had),
        recall_first=any(one.to_recall for one in had),
        asks_reliability=reading.seat.kind in own.ASKED_RELIABILITY,
        purposes=shared.purposes(reading, case_id),
        purpose=profiles.usual_purpose(reading, case_id),
    )


def case_of(reading: Reading, statement_id: UUID) -> UUID:
    """The case in which a statement of our own partner stands."""
    statement, _ = visible.require_own_statement(reading, statement_id)
    return visible.require_case(reading, statement.case_id).id


def head_of(reading: Reading, case: Case, desk: Desk) -> CaseHead:
    """What every member may know of a case."""
    inside = {receiver.id for receiver in desk.receivers if receiver.in_case} | {reading.seat.partner}
    return CaseHead(
        id=case.id,
        reference=case.reference,
        code_word=case.code_word,
        state=case.state,
        framework=case.framework,
        municipality=case.municipality,
        purposes=_purposes(reading, case.id),
        brought_by=desk.names[case.brought_by],
        lead=desk.names[case.lead_partner_id],
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        partners=tuple(name for partner, name in desk.names.items() if partner in inside),
        stage=case.stage,
    )


def _elsewhere(reading: Reading, case_id: UUID) -> tuple[CaseLine, ...]:
    return tuple(line for line in cases(reading) if line.id != case_id and line.state is CaseState.OPEN)


def _other_seats(reading: Reading, case_id: UUID) -> tuple[OtherSeat, ...]:
    """My other seats that are a member of this case too."""
    rows = reading.rows(_OTHER_SEATS, case=case_id)
    return tuple(OtherSeat.model_validate(row) for row in rows)


@asked_once
def partner_names(reading: Reading) -> dict[UUID, PartnerName]:
    """The partners of the region, as everyone at the table knows them, in their fixed order."""
    rows = reading.rows(_PARTNERS)
    return {row.id: PartnerName.model_validate(row) for row in rows}


def _purposes(reading: Reading, case_id: UUID) -> tuple[Purpose, ...]:
    return shared.purposes(reading, case_id)[:-2]


def _contributions(reading: Reading, said: Sequence[Passage], desk: Desk) -> tuple[Contribution, ...]:
    by_partner: dict[UUID, list[Passage]] = defaultdict(list)
    for passage in said:
        by_partner[passage.partner_id].append(passage)
    return tuple(_contribution(reading, name, by_partner[p]) for p, name in desk.names.items() if by_partner[p])


def _contribution(reading: Reading, partner: PartnerName, said: Sequence[Passage]) -> Contribution:
    times = [passage.shared_at for passage in said if passage.shared_at]
    return Contribution(
        partner=partner,
        own=partner.id == reading.seat.partner,
        last_shared_at=max(times, default=None),
        passages=tuple(said),
    )


def _removed(reading: Reading, case_id: UUID) -> tuple[RemovedLine, ...]:
    """What our own partner took back and can put back; what was moved stands elsewhere by now."""
    rows = reading.rows(_REMOVED, case=case_id)
    gone = own.moved_away(reading, case_id) if rows else set()
    return tuple(RemovedLine.model_validate(row) for row in rows if row.statement_id not in gone)


def _versions(reading: Reading, case_id: UUID, statement_id: UUID) -> tuple[VersionLine, ...]:
    """All versions of our own statement; a colleague's words count as shown."""
    key, names = keys.case_key(reading, case_id), _receivers_by_version(reading, statement_id)
    rows, wrong = reading.rows(_VERSIONS, statement=statement_id), corrected.by_version(reading, statement_id)
    return tuple(
        VersionLine(
            version_id=row.version_id, number=row.number, text=passages.words_of_ours(reading, key, row),
            category=row.category, writer=row.writer, written_at=row.written_at, frozen_at=row.frozen_at,
            receivers=tuple(names[row.version_id]), wrong=corrected.said_wrong(key, wrong.get(row.version_id)),
        )
        for row in rows
    )  # fmt: skip


def _receivers_by_version(reading: Reading, statement_id: UUID) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for version, name in reading.rows(_RECEIVERS, statement=statement_id):
        found[version].append(name)
    return found


_lead = aliased(Partner)
_NEWEST = (
    select(func.max(col(Share.given_at)))
    .where(col(Share.case_id) == col(Case.id), visible.shared_with(ASKER, NOW))
    .correlate(Case)
    .scalar_subquery()
)
_CASES: Any = (
    select(
        col(Case.id), col(Case.reference), col(Case.code_word), col(Case.state), col(Case.framework),
        col(Case.municipality), col(_lead.short_name).label("lead"), col(Case.opened_at),
        _NEWEST.label("last_shared_at"),
    )
    .select_from(Case)
    .join(_lead, row_of(_lead, Case.lead_partner_id, Case.region_id))
    .where(visible.cases(ASKER), at_table.no_item_file(), col(Case.stage) == CaseStage.CASE)
    .order_by(func.coalesce(_NEWEST, Case.opened_at).desc(), col(Case.id))
)  # fmt: skip
_OPEN = _CASES.where(col(Case.state) == CaseState.OPEN)
_CLOSED = (
    _CASES.add_columns(col(Case.closed_at))
    .where(col(Case.state) == CaseState.CLOSED)
    .order_by(None)
    .order_by(col(Case.closed_at).desc(), col(Case.id).desc())
)
_PARTNERS = (
    select(col(Partner.id), col(Partner.name), col(Partner.short_name), col(Partner.kind))
    .where(col(Partner.region_id) == ASKER.region)
    .order_by(col(Partner.position))
)
_OTHER_SEATS: Any = (
    select(col(Membership.id).label("membership_id"), col(Partner.name).label("partner"))
    .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
    .join(CaseMember, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .where(col(Membership.region_id) == ASKER.region, col(Membership.person_id) == ASKER.person)
    .where(col(Membership.id) != ASKER.membership, col(Membership.ended_at).is_(None))
    .where(col(CaseMember.case_id) == given("case"), col(CaseMember.until).is_(None))
    .order_by(col(Partner.position))
)
_REMOVED: Any = (
    select(
        col(Statement.id).label("statement_id"), col(Subject.letter), col(Statement.field), col(Version.category),
        col(Statement.written_at), col(Statement.removed_at),
    )
    .select_from(Statement)
    .join(Version, and_(*visible.latest()))
    .outerjoin(Subject, row_of(Subject, Statement.subject_id, Statement.region_id))
    .where(col(Statement.region_id) == ASKER.region, col(Statement.case_id) == given("case"))
    .where(col(Statement.partner_id) == ASKER.partner, col(Statement.removed_at).is_not(None))
    .where(visible.membership_of(ASKER, col(Statement.case_id)))
    .order_by(col(Statement.removed_at).desc(), col(Statement.id))
)  # fmt: skip
_VERSIONS: Any = (
    select(
        col(Version.id).label("version_id"), col(Version.number), col(Version.text_sealed), col(Version.category),
        col(Version.written_by), col(Version.written_at), col(Version.frozen_at), col(Version.edit),
        col(Person.name).label("writer"),
    )
    .select_from(Version)
    .join(Statement, and_(*passages.of_statement()))
    .join(Person, col(Person.id) == col(Version.written_by))
    .where(visible.versions(ASKER, NOW), col(Statement.id) == given("statement"))
    .where(col(Statement.partner_id) == ASKER.partner)
    .order_by(col(Version.number).desc())
)  # fmt: skip
_RECEIVERS = (
    select(col(Share.version_id), col(Partner.short_name))
    .select_from(Share)
    .join(Partner, row_of(Partner, Share.receiver_id, Share.region_id))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(col(Share.statement_id) == given("statement"), col(Share.ended_at).is_(None))
    .order_by(col(Partner.position))
)
