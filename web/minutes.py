"""The minutes on screen: the parts with their state, my own sheet of each, and what can be done about them."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.base import ActForm
from models.forms.casework import JustOnce
from models.forms.minutes import AddToMinutes, AnswerRemark, MakeRemark, SayWhoTells, SendMinutes
from models.meeting_terms import RemarkOutcome
from tafel import minutes, remarks, telling
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import as_read
from tafel.sight import minutes_page as seen
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, filled
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}/verslag")
OUTCOMES = (RemarkOutcome.PROCESSED, RemarkOutcome.ATTACHED, RemarkOutcome.DECLINED)
DONE = {
    "verstuurd": say("Verstuurd voor opmerkingen. De deelnemers krijgen bericht."),
    "gevraagd": say("Gevraagd. Wie vandaag al een herinnering kreeg, krijgt geen tweede mail."),
    "opmerking": say("Uw opmerking is gemaakt. Hier ziet u straks wat ermee is gedaan."),
    "akkoord": say("U bent akkoord namens uw partner."),
    "beantwoord": say("De opmerking is beantwoord."),
    "vertellen": say("Vastgelegd wie het vertelt."),
    "vastgesteld": say("Het verslag is vastgesteld. De werknotities zijn gewist."),
    "aangevuld": say("De aanvulling is gemaakt."),
}


@router.get("")
def minutes_page(request: Request, seat: AtPartnerSeat, meeting_id: UUID, gedaan: str = "") -> Response:
    """The parts I may know of, with their state."""
    return _page(request, seat, meeting_id, done=DONE.get(gedaan))


@router.get("/zoals")
def compare(
    request: Request, seat: AtPartnerSeat, meeting_id: UUID, deel: UUID | None = None, links: UUID | None = None,
    rechts: UUID | None = None,
) -> Response:  # fmt: skip
    """As two partners read it, side by side."""
    see = partial(as_read.compared, meeting_id=meeting_id, minutes_id=deel, left=links, right=rechts)
    return page(request, seat, "minutes/compare.html", see)


@router.get("/{minutes_id:uuid}")
def part(request: Request, seat: AtPartnerSeat, meeting_id: UUID, minutes_id: UUID, gedaan: str = "") -> Response:
    """My own sheet of one part."""
    return _part(request, seat, meeting_id, minutes_id, done=DONE.get(gedaan))


def _of_meeting(path: str, form: type[ActForm], do: Callable[[Writing, UUID, Any], object], done: str) -> None:
    """An act on all parts at once."""

    def sent_all(
        request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Annotated[Filled[Any], Depends(filled(form))]
    ) -> Response:
        def acted(work: Writing, given: Any) -> str:
            do(work, meeting_id, given)
            return f"/overleggen/{meeting_id}/verslag?gedaan={done}"

        return act(request, seat, sent, acted, lambda **how: _page(request, seat, meeting_id, **how))

    router.add_api_route(f"/{path}", sent_all, methods=["POST"], name=f"minutes-{path}")


def _of_part(path: str, form: type[ActForm], do: Callable[[Writing, UUID, Any], object], done: str) -> None:
    """An act on one part."""

    def sent_one(
        request: Request, seat: AtPartnerSeat, meeting_id: UUID, minutes_id: UUID,
        sent: Annotated[Filled[Any], Depends(filled(form))],
    ) -> Response:  # fmt: skip
        def acted(work: Writing, given: Any) -> str:
            do(work, minutes_id, given)
            return f"/overleggen/{meeting_id}/verslag/{minutes_id}?gedaan={done}"

        def again(**how: Any) -> Response:
            return _part(request, seat, meeting_id, minutes_id, which=path, **how)

        return act(request, seat, sent, acted, again)

    router.add_api_route(f"/{{minutes_id:uuid}}/{path}", sent_one, methods=["POST"], name=f"minutes-one-{path}")


_of_meeting("verstuur", SendMinutes, minutes.send_all, "verstuurd")
_of_meeting("vraag", JustOnce, lambda work, meeting_id, _: minutes.ask_again(work, meeting_id), "gevraagd")
_of_part("verstuur", SendMinutes, minutes.send, "verstuurd")
_of_part("vertellen", SayWhoTells, telling.say_who_tells, "vertellen")
_of_part("vaststellen", JustOnce, lambda work, minutes_id, _: minutes.adopt(work, minutes_id), "vastgesteld")
_of_part("opmerking", MakeRemark, remarks.remark, "opmerking")
_of_part("akkoord", JustOnce, lambda work, minutes_id, _: remarks.agree(work, minutes_id), "akkoord")
_of_part("aanvulling", AddToMinutes, remarks.add, "aangevuld")


@router.post("/{minutes_id:uuid}/opmerkingen/{statement_id}")
def answer(
    request: Request, seat: AtPartnerSeat, meeting_id: UUID, minutes_id: UUID, statement_id: UUID,
    sent: Annotated[Filled[AnswerRemark], Depends(filled(AnswerRemark))],
) -> Response:  # fmt: skip
    """What became of a remark."""

    def done(work: Writing, form: AnswerRemark) -> str:
        remarks.answer(work, statement_id, form)
        return f"/overleggen/{meeting_id}/verslag/{minutes_id}?gedaan=beantwoord"

    def again(**how: Any) -> Response:
        return _part(request, seat, meeting_id, minutes_id, which=str(statement_id), **how)

    return act(request, seat, sent, done, again)


def _page(request: Request, seat: Seat, meeting_id: UUID, *, done: str | None = None, **how: Any) -> Response:
    return page(
        request, seat, "minutes/page.html", lambda reading: seen.page(reading, meeting_id), done=done, **how
    )  # fmt: skip


def _part(
    request: Request, seat: Seat, meeting_id: UUID, minutes_id: UUID, *, done: str | None = None, which: str = "",
    **how: Any,
) -> Response:  # fmt: skip
    return page(
        request, seat, "minutes/part.html", lambda reading: seen.part(reading, meeting_id, minutes_id), done=done,
        which=which, outcomes=OUTCOMES, **how,
    )  # fmt: skip
