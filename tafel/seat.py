"""Who is asking."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from models.terms import PartnerKind, Role

BY_LINK, CHORE = "link", "chore"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in one seat of a region, in one sitting. `partner` and `kind` are None for officer and administrator.

    `must_sign`: a link opened this sitting, and nothing is shown before its person signed for secrecy.
    """

    region: UUID
    person: UUID
    membership: UUID
    partner: UUID | None
    kind: PartnerKind | None
    role: Role
    sitting: UUID
    person_name: str
    partner_name: str
    region_name: str
    job: str = ""
    language: str = "nl"
    private_view: bool = False
    several_seats: bool = False
    demo: bool = False
    origin: str = "web"
    must_sign: bool = False

    @property
    def by_link(self) -> bool:
        """Whether an item link opened this sitting: it is for the meeting, and for nothing of one's account."""
        return self.origin == BY_LINK

    @property
    def reads_content(self) -> bool:
        """Whether this seat can be a member of a case at all."""
        return self.partner is not None

    @property
    def is_clock(self) -> bool:
        """Whether nobody sits here: something happens by the clock."""
        return self.origin == CHORE


def of_chores(region: UUID) -> Seat:
    """The seat of what happens by the clock: no person and no partner, and nothing is ever handed out to it."""
    nobody = cast("UUID", None)  # an envelope and a row leave out a person that is None
    return Seat(
        region=region, person=nobody, membership=nobody, partner=None, kind=None, role=Role.ADMINISTRATOR,
        sitting=nobody, person_name="", partner_name="", region_name="", origin=CHORE,
    )  # fmt: skip
