"""The actions a reader may know of: mine, my partner's, and those of others that were shared with my partner.

What a page lists is found first, without words: whose, of which case, before which day. Only of what it shows the
words are unsealed, so that a page of fifty costs the same however long the list is.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import ActionState, ItemKind
from models.tables.care import ActionContact
from models.tables.casework import Case, CaseMember, Statement, Subject, Version
from models.tables.meetings import AgendaItem, Meeting
from models.tables.people import Membership, Partner, Person
from models.tables.room import ActionItem, Line
from models.tables.sharing import Share
from models.terms import CaseState, PartnerKind
from models.views.actions import ActionForm, ActionLine, ActionPlace, ActionsPage, LapsedAction, Tally, Whose
from models.views.casework import MemberName, PartnerName
from models.views.subjects import OtherLetter
from tafel import clock, keys
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.sight import at_table, casework, contact, own, pages, passages, visible
from tafel.sight.joins import row_of

FIRST, PAGE = 10, 50
AT_TABLE, _AT_HOME = 60, 10
_KEPT_IN_VIEW, _GENERAL_ITEMS = timedelta(days=14), timedelta(days=60)


def page(reading: Reading, whose: Whose | None = None, after: str | None = None) -> ActionsPage:
    """The first open actions of each list, or one list after a key; and what came of others these two weeks."""
    lists = _lists(reading)
    rest = pages.after_day(lists[whose], after, _day, attrgetter("statement_id")) if whose else ()
    chosen = {one: _part(rows, one, whose, rest) for one, rows in lists.items()}
    found = lines_of(reading, [row.statement_id for rows in chosen.values() for row in rows])
    shown = {one: tuple(found[row.statement_id] for row in rows) for one, rows in chosen.items()}
    ours = [one for one in (*shown[Whose.MINE], *shown[Whose.OURS]) if one.state is ActionState.OPEN]
    inside = {one.case_id for one in ours if one.case_id}
    return ActionsPage(
        whose=whose, mine=shown[Whose.MINE], ours=shown[Whose.OURS], others=shown[Whose.OTHERS],
        tallies={one: _tally(reading, rows) for one, rows in lists.items()},
        cut=tuple(one for one, rows in lists.items() if len(rows) > len(chosen[one])),
        after=pages.key_of_day(_day(rest[PAGE - 1]), rest[PAGE - 1].statement_id) if len(rest) > PAGE else None,
        colleagues=_colleagues(reading, inside), letters=contact.letters(reading, inside), leads=leads(reading),
    )  # fmt: skip


def form(reading: Reading) -> ActionForm:
    """What can be chosen for a new action: my open cases, the general items I take part in, and my colleagues there."""
    wanted = _PLACES[at_table.is_secretariat(reading.seat)]
    rows = reading.rows(wanted, since=reading.now - _GENERAL_ITEMS)
    places = tuple(ActionPlace.model_validate(row) for row in rows)
    inside = _colleagues(reading, {one.case_id for one in places})
    colleagues = {one.membership_id: one for some in inside.values() for one in some}
    return ActionForm(
        places=places,
        colleagues=tuple(sorted(colleagues.values(), key=lambda one: one.name)),
        categories=own.choosable(reading.seat),
        letters=contact.letters(reading, {one.case_id for one in places if one.is_case}),
    )


def open_actions(reading: Reading) -> tuple[ActionLine, ...]:
    """What my partner, or I, still has to do, the earliest day first; as many as home has room for."""
    return _some(reading, _AT_HOME, lambda row: row.partner_id == reading.seat.partner)


def still_open(reading: Reading) -> list[Any]:
    """What is still to do at the table and may be read, whoever does it; without its words."""
    return [row for row in _found(reading) if row.state is ActionState.OPEN and row.case_state is CaseState.OPEN]


def of_case(reading: Reading, case_id: UUID) -> tuple[ActionLine, ...]:
    """Every open action of a case I may see, whoever does it; the earliest day first."""
    return _some(reading, None, lambda row: row.case_id == case_id)


def ours_in(reading: Reading, cases: Collection[UUID]) -> tuple[ActionLine, ...]:
    """What my own partner still has to do in some cases, the earliest day first."""
    return _some(reading, None, lambda row: row.partner_id == reading.seat.partner and row.case_id in cases)


def lapsed(reading: Reading) -> tuple[LapsedAction, ...]:
    """What another partner let lapse of ours these two weeks, in cases I take part in."""
    rows = reading.rows(_LAPSED, since=reading.now - _KEPT_IN_VIEW)
    return tuple(LapsedAction.model_validate(row) for row in rows)


def leads(reading: Reading) -> bool:
    """Whether I prepare or run meetings, and so see the shell of what was agreed there."""
    return at_table.is_secretariat(reading.seat) or reading.row(_RUNS) is not None


def words_of(reading: Reading, statements: Collection[UUID]) -> dict[UUID, str]:
    """The words of those of these actions that I may read."""
    return {one: line.text for one, line in lines_of(reading, statements).items()}


def _some(reading: Reading, most: int | None, wanted: Callable[[Any], bool]) -> tuple[ActionLine, ...]:
    rows = [row for row in _found(reading) if row.state is ActionState.OPEN and wanted(row)][:most]
    found = lines_of(reading, [row.statement_id for row in rows])
    return tuple(found[row.statement_id] for row in rows)


def _lists(reading: Reading) -> dict[Whose, list[Any]]:
    lists: dict[Whose, list[Any]] = {whose: [] for whose in Whose}
    for row in _found(reading):
        lists[_whose(reading, row)].append(row)
    return lists


def _whose(reading: Reading, row: Any) -> Whose:
    if row.partner_id != reading.seat.partner:
        return Whose.OTHERS
    return Whose.MINE if row.person_id == reading.seat.membership else Whose.OURS


def _part(rows: Sequence[Any], this: Whose, whose: Whose | None, rest: Sequence[Any]) -> Sequence[Any]:
    """What a page shows of one list."""
    return rows[:FIRST] if whose is None else rest[:PAGE] if whose is this else ()


def _day(row: Any) -> Any:
    """By which day it stands in its list: what came of others lately stands below all that is open."""
    return row.due_on if row.state is ActionState.OPEN else date.max


def _tally(reading: Reading, rows: Iterable[Any]) -> Tally:
    today, still = clock.day_of(reading.now), [row for row in rows if row.state is ActionState.OPEN]
    return Tally(open=len(still), late=sum(row.due_on < today for row in still))


def _found(reading: Reading) -> list[Any]:
    """Everything I may know of, without its words: what is open first, by day; then what came of others lately."""
    rows = reading.rows(_FOUND, since=reading.now - _KEPT_IN_VIEW)
    newest = {row.statement_id: row for row in rows}
    return sorted(newest.values(), key=lambda one: (_day(one), one.due_on, one.word))


def lines_of(reading: Reading, statements: Collection[UUID]) -> dict[UUID, ActionLine]:
    """The newest words of these actions that I may read."""
    newest = {row.statement_id: row for row in reading.rows(_WORDS, statements=list(statements))}
    keys.read_ahead(reading, {row.case_id for row in newest.values()})
    names = casework.partner_names(reading)
    return {one: _action(reading, row, names) for one, row in newest.items()}


def _action(reading: Reading, row: Any, names: dict[UUID, PartnerName]) -> ActionLine:
    ours = row.partner_id == reading.seat.partner
    return ActionLine(
        statement_id=row.statement_id, base=f"{row.version_id}.{row.edit}", word=row.word if row.is_called else "",
        case_id=row.case_id if row.is_member else None,
        is_case=row.is_member and row.real_case, owner=names[row.partner_id],
        person=row.person if ours else None, person_id=row.person_id if ours else None,
        text=passages.words(reading, keys.case_key(reading, row.case_id), row), due_on=row.due_on,
        first_due_on=row.first_due_on, put_off=row.put_off, state=row.state, changed_at=row.changed_at,
        mine=ours and row.person_id == reading.seat.membership, ours=ours, alone=ours and not row.with_others,
        ended=row.case_state is CaseState.CLOSED,
        lapsed_by=names.get(row.lapsed_by) if ours and row.is_member else None, contact=_contact(row),
    )  # fmt: skip


def _contact(row: Any) -> OtherLetter | None:
    if row.contact_id is None or not row.is_member:
        return None
    return OtherLetter(subject_id=row.contact_id, letter=row.contact_letter)


def _colleagues(reading: Reading, cases: set[UUID]) -> dict[UUID, tuple[MemberName, ...]]:
    """Per case, who of my partner takes part in it."""
    found: dict[UUID, list[MemberName]] = defaultdict(list)
    for row in reading.rows(_COLLEAGUES, cases=list(cases)):
        one = MemberName(
            membership_id=row.id, name=row.name, job=row.job, signed=True, is_member=True, since=row.since
        )  # fmt: skip
        found[row.case_id].append(one)
    return {case: tuple(found[case]) for case in cases}


_doer, _stands = aliased(Person), aliased(Share)
_contact_of = and_(
    col(ActionContact.region_id) == col(ActionItem.region_id),
    col(ActionContact.statement_id) == col(ActionItem.statement_id),
)
_shared = and_(col(Share.version_id) == col(Version.id), visible.shared_with(ASKER, NOW))
_latest_of_ours = and_(col(Statement.partner_id) == ASKER.partner, col(Version.number) == col(Statement.latest))
_taken = and_(
    col(Line.taken_by) == ASKER.membership,
    col(Version.written_by) == ASKER.person,
    col(Version.number) == col(Statement.latest),
)
_with_others = exists().where(
    col(_stands.region_id) == ASKER.region, col(_stands.statement_id) == col(Statement.id),
    col(_stands.giver_id) == ASKER.partner, visible.in_force(NOW, _stands),
)  # fmt: skip


def _visible(*columns: Any) -> Any:
    """The versions of actions that I may read: our own latest words, what was shared with us, and what I took down."""
    return (
        select(*columns)
        .select_from(ActionItem)
        .join(Statement, row_of(Statement, ActionItem.statement_id, ActionItem.region_id))
        .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
        .join(Version, and_(*passages.of_statement()))
        .outerjoin(Line, and_(Line.region_id == ActionItem.region_id, Line.statement_id == ActionItem.statement_id))  # type: ignore[arg-type]
        .outerjoin(Share, _shared)
        .where(col(ActionItem.region_id) == ASKER.region, col(Statement.removed_at).is_(None))
        .where(or_(and_(visible.versions(ASKER, NOW), or_(col(Share.id).is_not(None), _latest_of_ours)), _taken))
        .order_by(col(Version.number))
    )


_desk = exists().where(
    col(Partner.region_id) == ASKER.region, col(Partner.id) == ASKER.partner, col(Partner.kind) == PartnerKind.VZ
)  # fmt: skip
# Whoever left a case or a circle keeps the words they wrote, and no longer reads what it is called.
_is_called = or_(
    visible.membership_of(ASKER, col(Statement.case_id)),
    exists().where(
        col(AgendaItem.region_id) == ASKER.region, col(AgendaItem.case_id) == col(Statement.case_id),
        *at_table.of_meeting(), or_(_desk, at_table.shells(asker(kind=None))),
    ),
)  # fmt: skip
_LIGHT: tuple[Any, ...] = (
    col(Statement.id).label("statement_id"), col(Statement.partner_id), col(Statement.case_id),
    col(Case.code_word).label("word"), col(Case.state).label("case_state"), col(ActionItem.due_on),
    col(ActionItem.state), col(ActionItem.person_id),
)  # fmt: skip
_FOUND = _visible(*_LIGHT).where(
    or_(col(ActionItem.state) == ActionState.OPEN, col(ActionItem.changed_at) > given("since"))
)
_WORDS = (
    _visible(
        *_LIGHT, col(ActionItem.first_due_on), col(ActionItem.put_off), col(ActionItem.changed_at),
        col(ActionItem.lapsed_by),
        col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed), col(Version.written_by),
        col(Share.id).label("share_id"), col(_doer.name).label("person"), _with_others.label("with_others"),
        visible.membership_of(ASKER, col(Statement.case_id)).label("is_member"),
        at_table.no_item_file().label("real_case"), _is_called.label("is_called"),
        col(Subject.id).label("contact_id"), col(Subject.letter).label("contact_letter"),
    )
    .outerjoin(ActionContact, _contact_of)
    .outerjoin(Subject, row_of(Subject, ActionContact.subject_id, ActionItem.region_id))
    .outerjoin(Membership, row_of(Membership, ActionItem.person_id, ActionItem.region_id))
    .outerjoin(_doer, col(_doer.id) == col(Membership.person_id))
    .where(one_of(col(Statement.id), "statements"))
)  # fmt: skip
_LAPSED: Any = (
    select(
        col(ActionItem.statement_id), col(Case.code_word).label("word"), col(Partner.name).label("partner"),
        col(ActionItem.changed_at).label("lapsed_at"),
    )
    .select_from(ActionItem)
    .join(Statement, row_of(Statement, ActionItem.statement_id, ActionItem.region_id))
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .join(Partner, row_of(Partner, ActionItem.lapsed_by, ActionItem.region_id))
    .where(col(ActionItem.region_id) == ASKER.region, col(Statement.partner_id) == ASKER.partner)
    .where(col(Statement.removed_at).is_(None), col(ActionItem.changed_at) > given("since"))
    .where(visible.membership_of(ASKER, col(Statement.case_id)))
    .order_by(col(ActionItem.changed_at).desc(), col(ActionItem.statement_id))
)  # fmt: skip
_COLLEAGUES = (
    select(col(CaseMember.case_id), col(Membership.id), col(Person.name), col(Membership.job), col(CaseMember.since))
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(CaseMember.region_id) == ASKER.region, one_of(col(CaseMember.case_id), "cases"))
    .where(col(CaseMember.partner_id) == ASKER.partner, col(CaseMember.until).is_(None))
    .order_by(col(Person.name), col(Membership.id))
)
_general_item = and_(
    col(AgendaItem.region_id) == col(Case.region_id), col(AgendaItem.case_id) == col(Case.id),
    col(AgendaItem.kind).in_((ItemKind.FREE, ItemKind.STANDING)), *at_table.of_meeting(),
)  # fmt: skip
_general_file = exists().where(_general_item, col(Meeting.ends_at) > given("since"))
_met_at = select(func.max(col(Meeting.starts_at))).where(_general_item).scalar_subquery()
_RUNS = select(col(Meeting.id)).where(col(Meeting.region_id) == ASKER.region, at_table.runs(ASKER)).limit(1)
_PLACES: Any = {
    secretariat: select(
        col(Case.id).label("case_id"), col(Case.code_word).label("word"), at_table.no_item_file().label("is_case"),
        _met_at.label("met_at"),
    )
    .where(visible.cases(ASKER), visible.no_waiting_file(asker(kind=PartnerKind.VZ if secretariat else None)))
    .where(col(Case.state) == CaseState.OPEN, or_(at_table.no_item_file(), _general_file))
    .order_by(at_table.no_item_file().desc(), _met_at.desc(), col(Case.code_word), col(Case.id))
    for secretariat in (True, False)
}  # fmt: skip
