"""Verdicts and shares for machines: the same pure function judges the preview and the act."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api import examples, masked
from api.answer import do, read
from api.described import acts, body, shows
from api.doors import AtPartnerSeat
from api.made import Count
from api.problems import in_order
from models.forms.base import Day
from models.forms.sharing import GiveShares, ShareChoice, WithdrawShares
from models.views.sharing import MyShares, SharePage
from tafel import answers, clock, sharing
from tafel.sight import my_shares, share_page

router = APIRouter(tags=["sharing"])
YEAR = timedelta(days=365)


@router.post("/cases/{case_id}/verdicts", responses=acts(examples.VERDICTS))
def verdicts(seat: AtPartnerSeat, case_id: UUID, choice: Annotated[ShareChoice, body(examples.CHOICE)]) -> SharePage:
    """What the rules say, per partner, of sharing these versions: may, only if, may not. Shares nothing."""
    return masked.share_page(read(seat, lambda reading: share_page.share_page(reading, case_id, choice)))


@router.post("/cases/{case_id}/shares", responses=acts(examples.COUNT))
def give(seat: AtPartnerSeat, case_id: UUID, form: Annotated[GiveShares, body(examples.GIVE)]) -> Count:
    """Share with those of the chosen partners that may; says with how many."""
    return Count(count=int(do(seat, f"shares {case_id}", form, lambda work, sent: answers.give(work, case_id, sent))))


@router.get("/shares", responses=shows(examples.SHARES, 422))
def shares(
    seat: AtPartnerSeat,
    first_day: Annotated[Day | None, Query(alias="firstDay")] = None,
    last_day: Annotated[Day | None, Query(alias="lastDay")] = None,
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> MyShares:
    """What this seat's partner gave over a period (else a year), newest first; `next_from` goes into `after`."""
    last = last_day or clock.today()
    first = first_day or last - YEAR
    in_order(first, last)
    return masked.my_shares(read(seat, lambda reading: my_shares.my_shares(reading, first, last, after)))


@router.post("/share-withdrawals", responses=acts(examples.COUNT))
def withdraw(seat: AtPartnerSeat, form: Annotated[WithdrawShares, body(examples.WITHDRAW)]) -> Count:
    """End shares now: receivers no longer see them, both sides keep the record."""
    return Count(count=int(do(seat, "share-withdrawals", form, sharing.withdraw)))
