"""How a case is cared for: how somebody is reached in safety, where the case stands, and what came of one's words."""

from datetime import date, datetime
from uuid import UUID

from models.care_terms import Came, Way
from models.meeting_terms import ActionState, LineKind
from models.terms import DataCategory
from models.views.base import View
from models.views.casework import PartnerName
from models.views.minutes import WhoTells


class SafeContact(View):
    """How somebody can be reached in safety: by what, when, through whom, which word, the dangers."""

    ways: tuple[Way, ...] = ()
    when: str = ""
    via: str = ""
    word: str = ""
    danger: str = ""


class ContactSaid(View):
    """What one partner says of how a subject is reached in safety."""

    statement_id: UUID
    partner: PartnerName
    own: bool
    category: DataCategory
    share_id: UUID | None
    shared_with: int
    said: SafeContact


class Brought(View):
    """Something my partner brought to an item: a text of ours as it was shared then, or what we said at the table."""

    text: str
    shared_at: datetime | None


class CameAction(View):
    """An action agreed at an item, and how it stands now."""

    owner: str
    text: str
    due_on: date
    state: ActionState


class CameLine(View):
    """Something decided, said or told at an item; `tells` where it is who tells a presumed victim."""

    giver: str
    text: str
    kind: LineKind
    letter: str = ""
    tells: WhoTells | None = None


class ReceiptItem(View):
    """What came of what my partner brought to one item, as far as I may read it.

    `announced`: we announced it; `asked`: the question we put. `later`: the meeting it was carried on to, if I know it.
    """

    item_id: UUID
    case_id: UUID | None
    word: str
    came: Came
    announced: bool
    asked: str | None
    brought: tuple[Brought, ...]
    decided: tuple[CameLine, ...]
    actions: tuple[CameAction, ...]
    said: tuple[CameLine, ...]
    later: datetime | None


class Receipt(View):
    """What came of what my partner brought to a meeting; nothing before it is closed."""

    meeting_id: UUID
    name: str
    day: date
    closed: bool
    items: tuple[ReceiptItem, ...]


class ReceiptLink(View):
    """A meeting that was closed lately, to which my partner brought something."""

    meeting_id: UUID
    name: str
    starts_at: datetime
