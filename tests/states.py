"""In which state each thing there is stands to somebody: own, shared, or hidden in one of the ways there are."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.terms import Role, ShareEnd
from tafel import db
from tafel.seat import Seat, of_chores
from tests import walking
from tests.truth import Words
from tests.truth_meetings import TableTruth

OPEN = ("own", "shared")
HIDDEN = ("withdrawn", "ended", "not shared", "other case", "other region")
KNOWN = ("of all", *OPEN)
STATES = (*KNOWN, *HIDDEN)
States = dict[str, dict[str, list[str]]]  # state, kind of thing, ids
# Of a region, not of somebody: who sits there may know that there is one.
OF_ALL = {"partner_id", "membership_id", "book_id", "series_id", "sharing_profile_id"}

_OF_PARTNERS = {"hit_id": ("holder_id",), "signal_link_id": ("partner_id",)}


class Standing:
    """What stands in some regions, and how it stands to whoever comes."""

    def __init__(self, stands: TableTruth, *everywhere: Seat) -> None:
        self.stands, self.of_whole = stands, walking.belonging(*everywhere)
        self.rows: dict[str, dict[str, Any]] = defaultdict(dict)
        for seat in everywhere:
            with db.reading(of_chores(seat.region)) as reading:
                for name, table in walking.named_tables():
                    self.rows[name] |= {str(one.id): one for one in reading.session.execute(select(table))}

    def to(self, seat: Seat) -> States:
        """Everything there is by its state to this seat, and then by its kind; of whom nothing is known is left out."""
        found: States = {state: defaultdict(list) for state in STATES}
        for kind, rows in self.rows.items():
            for one, row in sorted(rows.items()):
                state = self._state(seat, kind, row)
                if state:
                    found[state][kind].append(one)
        return found

    def _state(self, seat: Seat, kind: str, row: Any) -> str | None:
        if row.region_id != seat.region:
            return "other region"
        if kind in OF_ALL or seat.role is Role.PRIVACY_OFFICER:
            return "of all" if kind in OF_ALL else None
        if kind in ("statement_id", "version_id"):
            said = [one for one in self.stands.words.values() if row.id in (one.statement, one.version)]
            return self._of_words(seat, said)
        if kind in _OF_PARTNERS or kind in ("share_id", "doubt_id", "evidence_id"):
            return "own" if self._takes_part(seat, kind, row) else "other case"
        return self._of_whole(seat, kind, row)

    def _takes_part(self, seat: Seat, kind: str, row: Any) -> bool:
        """Whether somebody's partner gave, had, made or holds it."""
        if kind == "evidence_id":
            return self.stands.may_read_record(seat, row)
        share = self.rows["share_id"][str(row.share_id)] if kind == "doubt_id" else row
        return seat.partner in [getattr(share, one) for one in _OF_PARTNERS.get(kind, ("giver_id", "receiver_id"))]

    def _of_words(self, seat: Seat, said: list[Words]) -> str | None:
        """A passage as its latest words are; who wrote them down for another reads them back."""
        words = next((one for one in said if one.latest), said[0])
        if any(self.stands.may_read(seat, one) for one in said):
            return "own" if words.partner == seat.partner else "shared"
        if words.removed and words.partner == seat.partner:
            return None
        had = [one for one in self.stands.shares if one.version_id == words.version and one.receiver_id == seat.partner]
        if had:
            return "withdrawn" if any(one.ended_why is ShareEnd.WITHDRAWN for one in had) else "ended"
        return "not shared" if self._knows_case(seat, words.case) else "other case"

    def _of_whole(self, seat: Seat, kind: str, row: Any) -> str | None:
        """What hangs on a case, an item or a meeting is known to whom that is known."""
        if kind == "item_id" or getattr(row, "item_id", None):
            item = self.stands.items[row.id if kind == "item_id" else row.item_id]
            return "own" if self.stands.may_know_item(seat, item) else "other case"
        if kind == "stack_id":
            return "own" if self.stands.may_know_stack(seat, row.id) else "other case"
        if kind == "case_id" or getattr(row, "case_id", None):
            return "own" if self._knows_case(seat, row.id if kind == "case_id" else row.case_id) else "other case"
        if kind == "meeting_id":
            return "own" if self.stands.may_know_meeting(seat, self.stands.meetings[row.id]) else "other case"
        if getattr(row, "person_id", None) or getattr(row, "membership_id", None):
            mine = row.person_id == seat.person if hasattr(row, "person_id") else row.membership_id == seat.membership
            return "own" if mine else "other case"
        return None

    def _knows_case(self, seat: Seat, one: UUID) -> bool:
        case = self.stands.cases[one]
        knows = (self.stands.may_call, self.stands.may_lay, self.stands.may_know_file)
        return any(know(seat, case) for know in knows)
