"""What identifies in signals for machines: write, change and take back, and choose when another holds the same."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api import examples
from api import identifier_examples as shown
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Made
from models.forms.casework import JustOnce
from models.forms.identifiers import AnswerHit, SayIdentifier
from models.views.identifiers import HitLine, HitWaiting, IdentifiersPage
from tafel import hits, identifiers, statements
from tafel.db import Writing
from tafel.sight import identifiers as seen

router = APIRouter(tags=["identifiers"])


@router.get("/signals/{case_id}/identifiers", responses=shows(shown.IDENTIFIERS))
def listed(seat: AtPartnerSeat, case_id: UUID) -> IdentifiersPage:
    """What this seat's partner wrote of this signal to be compared, and who else holds it where that was told."""
    bound = identifiers.is_bound(seat)
    return read(seat, lambda reading: seen.page(reading, case_id, identifiers.MOST_A_DAY, bound=bound))


@router.post("/signals/{case_id}/identifiers", status_code=status.HTTP_201_CREATED, responses=acts(examples.MADE, 201))
def put(seat: AtPartnerSeat, case_id: UUID, form: Annotated[SayIdentifier, body(shown.SAY)]) -> Made:
    """Write it down, or change it; it is put out to be compared, and the answer tells nothing of what others hold."""
    said = do(seat, f"identifiers {case_id}", form, lambda work, sent: identifiers.put(work, case_id, sent))
    return Made(id=UUID(said))


@router.post("/signals/{case_id}/identifiers/{statement_id}/removals", responses=acts(examples.MADE))
def take_back(
    seat: AtPartnerSeat, case_id: UUID, statement_id: UUID, form: Annotated[JustOnce, body(shown.ONCE)]
) -> Made:
    """Take it back: it is compared no more."""

    def gone(work: Writing, _: JustOnce) -> UUID:
        seen.require_own(work, case_id, statement_id)
        statements.remove(work, statement_id)
        return statement_id

    return Made(id=UUID(do(seat, f"removals {statement_id}", form, gone)))


@router.get("/hits", responses=shows(shown.HITS))
def waiting(seat: AtPartnerSeat) -> tuple[HitWaiting, ...]:
    """What this seat can choose about, and for two weeks what was told."""
    return read(seat, seen.waiting)


@router.get("/hits/{hit_id}", responses=shows(shown.HIT))
def hit(seat: AtPartnerSeat, hit_id: UUID) -> HitLine:
    """That another holds the same, by name only where a rule lets it be told."""
    return read(seat, lambda reading: seen.hit(reading, hit_id))


@router.post("/hits/{hit_id}/answers", responses=acts(examples.MADE))
def answer(seat: AtPartnerSeat, hit_id: UUID, form: Annotated[AnswerHit, body(shown.ANSWER)]) -> Made:
    """Make this seat's partner known, or not now; who asked is not named, and hears it in the next round."""

    def chosen(work: Writing, sent: AnswerHit) -> UUID:
        hits.answer(work, hit_id, sent)
        return hit_id

    return Made(id=UUID(do(seat, f"answers {hit_id}", form, chosen)))
