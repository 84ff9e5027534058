"""People and seats, as an administrator, a colleague or the person itself may see them."""

from datetime import date, datetime
from uuid import UUID

from models.terms import PartnerKind, Role
from models.views.base import View
from models.views.post import FeedLine


class PartnerLine(View):
    """A partner in the fixed order."""

    id: UUID
    name: str
    short_name: str
    kind: PartnerKind
    municipality: str | None


class SeatLine(View):
    """A seat: proposed, in force or ended."""

    id: UUID
    person: str
    login: str
    partner: str | None
    role: Role
    job: str
    is_contact: bool
    proposed_at: datetime
    confirmed_at: datetime | None
    secrecy_signed_at: datetime | None
    secrecy_until: datetime | None
    may_confirm: bool
    may_end: bool


class PeoplePage(View):
    """The partners of the region and the seats this reader may know."""

    partners: tuple[PartnerLine, ...]
    seats: tuple[SeatLine, ...]
    manages: bool

    @property
    def partner_choices(self) -> list[tuple[str, str]]:
        return [(str(partner.id), partner.name) for partner in self.partners]

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(Role)

    @property
    def kinds(self) -> tuple[PartnerKind, ...]:
        return tuple(kind for kind in PartnerKind if kind is not PartnerKind.BUI)


class TokenLine(View):
    """A machine's key to one's own seat; the key itself is shown once, when it is made.

    `stopped_at`: when it ended with another password, or with signing out elsewhere.
    """

    id: UUID
    name: str
    made_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    stopped_at: datetime | None
    used_at: datetime | None
    works: bool


class SittingLine(View):
    """A place where one is signed in."""

    id: UUID
    started_at: datetime
    seen_at: datetime
    here: bool


class SettingsPage(View):
    """How the region and the installation are set; no secret, no password, no place where keys or files lie.

    `given`: settings that come from the environment; the others have their own value.
    """

    region: str
    prefix: str
    since: datetime
    closing_term_months: int
    book_version: int | None
    book_adopted_on: date | None
    practice: bool
    version: str
    database: str
    keys_apart: bool
    origin: str
    sitting_minutes: int
    idle_minutes: int
    threads: int
    chores: bool
    log: bool
    mail_server: bool
    bounces: bool
    given: frozenset[str]


class OwnPage(View):
    """What one can see and change of oneself."""

    person: str
    login: str
    partner: str | None
    role: Role
    job: str
    secrecy_signed_at: datetime | None
    secrecy_until: datetime | None
    has_password: bool
    tokens: tuple[TokenLine, ...]
    sittings: tuple[SittingLine, ...]
    new_token: str | None
    feed: FeedLine | None
    new_feed: str | None
