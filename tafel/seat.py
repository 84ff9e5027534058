"""Who is asking."""

from dataclasses import dataclass
from uuid import UUID

from models.terms import PartnerKind, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in one seat of one region, in one sitting. `partner` and `kind` are None for officer and administrator."""

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

    @property
    def reads_content(self) -> bool:
        """Whether this seat can be a member of a case at all."""
        return self.partner is not None
