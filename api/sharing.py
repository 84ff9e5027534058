"""Verdicts and shares for machines: the same pure function judges the preview and the act."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query

from api import masked
from api.answer import do, read
from api.doors import AtPartnerSeat
from api.made import Count
from models.forms.sharing import GiveShares, ShareChoice, WithdrawShares
from models.views.sharing import MyShares, SharePage
from tafel import clock, sharing
from tafel.refusals import Invalid, say
from tafel.sight import my_shares, share_page

router = APIRouter(tags=["sharing"])
YEAR = timedelta(days=365)

_CHOICE = {
    "versions": ["5b1d6a1e-52a6-4a0b-8f2c-7f6f0a1b2c3d"],
    "receivers": ["0d0c5a3e-1f55-4e7c-9b3a-1a2b3c4d5e6f"],
    "purpose": "P4",
    "ends_on": "2027-03-01",
    "declared": ["c-DECL(min)"],
    "drawn": ["5b1d6a1e-52a6-4a0b-8f2c-7f6f0a1b2c3d.1"],
}
_GIVE = {"once": "7f3cf7f2-0d9a-4b8e-9d43-0a6f0f3b8a03", **_CHOICE}


@router.post("/cases/{case_id}/verdicts")
def verdicts(
    seat: AtPartnerSeat,
    case_id: UUID,
    choice: Annotated[ShareChoice, Body(openapi_examples={"police": {"value": _CHOICE}})],
) -> SharePage:
    """What the rules say, per partner, of sharing these versions: may, only if, may not. Shares nothing."""
    return masked.share_page(read(seat, lambda reading: share_page.share_page(reading, case_id, choice)))


@router.post("/cases/{case_id}/shares")
def give(
    seat: AtPartnerSeat, case_id: UUID, form: Annotated[GiveShares, Body(openapi_examples={"police": {"value": _GIVE}})]
) -> Count:
    """Share with those of the chosen partners that may; says with how many."""
    return Count(count=int(do(seat, f"shares {case_id}", form, lambda work, sent: sharing.give(work, case_id, sent))))


@router.get("/shares")
def shares(
    seat: AtPartnerSeat,
    first_day: Annotated[date | None, Query(alias="firstDay")] = None,
    last_day: Annotated[date | None, Query(alias="lastDay")] = None,
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> MyShares:
    """What this seat's partner gave over a period (else a year), newest first; `next_from` goes into `after`."""
    last = last_day or clock.today()
    first = first_day or last - YEAR
    if last < first:
        raise Invalid(lastDay=say("De laatste dag ligt vóór de eerste."))
    return masked.my_shares(read(seat, lambda reading: my_shares.my_shares(reading, first, last, after)))


@router.post("/share-withdrawals")
def withdraw(seat: AtPartnerSeat, form: WithdrawShares) -> Count:
    """End shares now: receivers no longer see them, both sides keep the record."""
    return Count(count=int(do(seat, "share-withdrawals", form, sharing.withdraw)))
