"""Subjects on screen: by letter, with what is said of them; and the identity card, on screen only."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.care_terms import Way
from models.forms.care import SaySafeContact
from models.forms.casework import JustOnce, MergeSubjects, SayField
from models.terms import AgeBranch, ExploitationForm, SubjectRole, Told
from models.views.casework import FieldSaid
from models.views.subjects import SubjectPage
from tafel import amending, safe_contact, subjects
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import identity as seen
from web.answer import act, page, press
from web.casework import CHOSEN
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router(prefix="/casussen/{case_id}/betrokkenen")

Says = Annotated[Filled[SayField], Depends(filled(SayField))]
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
LISTS = {"role": SubjectRole, "age-branch": AgeBranch, "form": ExploitationForm, "told": Told}
MORE: dict[str, Any] = {"categories": CHOSEN, "ways": Way}


@router.post("")
def add(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Presses) -> Response:
    """Give somebody the next letter."""
    return press(request, seat, sent, lambda work, _form: _place(case_id, subjects.add_subject(work, case_id)))


@router.get("/{subject_id}")
def subject(request: Request, seat: AtPartnerSeat, case_id: UUID, subject_id: UUID) -> Response:
    """One subject by letter."""
    return _subject(request, seat, case_id, subject_id)


@router.post("/{subject_id}")
def say_field(request: Request, seat: AtPartnerSeat, case_id: UUID, subject_id: UUID, sent: Says) -> Response:
    """Say role, age, form, told or safe contact."""
    place = _place(case_id, subject_id)
    return act(
        request, seat, sent, _said(case_id, subject_id, place),
        lambda **how: _subject(request, seat, case_id, subject_id, **how),
    )  # fmt: skip


@router.post("/{subject_id}/veilig-contact")
def say_contact(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    subject_id: UUID,
    sent: Annotated[Filled[SaySafeContact], Depends(filled(SaySafeContact))],
) -> Response:
    """Say how somebody is reached in safety."""

    def do(work: Writing, form: SaySafeContact) -> str:
        safe_contact.tell(work, case_id, subject_id, form)
        return f"{_place(case_id, subject_id)}#veilig-contact"

    return act(request, seat, sent, do, lambda **how: _subject(request, seat, case_id, subject_id, **how))


@router.get("/{subject_id}/identiteit")
def identity(request: Request, seat: AtPartnerSeat, case_id: UUID, subject_id: UUID) -> Response:
    """Who it is: opening this page stands in the ledger."""
    return _identity(request, seat, case_id, subject_id)


@router.post("/{subject_id}/identiteit")
def say_who(request: Request, seat: AtPartnerSeat, case_id: UUID, subject_id: UUID, sent: Says) -> Response:
    """Say name, birth date, address, contact or secret address."""
    place = f"{_place(case_id, subject_id)}/identiteit"
    return act(
        request, seat, sent, _said(case_id, subject_id, place),
        lambda **how: _identity(request, seat, case_id, subject_id, **how),
    )  # fmt: skip


@router.post("/samen/voegen")
def merge(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[MergeSubjects], Depends(filled(MergeSubjects))],
) -> Response:
    """Two letters are one person."""

    def do(work: Writing, form: MergeSubjects) -> str:
        subjects.merge_subjects(work, case_id, form)
        return _place(case_id, form.stays)

    return press(request, seat, sent, do)


@router.post("/{subject_id}/los")
def split(request: Request, seat: AtPartnerSeat, case_id: UUID, subject_id: UUID, sent: Presses) -> Response:
    """They were two after all."""
    return press(
        request, seat, sent, lambda work, _form: _place(case_id, subjects.split_subjects(work, case_id, subject_id))
    )


def _place(case_id: UUID, subject_id: UUID) -> str:
    return f"/casussen/{case_id}/betrokkenen/{subject_id}"


def _said(case_id: UUID, subject_id: UUID, place: str) -> Any:
    def do(work: Writing, form: SayField) -> str:
        said = amending.say_field(work, case_id, subject_id, form)
        return f"/casussen/{case_id}/delen?gedaan=verbeterd&passage={said}" if form.wrong else place

    return do


def _subject(request: Request, seat: Seat, case_id: UUID, subject_id: UUID, **how: Any) -> Response:
    see = lambda reading: seen.subject_page(reading, case_id, subject_id)  # noqa: E731 named, to keep the call on one line
    more: dict[str, Any] = {"lists": LISTS, "start": _start, "start_contact": _contact, "letters_of": _letters, **MORE}
    return page(request, seat, "subject/page.html", see, **more, **how)


def _identity(request: Request, seat: Seat, case_id: UUID, subject_id: UUID, **how: Any) -> Response:
    see = lambda reading: seen.identity_card(reading, case_id, subject_id)  # noqa: E731 named, to keep the call on one line
    return page(request, seat, "subject/identity.html", see, start=_start, **MORE, **how)


def _start(said: FieldSaid | None) -> Filled[Any]:
    """A field's form as it is first shown: with what one's own partner says already."""
    if said is None:
        return blank(value="")
    return blank(value=said.coded or said.value, on=said.on)


def _contact(view: SubjectPage) -> Filled[Any]:
    """The form on safe contact as it is first shown: with what one's own partner says already."""
    ours = next((one.said for one in view.contact if one.own), None)
    return blank(**ours.model_dump()) if ours else blank()


def _letters(view: SubjectPage) -> list[tuple[str, str]]:
    return [(str(one.subject_id), one.letter) for one in view.others]
