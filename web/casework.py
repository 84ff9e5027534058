"""Cases on screen: the list, a new one, the case itself, and who takes part."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.care import CareForCase
from models.forms.casework import ChangeLead, NameMember, OpenCase, SearchWords, TakePart
from models.forms.sharing import DoubtCategory, ShowOnce
from models.rule_terms import PURPOSES_OF
from models.terms import DataCategory
from models.views.casework import CaseHead, PartnerName
from models.views.course import Course
from tafel import case_care, casework, doubts, ids
from tafel.db import Writing
from tafel.refusals import NotFound, Said, say
from tafel.seat import Seat
from tafel.sight import alone, searching, taking_part
from tafel.sight import casework as seen
from web.answer import act, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router(prefix="/casussen")

DONE = {
    "twijfel": say("U meldde een verkeerde soort gegevens. Tot de gever antwoordt, leest niemand dit."),
    "weg": say("Weggehaald. Onder aan deze pagina kunt u het terugzetten."),
    "terug": say("Teruggezet. Alleen uw eigen deelnemers lezen het, tot u het deelt."),
    "verplaatst": say("Verplaatst naar deze casus, als concept. Wat ervan gedeeld was, is beëindigd."),
    "andere-taak": say("Overgezet naar uw andere taak, als concept. Wissel van taak om het te lezen."),
    "ingetrokken": say("Ingetrokken. De ontvanger ziet het niet meer; dat het gedeeld was, blijft staan."),
    "koers": say("Bewaard. Wie aan deze casus deelneemt, leest het doel."),
    "heropend": say("De casus is weer open. Wat intussen eindigde, moet de gever opnieuw delen."),
}  # fmt: skip
CHOSEN = tuple(category for category in DataCategory if category is not DataCategory.D14)
TakesPart = Annotated[Filled[TakePart], Depends(filled(TakePart))]
Names = Annotated[Filled[NameMember], Depends(filled(NameMember))]


@router.get("")
def cases(request: Request, seat: AtPartnerSeat, na: str | None = None) -> Response:
    """The cases I take part in; `na`: closed ones further back."""
    return page(request, seat, "cases/page.html", lambda reading: seen.cases_page(reading, na))


@router.get("/zoeken")
def search_page(request: Request, seat: AtPartnerSeat) -> Response:
    """A page to search from."""
    return page(request, seat, "cases/search.html", lambda _: None)


@router.post("/zoeken")
def search(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[SearchWords], Depends(filled(SearchWords))]
) -> Response:
    """Where words stand that I may read. What is looked for may be somebody's name: it stands in no address."""
    wanted = sent.form
    if wanted is None:
        return page(request, seat, "cases/search.html", lambda _: None, filled=sent, status=422)
    return page(
        request, seat, "cases/search.html", lambda reading: searching.search(reading, wanted.words), filled=sent
    )  # fmt: skip


@router.get("/nieuw")
def new_case(request: Request, seat: AtPartnerSeat) -> Response:
    """Open a case: a code word is proposed at random."""
    return _new_case(request, seat, filled=blank(code_word=ids.code_word(), framework="C", brought_by=seat.partner))


@router.post("/nieuw")
def open_case(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[OpenCase], Depends(filled(OpenCase))]
) -> Response:
    """Open it."""
    return act(
        request, seat, sent,
        lambda work, form: f"/casussen/{casework.open_case(work, form)}",
        lambda **how: _new_case(request, seat, **how),
    )  # fmt: skip


@router.post("/nieuw/woord")
def other_word(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[OpenCase], Depends(filled(OpenCase))]
) -> Response:
    """Another code word; what else was filled in stays."""
    return _new_case(
        request, seat, filled=replace(sent, errors={}, typed={**sent.typed, "code_word": [ids.code_word()]})
    )


@router.get("/{case_id}")
def case(request: Request, seat: AtPartnerSeat, case_id: UUID, gedaan: str = "") -> Response:
    """One case: contributions side by side, and who may see what of one's own."""
    return _case(request, seat, case_id, done=DONE.get(gedaan))


@router.post("/{case_id}/koers")
def set_course(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[CareForCase], Depends(filled(CareForCase))],
) -> Response:
    """Set the goal, and the day on which it is looked at again."""
    return act(
        request, seat, sent,
        _then(f"/casussen/{case_id}?gedaan=koers", lambda work, form: case_care.set_course(work, case_id, form)),
        lambda **how: _case(request, seat, case_id, **how),
    )  # fmt: skip


