"""A question to partners while it is written: whom one can ask, and what each would get to read of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlmodel import col

from models.forms.questions import AskChoice
from models.meeting_terms import ItemKind, ItemState, MeetingState
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.terms import IDENTITY_CARD, Condition, DataCategory, PartnerKind
from models.views.casework import Passage, SubjectLink
from models.views.questions import Along, AskPage, ItemChoice, LetterChoice
from models.views.sharing import ReceiverVerdict
from tafel import clock, ids, naming
from tafel.db import Reading
from tafel.prepared import NOW, asker, given
from tafel.sight import asks, at_table, casework, own, sharing, verdict_words, visible
from tafel.sight.about import SubjectFacts
from tafel.sight.asks import Desk

LONGEST, USUAL, KEPT = timedelta(days=90), timedelta(days=7), timedelta(days=91)


def ask_page(reading: Reading, case_id: UUID, choice: AskChoice | None = None) -> AskPage:
    """Everything needed to ask in one look; what was not chosen yet is filled in."""
    case = visible.require_case(reading, case_id)
    desk, places = asks.desk(reading, case), items(reading, case_id)
    said, facts = sharing.own_passages(reading, case_id)
    form = _completed(reading, desk, places, choice)
    verdicts = _verdicts(reading, desk, facts, [_as_passage(reading, desk, form)], form)
    there = _for_item(places, form.item_id, verdicts)
    cards = [one for one in said if one.field in IDENTITY_CARD]
    along = [one for one in cards if one.version_id in set(form.versions)]
    learns = _verdicts(reading, desk, facts, along, form) if along else ()
    assert form.category is not None
    assert form.purpose is not None
    assert form.due_on is not None
    return AskPage(
        head=casework.head_of(reading, case, desk), letters=_letters(reading, case_id),
        along=tuple(_along(one) for one in cards), chosen_along=frozenset(one.version_id for one in along),
        learns={one.partner.id: one.outcome for one in learns}, items=places, item_id=form.item_id,
        categories=own.choosable(reading.seat), category=form.category,
        asks_reliability=reading.seat.kind in own.ASKED_RELIABILITY or _lack(there, form, Condition.FLAG),
        receivers=there, chosen_receivers=frozenset(form.receivers), purpose=form.purpose,
        purposes=sharing.purposes(reading, case_id), due_on=form.due_on, last_due_on=desk.today + LONGEST,
        ends_on=ends_on(form.due_on), declarations=tuple(
            one for one in verdict_words.declarations_asked(desk, there, form)
            if one.condition is not Condition.DECL_MIN
        ), asks_necessity=any(form.necessity) or _lack(there, form, Condition.NPS),
        book_version=desk.in_force.version if desk.in_force else None,
        book_adopted_on=desk.in_force.adopted_on if desk.in_force else None,
    )  # fmt: skip


def ends_on(due_on: date) -> date:
    """Until when the words can be read: a while after the day by which an answer is asked."""
    return due_on + KEPT


def items(reading: Reading, case_id: UUID) -> tuple[ItemChoice, ...]:
    """The items of meetings to come for which this seat can ask: as their chair, or as the secretariat."""
    wanted = _ITEMS[at_table.is_secretariat(reading.seat)]
    found: dict[UUID, ItemChoice] = {}
    for row in reading.rows(wanted, case=case_id, membership=reading.seat.membership):
        before = found.get(row.id)
        circle = (before.circle if before else frozenset()) | {row.partner_id}
        found[row.id] = ItemChoice(id=row.id, meeting=row.name, starts_at=row.starts_at, circle=circle)
    return tuple(found.values())


def _completed(
    reading: Reading, desk: Desk, places: Sequence[ItemChoice], choice: AskChoice | None
) -> AskChoice:  # fmt: skip
    form = choice or AskChoice()
    item = next((one for one in places if one.id == form.item_id), None)
    inside = {one.id for one in desk.receivers}
    if item:
        inside &= item.circle
    usual = sorted(inside, key=str) if item and not form.text else []
    due = min(max(form.due_on or _usual_day(desk, item), desk.today), desk.today + LONGEST)
    known = {
        "category": form.category or _usual(reading),
        "purpose": form.purpose or sharing.purposes(reading, desk.case)[0],
        "due_on": due,
        "ends_on": ends_on(due),
        "receivers": [one for one in form.receivers if one in inside] or usual,
        "declared": [*form.declared, Condition.DECL_MIN],  # the button stands under this sentence
        "item_id": item.id if item else None,
    }
    return form.model_copy(update=known)


def _usual_day(desk: Desk, item: ItemChoice | None) -> date:
    """A week on; for an item the day of its meeting."""
    return clock.day_of(item.starts_at) if item else desk.today + USUAL


def _usual(reading: Reading) -> DataCategory:
    """The category a question most often needs; the secretariat asks in words about nobody."""
    return DataCategory.D0 if at_table.is_secretariat(reading.seat) else own.preset(reading.seat)


def _as_passage(reading: Reading, desk: Desk, form: AskChoice) -> Passage:
    """The words that are being typed, as they would be once kept."""
    assert form.category is not None
    known = own.known_names(reading, desk.case)
    letters = {row.id: row.letter for row in asks.subjects(reading, desk.case)}
    return Passage(
        statement_id=ids.new(), version_id=ids.new(), partner_id=desk.giver, text=form.text,
        category=form.category, kind=form.kind, reliability=form.reliability, observed_on=None, by_month=False,
        names_person=form.names_person or naming.names_somebody(form.text, known), exact_place=form.exact_place,
        about=tuple(
            SubjectLink(subject_id=one.subject_id, letter=letters[one.subject_id], role=one.role)
            for one in form.about if one.subject_id in letters
        ), writer=None, own_words=True, written_at=reading.now, edit=1, number=1, is_draft=True, share_id=None,
        shared_at=None, ends_at=None, shared_with=0, doubted=False,
    )  # fmt: skip


def _verdicts(
    reading: Reading, desk: Desk, facts: dict[UUID, SubjectFacts], said: Sequence[Passage], form: AskChoice
) -> tuple[ReceiverVerdict, ...]:
    terms = sharing.terms(reading, form)
    return verdict_words.verdicts_of(sharing.chosen_of(reading, desk, said, facts, terms, frozenset(form.receivers)))


def _for_item(
    places: Sequence[ItemChoice], item_id: UUID | None, verdicts: Sequence[ReceiverVerdict]
) -> tuple[ReceiverVerdict, ...]:
    """For an item only its circle is asked."""
    circle = next((one.circle for one in places if one.id == item_id), None)
    return tuple(one for one in verdicts if circle is None or one.partner.id in circle)


def _lack(verdicts: Sequence[ReceiverVerdict], form: AskChoice, condition: Condition) -> bool:
    wanted = [one for one in verdicts if one.partner.id in set(form.receivers)]
    return any(need.condition is condition for one in wanted for need in one.missing)


def _letters(reading: Reading, case_id: UUID) -> tuple[LetterChoice, ...]:
    rows = asks.subjects(reading, case_id)
    return tuple(LetterChoice(id=row.id, letter=row.letter) for row in rows if row.merged_into is None)


def _along(one: Passage) -> Along:
    assert one.field is not None
    return Along(version_id=one.version_id, letter=one.about[0].letter if one.about else "", field=one.field)


def _items(secretariat: bool) -> Any:  # noqa: FBT001 the two seats of a table of questions
    leads = func.coalesce(col(AgendaItem.chair_id), col(Meeting.chair_id)) == given("membership")
    known = (
        at_table.shells(asker(kind=PartnerKind.VZ))
        if secretariat
        else and_(at_table.own_items(asker(kind=None)), leads)
    )
    return (
        select(col(AgendaItem.id), col(Meeting.name), col(Meeting.starts_at), col(ItemPartner.partner_id))
        .select_from(AgendaItem)
        .join(Meeting, and_(*at_table.of_meeting()))
        .join(ItemPartner, and_(
            col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
            col(ItemPartner.until).is_(None),
        ))
        .where(known, col(AgendaItem.case_id) == given("case"), col(AgendaItem.kind) == ItemKind.CASE)
        .where(col(AgendaItem.state) == ItemState.ACCEPTED)
        .where(or_(col(Meeting.state) == MeetingState.IN_SESSION, col(Meeting.ends_at) > NOW))
        .where(col(Meeting.state) != MeetingState.CLOSED)
        .order_by(col(Meeting.starts_at), col(AgendaItem.id))
    )  # fmt: skip


_ITEMS: Any = {secretariat: _items(secretariat) for secretariat in (True, False)}
