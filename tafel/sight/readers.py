"""Who will read this: words that are being typed, judged as the act of sharing them would judge them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.casework import CheckPassage
from models.forms.meetings import AnswerItem
from models.forms.sharing import ShareChoice
from models.tables.casework import Case, CaseMember
from models.tables.meetings import ItemPartner
from models.tables.people import Membership, Person
from models.terms import Condition, DataCategory, Purpose
from models.views.casework import Passage, SubjectLink
from models.views.readers import Readers
from tafel import clock, ids, keys, on_behalf
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight import about, asks, at_table, own, passages, profiles, sharing, verdict_words, visible
from tafel.sight.joins import row_of

_SAID = ("text", "category", "kind", "reliability", "observed_on", "names_person", "exact_place", "about")


def of_item(reading: Reading, meeting_id: UUID, form: AnswerItem) -> Readers:
    """Of the answer to an item: those of its circle get it as it is sent, where the rules permit it."""
    item, meeting = at_table.require_own_item(reading, form.item_id)
    if meeting.id != meeting_id:
        raise NotFound
    case = visible.require_case(reading, item.case_id)
    purpose, ends_on = on_behalf.terms(reading, item)
    circle = frozenset(reading.values(_CIRCLE, item=item.id)) - {reading.seat.partner}
    typed = CheckPassage(
        text=form.text, category=form.category, kind=form.kind, reliability=form.reliability,
        observed_on=form.observed_on or clock.day_of(reading.now),
    )  # fmt: skip
    choice = ShareChoice(purpose=purpose, ends_on=ends_on, declared=form.declared, receivers=sorted(circle, key=str))
    return _readers(reading, case, _as_passage(reading, case.id, typed), choice, item.id)


def of_passage(reading: Reading, case_id: UUID, form: CheckPassage, statement_id: UUID | None = None) -> Readers:
    """Of a passage on a case, once it is shared; whoever shares ticks the sentence that goes with all sharing."""
    case = visible.require_case(reading, case_id)
    profile, today = profiles.as_confirmed(reading, case_id), clock.day_of(reading.now)
    purposes = sharing.purposes(reading, case_id)
    choice = ShareChoice(
        purpose=form.purpose if form.purpose in purposes else profiles.usual_purpose(reading, case_id),
        ends_on=profiles.last_day(profile, today), declared=[Condition.DECL_MIN],
    )  # fmt: skip
    return _readers(reading, case, _as_passage(reading, case_id, form, statement_id), choice, None, purposes)


def _readers(
    reading: Reading, case: Case, words: Passage, choice: ShareChoice, item_id: UUID | None,
    purposes: tuple[Purpose, ...] = (),
) -> Readers:  # fmt: skip
    desk = asks.desk(reading, case)
    inside = {one.id for one in desk.receivers if one.in_case}
    meant = frozenset(choice.receivers) if item_id else frozenset(inside)
    rows = passages.of_case(reading, case.id)
    facts = about.subject_facts(reading, keys.case_key(reading, case.id), rows)
    under = sharing.terms(reading, choice)
    verdicts = verdict_words.verdicts_of(sharing.chosen_of(reading, desk, [words], facts, under, meant))
    return Readers(
        case_id=case.id, item_id=item_id, receivers=verdicts, meant=meant, colleagues=_colleagues(reading, case.id),
        declarations=verdict_words.declarations_asked(
            desk, [one for one in verdicts if one.partner.id in meant],
            choice.model_copy(update={"receivers": list(meant)}),
        ) if item_id else (),
        purpose=under.purpose, purposes=purposes, book_version=desk.in_force.version if desk.in_force else None,
    )  # fmt: skip


def _as_passage(reading: Reading, case_id: UUID, form: CheckPassage, statement_id: UUID | None = None) -> Passage:
    """Words that are being typed, as they would be once kept: the version that stands, where nothing in it changed."""
    assert reading.seat.partner is not None
    category = form.category or own.preset(reading.seat)
    by_month = category is DataCategory.D0
    typed = Passage(
        statement_id=statement_id or ids.new(), version_id=ids.new(), partner_id=reading.seat.partner, text=form.text,
        category=category, kind=form.kind, reliability=form.reliability,
        observed_on=form.observed_on.replace(day=1) if by_month and form.observed_on else form.observed_on,
        by_month=by_month, names_person=form.names_person or own.names_somebody(reading, case_id, form.text),
        exact_place=form.exact_place, about=_about(reading, case_id, form), writer=None, own_words=True,
        written_at=reading.now, edit=1, number=1, is_draft=True, share_id=None, shared_at=None, ends_at=None,
        shared_with=0, doubted=False,
    )  # fmt: skip
    stands = own.one_passage(reading, case_id, statement_id) if statement_id else None
    return stands if stands and all(getattr(stands, name) == getattr(typed, name) for name in _SAID) else typed


def _about(reading: Reading, case_id: UUID, form: CheckPassage) -> tuple[SubjectLink, ...]:
    letters = {row.id: row.letter for row in asks.subjects(reading, case_id)}
    if not {one.subject_id for one in form.about} <= letters.keys():
        raise NotFound
    links = {one.subject_id: one.role for one in form.about}
    made = (SubjectLink(subject_id=one, letter=letters[one], role=role) for one, role in links.items())
    return tuple(sorted(made, key=lambda link: link.letter))


def _colleagues(reading: Reading, case_id: UUID) -> tuple[str, ...]:
    """Who of one's own partner is in the case; who is there for another partner is for that partner to say."""
    found: Collection[Any] = reading.values(_COLLEAGUES, case=case_id)
    return tuple(found)


_CIRCLE = select(col(ItemPartner.partner_id)).where(
    col(ItemPartner.region_id) == ASKER.region, col(ItemPartner.item_id) == given("item"),
    col(ItemPartner.until).is_(None),
)  # fmt: skip
_COLLEAGUES = (
    select(col(Person.name))
    .select_from(CaseMember)
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"))
    .where(col(CaseMember.until).is_(None), col(CaseMember.partner_id) == ASKER.partner)
    .where(col(Membership.person_id) != ASKER.person)
    .order_by(col(Person.name), col(Person.id))
)
