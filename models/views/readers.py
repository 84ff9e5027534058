"""Who will read words that are being typed."""

from uuid import UUID

from models.terms import Outcome, Purpose
from models.views.base import View
from models.views.sharing import DeclarationAsked, ReceiverVerdict


class Readers(View):
    """What the rules say of giving the words as they stand to each partner of the region, in their fixed order.

    `meant`: the partners they would go to, those of the item or the case. `colleagues`: of the writer's own partner.
    `item_id`: the item they answer; none where a passage is written on its case.
    """

    case_id: UUID
    item_id: UUID | None
    receivers: tuple[ReceiverVerdict, ...]
    meant: frozenset[UUID]
    colleagues: tuple[str, ...]
    declarations: tuple[DeclarationAsked, ...]
    purpose: Purpose
    purposes: tuple[Purpose, ...]
    book_version: int | None

    @property
    def inside(self) -> tuple[ReceiverVerdict, ...]:
        """Those they would go to."""
        return tuple(one for one in self.receivers if one.partner.id in self.meant)

    @property
    def outside(self) -> tuple[ReceiverVerdict, ...]:
        """All other partners of the region."""
        return tuple(one for one in self.receivers if one.partner.id not in self.meant)

    @property
    def counts(self) -> dict[Outcome, int]:
        """Of those they would go to."""
        return {outcome: sum(one.outcome is outcome for one in self.inside) for outcome in Outcome}
