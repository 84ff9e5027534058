"""Working notes: kept while they are typed, for their writer alone; they leave no line in the ledger."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.casework import Autosave
from models.meeting_terms import MeetingState, MinutingMode
from models.tables.meetings import AgendaItem
from models.tables.room import Note
from tafel import keys, seal
from tafel.db import Writing
from tafel.refusals import Conflict, Refused, say
from tafel.sight import at_table, minutes, noting

NOTED_IN = (MeetingState.IN_SESSION, MeetingState.CLOSED)


def save(work: Writing, item_id: UUID, form: Autosave) -> str:
    """Keep the notes of an item's note-taker as they stand; returns the base of the next save.

    Raises Conflict when they were saved from another window in between.
    """
    item = _require_noted(work, item_id)
    work.session.execute(  # one save at a time, also of the first
        select(col(AgendaItem.id))
        .where(col(AgendaItem.region_id) == work.seat.region, col(AgendaItem.id) == item_id)
        .with_for_update(key_share=True)
    )
    text, edit, _ = noting.note_of(work, item_id, item.case_id)
    if form.text == text:
        return str(edit)
    _begun(work, item, text)
    if form.base != str(edit):
        raise Conflict(say("Deze notitie is intussen veranderd. Uw tekst is er nog."))
    sealed = seal.seal(keys.case_key(work, item.case_id), form.text, noting.note_bound_to(item_id, work))
    note = work.session.get(Note, (work.seat.region, item_id, work.seat.membership))
    if note is None:
        note = Note(
            region_id=work.seat.region, item_id=item_id, membership_id=work.seat.membership, edit=0,
            text_sealed=sealed, saved_at=work.now,
        )  # fmt: skip
    note.text_sealed, note.edit, note.saved_at = sealed, edit + 1, work.now
    work.session.add(note)
    return str(note.edit)


def _require_noted(work: Writing, item_id: UUID) -> AgendaItem:
    item, meeting = at_table.require_item(work, item_id)
    if (item.note_taker_id or meeting.note_taker_id) != work.seat.membership:
        raise Refused(say("Alleen de notulist van dit punt maakt hier notities."))
    at_table.require_state(meeting, NOTED_IN)
    if item.mode is MinutingMode.NOTHING:
        raise Refused(noting.NOTHING)
    if minutes.is_adopted(work, item_id):
        raise Refused(say("Het verslag is vastgesteld. De werknotities zijn gewist."))
    return item


def _begun(work: Writing, item: AgendaItem, text: str) -> None:
    """Notes begin with the item; those of one that was begun and taken back can go on."""
    found = noting.find(work, item.meeting_id, item.id)
    why_not = found and noting.why_not_writable(found)
    if why_not and not text:
        raise Refused(why_not)
