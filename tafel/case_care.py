"""Where a case goes and when it is looked at again: set by its lead partner, or the secretary who takes part in it."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.care import CareForCase
from models.forms.casework import PassageWords
from models.forms.sharing import GiveShares
from models.tables.care import CaseCare
from models.tables.casework import Case, Statement, Version
from models.terms import Condition, DataCategory
from tafel import clock, ids, naming, sharing, versions
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Conflict, Invalid, Refused, Said, say
from tafel.sight import care, own, profiles, visible
from tafel.sight import sharing as shared


def set_course(work: Writing, case_id: UUID, form: CareForCase) -> None:
    """Set the goal of a case and the day it is looked at again. The goal names nobody, and goes to all who take part.

    Raises Invalid where the goal seems to name somebody, or the day is past or more than a year on, Conflict when
    somebody changed it since the page was drawn. A goal this seat may not read stays, unless it gives another.
    """
    case = visible.require_open_case(work, case_id)
    if not care.may_set(work.seat, case):
        raise Refused(say("Alleen de regiehouder of het secretariaat zegt waar de casus heen gaat."))
    _checked(work, case_id, form)
    row = of_case(work, case_id)
    stands = care.base(work, case)
    if form.base not in (None, stands):
        raise Conflict(say("Het doel of de dag is intussen veranderd. Kijk wat er staat, en bewaar dan opnieuw."))
    if form.goal or not stands.startswith("."):
        row.goal_id = _goal(work, case, row.goal_id, form.goal)
    row.review_on = form.review_on
    work.session.flush()
    work.record(Act.CASE_CHANGED, case=case_id, goal=row.goal_id, review=form.review_on)


def of_case(work: Writing, case_id: UUID) -> CaseCare:
    """What is kept of how a case is cared for; held, so that nobody else changes it meanwhile."""
    work.add_if_new(CaseCare(region_id=work.seat.region, case_id=case_id))
    found = work.entities(_OF_CASE, case=case_id)
    assert found
    row: CaseCare = found[0]
    return row


def _checked(work: Writing, case_id: UUID, form: CareForCase) -> None:
    wrong: dict[str, Said | None] = {"review_on": _wrong_day(work, form.review_on)}
    if form.goal and not form.nameless and _names_somebody(work, case_id, form.goal):
        wrong["goal"] = naming.NAMES_SOMEBODY
    if found := {field: why for field, why in wrong.items() if why}:
        raise Invalid(**found)


def _wrong_day(work: Writing, day: date | None) -> Said | None:
    today = clock.day_of(work.now)
    if day and day < today:
        return say("Deze dag is al voorbij. Kies een dag vanaf vandaag.")
    if day and day > clock.months_on(today, 12):
        return say("Bekijk een casus ten minste één keer per jaar opnieuw.")
    return None


def _names_somebody(work: Writing, case_id: UUID, goal: str) -> bool:
    return naming.title_names_somebody(goal) or own.names_somebody(work, case_id, goal)


def _goal(work: Writing, case: Case, stands: UUID | None, goal: str) -> UUID | None:
    """The statement that says the goal: one's own with new words, or a new one beside what another partner wrote."""
    if not goal:
        return None
    words = PassageWords(text=goal, category=DataCategory.D0, names_person=own.names_somebody(work, case.id, goal))
    ours = work.entities(_OURS, statement=stands) if stands else None
    if ours is None:
        statement = versions.new_statement(work, case.id)
        versions.first_version(work, statement, words)
        work.record(Act.STATEMENT_WRITTEN, case=case.id, giver=work.seat.partner, statement=statement.id)
    else:
        statement = ours.Statement
        if own.own_text(work, statement, ours.Version) != goal:
            versions.next_version(work, statement, words)
            work.record(Act.STATEMENT_EDITED, case=case.id, giver=work.seat.partner, statement=statement.id)
    work.session.flush()
    _share(work, case, statement.id)
    return statement.id


def _share(work: Writing, case: Case, statement_id: UUID) -> None:
    """All who take part may read it, as far as the rules permit: under the first purpose of the case."""
    latest = work.entities(_OURS, statement=statement_id)
    assert latest
    inside = set(work.values(care.PARTNERS, case=case.id)) - {work.seat.partner}
    inside -= shared.taken_back_from(work, [latest.Version.id])
    if not inside:
        return
    purpose, until = shared.purposes(work, case.id)[0], profiles.default_end(clock.day_of(work.now))
    form = GiveShares(
        once=ids.new(), versions=[latest.Version.id], receivers=sorted(inside, key=str), purpose=purpose,
        ends_on=until, declared=[Condition.DECL_MIN],
    )  # fmt: skip
    sharing.give_where_permitted(work, case.id, form)


_OF_CASE = (
    select(CaseCare)
    .where(col(CaseCare.region_id) == ASKER.region, col(CaseCare.case_id) == given("case"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_OURS = (
    select(Statement, Version)
    .join(
        Version,
        (col(Version.region_id) == col(Statement.region_id))
        & (col(Version.statement_id) == col(Statement.id))
        & (col(Version.number) == col(Statement.latest)),
    )
    .where(col(Statement.region_id) == ASKER.region, col(Statement.id) == given("statement"))
    .where(col(Statement.partner_id) == ASKER.partner, col(Statement.removed_at).is_(None))
)