@router.post("/{case_id}/twijfel")
def doubt(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[DoubtCategory], Depends(filled(DoubtCategory))],
) -> Response:
    """Say that a passage stands under the wrong category."""
    return press(request, seat, sent, _then(f"/casussen/{case_id}?gedaan=twijfel", doubts.doubt))


@router.post("/{case_id}/eenmaal")
def show_once(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Annotated[Filled[ShowOnce], Depends(filled(ShowOnce))]
) -> Response:
    """What I alone was given, the one time it is shown."""
    wanted = sent.form
    if wanted is None:
        raise NotFound
    return page(request, seat, "case/once.html", lambda reading: alone.shown_once(reading, case_id, wanted.share_id))


@router.get("/{case_id}/deelnemers")
def people(request: Request, seat: AtPartnerSeat, case_id: UUID) -> Response:
    """Who takes part: partners, and of one's own the persons."""
    return _people(request, seat, case_id)


@router.post("/{case_id}/deelnemers/partner")
def add_partner(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: TakesPart) -> Response:
    """Ask a partner to take part."""
    return _change(request, seat, case_id, sent, casework.add_partner)


@router.post("/{case_id}/deelnemers/partner/weg")
def remove_partner(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: TakesPart) -> Response:
    """A partner leaves; one's own leads back to the list."""
    own = sent.form is not None and sent.form.partner_id == seat.partner
    to = "/casussen" if own else f"/casussen/{case_id}/deelnemers"
    return _change(request, seat, case_id, sent, casework.remove_partner, to)


@router.post("/{case_id}/deelnemers/collega")
def add_member(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Names) -> Response:
    """Name a colleague."""
    return _change(request, seat, case_id, sent, casework.add_member)


@router.post("/{case_id}/deelnemers/collega/weg")
def remove_member(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Names) -> Response:
    """A colleague stops being a member; whoever leaves oneself goes back to the list."""
    own = sent.form is not None and sent.form.membership_id == seat.membership
    to = "/casussen" if own else f"/casussen/{case_id}/deelnemers"
    return _change(request, seat, case_id, sent, casework.remove_member, to)


@router.post("/{case_id}/deelnemers/regie")
def change_lead(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[ChangeLead], Depends(filled(ChangeLead))],
) -> Response:
    """Hand over the lead, or set the purposes."""
    return _change(request, seat, case_id, sent, casework.change_lead)


def _case(request: Request, seat: Seat, case_id: UUID, *, done: Said | None = None, **how: Any) -> Response:
    more: dict[str, Any] = {"done": done, "categories": CHOSEN, "start_course": _course}
    return page(request, seat, "case/page.html", lambda reading: seen.case_page(reading, case_id), **more, **how)


def _course(course: Course) -> Filled[Any]:
    """The form on goal and day as it is first shown."""
    return blank(goal=course.goal or "", review_on=course.review_on)


def _change(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Filled[Any], do: Callable[..., None], to: str = ""
) -> Response:
    location = to or f"/casussen/{case_id}/deelnemers"
    return act(
        request, seat, sent,
        _then(location, lambda work, form: do(work, case_id, form)),
        lambda **how: _people(request, seat, case_id, **how),
    )  # fmt: skip


def _then(location: str, do: Callable[[Writing, Any], object]) -> Callable[[Writing, Any], str]:
    """Do it, and go on to a place known beforehand."""

    def done(work: Writing, form: Any) -> str:
        do(work, form)
        return location

    return done


def _new_case(request: Request, seat: AtPartnerSeat, **how: Any) -> Response:
    more: dict[str, Any] = {"purposes_of": PURPOSES_OF, "pairs": _pairs}
    return page(request, seat, "cases/new.html", taking_part.new_case, **more, **how)


def _people(request: Request, seat: AtPartnerSeat, case_id: UUID, **how: Any) -> Response:
    see = lambda reading: taking_part.case_people(reading, case_id)  # noqa: E731 named, to keep the call on one line
    more: dict[str, Any] = {"purposes_of": PURPOSES_OF, "start": _lead, "pairs": _pairs}
    return page(request, seat, "case/people.html", see, **more, **how)


def _lead(head: CaseHead) -> Filled[Any]:
    return blank(lead_partner_id=head.lead.id, purposes=head.purposes)


def _pairs(partners: Iterable[PartnerName]) -> list[tuple[str, str]]:
    return [(str(partner.id), partner.name) for partner in partners]
