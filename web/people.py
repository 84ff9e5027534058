"""People on screen: the seats of the region, and one's own page."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Form, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.people import AddPartner, AddPerson, ChangePassword, MakeToken, ProposeMember
from tafel import db, feeds, people, sign_in, tokens
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import people as seen
from tafel.sight import settings
from web.answer import act, back, do, page, press
from web.doors import AtOwnPartnerSeat, AtOwnSeat, AtSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()
Once = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
Back = Annotated[str, Form(alias="back", max_length=300)]
Again = Callable[..., Response]


@router.get("/beheer")
def people_page(request: Request, seat: AtOwnSeat) -> Response:
    """Partners and seats: the administrator sees all of them, others their own partner's."""
    return _people(request, seat)


@router.post("/beheer/partners")
def add_partner(
    request: Request, seat: AtOwnSeat, sent: Annotated[Filled[AddPartner], Depends(filled(AddPartner))]
) -> Response:
    """A partner signs the convenant."""
    return act(request, seat, sent, _then("/beheer", people.add_partner), _again(request, seat))


@router.post("/beheer/personen")
def add_person(
    request: Request, seat: AtOwnSeat, sent: Annotated[Filled[AddPerson], Depends(filled(AddPerson))]
) -> Response:
    """An account, with a password for the first time."""
    return act(request, seat, sent, _then("/beheer", people.add_person_with_password), _again(request, seat))


@router.post("/beheer/plaatsen")
def propose(
    request: Request, seat: AtOwnSeat, sent: Annotated[Filled[ProposeMember], Depends(filled(ProposeMember))]
) -> Response:
    """Propose a seat."""
    return act(request, seat, sent, _then("/beheer", people.propose), _again(request, seat))


@router.post("/beheer/plaatsen/{membership_id}/bevestigen")
def confirm(request: Request, seat: AtOwnSeat, membership_id: UUID, sent: Once) -> Response:
    """Confirm a colleague's seat."""
    return press(request, seat, sent, _then("/beheer", lambda work, _: people.confirm(work, membership_id)))


@router.post("/beheer/plaatsen/{membership_id}/beeindigen")
def end(request: Request, seat: AtOwnSeat, membership_id: UUID, sent: Once) -> Response:
    """End a seat."""
    return press(request, seat, sent, _then("/beheer", lambda work, _: people.end_membership(work, membership_id)))


@router.get("/instellingen")
def settings_page(request: Request, seat: AtOwnSeat) -> Response:
    """How region and installation are set, for the administrator."""
    return page(request, seat, "people/settings.html", settings.settings_page)


@router.get("/ik")
def own_page(request: Request, seat: AtOwnSeat) -> Response:
    """What one can see and change of oneself."""
    return page(request, seat, "people/own.html", seen.own_page, filled=blank(days=90))


@router.post("/ik/wachtwoord")
def change_password(
    request: Request, seat: AtOwnSeat, sent: Annotated[Filled[ChangePassword], Depends(filled(ChangePassword))]
) -> Response:
    """Choose another password."""
    return act(request, seat, sent, _then("/ik", sign_in.change_password), _own_again(request, seat))


@router.post("/ik/sleutels")
def make_token(
    request: Request, seat: AtOwnSeat, sent: Annotated[Filled[MakeToken], Depends(filled(MakeToken))]
) -> Response:
    """Make a key for a machine; this answer alone shows it."""
    form = sent.form
    if form is None:
        return _own_again(request, seat)(filled=sent, status=422)
    key = do(seat, lambda work: tokens.make_once(work, form, sent.body))
    return page(request, seat, "people/own.html", lambda reading: seen.own_page(reading, key), filled=blank(days=90))


@router.post("/ik/sleutels/{token_id}/intrekken")
def revoke_token(request: Request, seat: AtOwnSeat, token_id: UUID, sent: Once) -> Response:
    """A key stops working."""
    return press(request, seat, sent, _then("/ik", lambda work, _: tokens.revoke(work, token_id)))


@router.post("/ik/agenda")
def make_feed(request: Request, seat: AtOwnPartnerSeat, sent: Once) -> Response:
    """Make an address for a calendar programme; this answer alone shows it."""
    form = sent.form
    if form is None:
        raise NotFound
    made = do(seat, lambda work: feeds.make_once(work, form.once, sent.body))
    see = lambda reading: seen.own_page(reading, new_feed=made)  # noqa: E731 on one line
    return page(request, seat, "people/own.html", see, filled=blank(days=90))


@router.post("/ik/agenda/intrekken")
def revoke_feed(request: Request, seat: AtOwnPartnerSeat, sent: Once) -> Response:
    """The address stops working."""
    return press(request, seat, sent, _then("/ik", lambda work, _: feeds.revoke(work)))


@router.post("/ik/zittingen/beeindigen")
def end_other_sittings(request: Request, seat: AtOwnSeat, sent: Once) -> Response:
    """Sign out everywhere else."""
    return press(request, seat, sent, _then("/ik", lambda work, _: sign_in.end_others(work)))


@router.post("/taal")
def choose_language(
    request: Request, seat: AtSeat, language: Annotated[str, Form(pattern="^(nl|en)$")], back_to: Back = "/"
) -> Response:
    """Nederlands or English, kept per person."""
    people.prefer(seat.person, language=language)
    return back(request, _ours(back_to))


@router.post("/priveweergave")
def private_view(
    request: Request, seat: AtSeat, private: Annotated[str, Form(pattern="^(yes|no)$")], back_to: Back = "/"
) -> Response:
    """Blur text until it is looked at, kept per person."""
    people.prefer(seat.person, private_view=private == "yes")
    return back(request, _ours(back_to))


def _people(request: Request, seat: Seat, **how: Any) -> Response:
    return page(request, seat, "people/page.html", seen.people_page, **how)


def _again(request: Request, seat: Seat) -> Again:
    return lambda **how: _people(request, seat, **how)


def _own_again(request: Request, seat: Seat) -> Again:
    return lambda **how: page(request, seat, "people/own.html", seen.own_page, **how)


def _then(location: str, act_of: Callable[[db.Writing, Any], object]) -> Callable[[db.Writing, Any], str]:
    """Do, and go on to a fixed place."""

    def done(work: db.Writing, form: Any) -> str:
        act_of(work, form)
        return location

    return done


def _ours(path: str) -> str:
    """A path of our own site, never another's."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
