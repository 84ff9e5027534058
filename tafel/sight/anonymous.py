"""Anonymous consultation and going on with names: what was said anonymously is looked at again with today's names.

A name this reader may see on an identity card can make an old text point at somebody. That it was found tells the
reader that the name stands on that card: it counts as shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from models.tables.casework import Case
from models.terms import CaseState, DataCategory, FieldName, Framework
from models.views.casework import Passage
from models.views.sharing import AnonymousFirst, OldText
from tafel import keys, naming
from tafel.db import Reading
from tafel.seat import Seat
from tafel.sight import own, passages, sharing
from tafel.sight.asks import Desk

_POINTS = (FieldName.NAME, FieldName.ADDRESS, FieldName.CONTACT)


def may_name(seat: Seat, case: Case) -> bool:
    """Whether this seat can let an anonymous consultation go on with names: only the lead partner can."""
    anonymous = case.framework is Framework.D and case.state is CaseState.OPEN
    return anonymous and case.lead_partner_id == seat.partner


def named(desk: Desk) -> Desk:
    """The same desk as the rules see it once the case goes on with names."""
    return replace(desk, framework=Framework.C)


def first(reading: Reading, case: Case, said: Sequence[Passage], *, goes_on: bool) -> AnonymousFirst | None:
    """For an anonymous consultation: whether I can go on with names, and which old texts of ours to look at then."""
    if case.framework is not Framework.D:
        return None
    old = old_texts(reading, case.id, said) if goes_on else ()
    return AnonymousFirst(may_name=may_name(reading.seat, case), goes_on=goes_on, old=tuple(old))


def old_texts(reading: Reading, case_id: UUID, said: Iterable[Passage]) -> Iterable[OldText]:
    """What we shared anonymously and still stands; `names` where it points at somebody now."""
    given, points = {version for version, _ in sharing.standing(reading, case_id)}, _Points(reading, case_id)
    for one in said:
        if one.category is DataCategory.D0 and one.field is None and one.version_id in given:
            yield OldText(version_id=one.version_id, text=one.text, names=points.at_somebody(one.text))


def of_others(reading: Reading, case_id: UUID) -> Iterable[UUID]:
    """The shares of anonymous texts of others that point at somebody now."""
    rows, points = passages.of_case(reading, case_id), _Points(reading, case_id)
    for row in rows:
        if (
            row.share_id
            and row.category is DataCategory.D0
            and row.field is None
            and points.at_somebody(points.words(row))
        ):
            yield row.share_id


def look_again(reading: Reading, case_id: UUID, said: Iterable[Passage]) -> tuple[UUID, ...]:
    """Our anonymous texts in force that point at somebody, by names this person knows already."""
    given, known = {version for version, _ in sharing.standing(reading, case_id)}, own.known_names(reading, case_id)
    return tuple(
        one.statement_id
        for one in said
        if one.category is DataCategory.D0 and one.version_id in given and naming.names_somebody(one.text, known)
    )


class _Points:
    """The names, addresses and numbers on the identity cards of a case that this reader may see."""

    def __init__(self, reading: Reading, case_id: UUID) -> None:
        self._reading, self._key = reading, keys.case_key(reading, case_id)
        self._rows = [row for row in passages.of_case(reading, case_id) if row.field in _POINTS]

    def at_somebody(self, text: str) -> bool:
        """Whether a text does."""
        found = [row for row in self._rows if naming.names_somebody(text, [self.words(row)])]
        for row in found:
            passages.words(self._reading, self._key, row)
        return bool(found) or naming.question_names_somebody(text)

    def words(self, row: Row[Any]) -> str:
        """What a row of this case says, to be compared alone."""
        return passages.unsealed(self._key, row.version_id, row.text_sealed)
