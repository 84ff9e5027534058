"""Records that meet conditions, on screen: of a case, of the region, what waits for me, and a form per kind."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import JustOnce
from models.forms.evidence import RecordEvidence
from models.terms import DataCategory
from tafel import clock
from tafel import evidence as acts
from tafel.db import Writing
from tafel.evidence_kinds import BY_SLUG, KINDS, Kind
from tafel.refusals import NotFound, say
from tafel.seat import Seat
from tafel.sight import evidence as seen
from tafel.sight import evidence_client, evidence_form
from web import client_sheet
from web.answer import act, page, press
from web.doors import AtPartnerSeat, AtSeat
from web.filled import Filled, blank, filled, parse, typed
from web.routing import Router

router = Router()
Pressed = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
NAMEABLE = tuple(category for category in DataCategory if category is not DataCategory.D14)
KINDS_BY_CODE = {str(condition): kind for condition, kind in KINDS.items()}
DONE = {
    "vastgelegd": say("Vastgelegd."),
    "wacht": say("Vastgelegd. Het telt zodra een ander het bevestigt."),
    "bevestigd": say("U bevestigde dit bewijsstuk. Het telt vanaf nu."),
    "beeindigd": say("Beëindigd. Wat erop steunde, is gestopt."),
}


async def read(request: Request) -> Filled[RecordEvidence]:
    """What was filled in, read by the form of its kind; of a kind that is none, as no form at all."""
    sent = await typed(request)
    kind = KINDS_BY_CODE.get("".join(sent.get("condition", ())))
    return parse(kind.form if kind else RecordEvidence, sent)


Recorded = Annotated[Filled[RecordEvidence], Depends(read)]


@router.get("/bewijs")
def region(request: Request, seat: AtSeat, na: str = "", gedaan: str = "") -> Response:
    """The records of the whole region, and what waits for my confirmation."""
    return _list(request, seat, lambda reading: seen.of_region(reading, na), gedaan)


@router.get("/casussen/{case_id}/bewijs")
def case(request: Request, seat: AtPartnerSeat, case_id: UUID, na: str = "", gedaan: str = "") -> Response:
    """The records of a case."""
    return _list(request, seat, lambda reading: seen.of_case(reading, case_id, na), gedaan)


@router.get("/bewijs/nieuw")
def new_of_region(request: Request, seat: AtPartnerSeat, soort: str = "") -> Response:
    """A record of the whole region."""
    return _form(request, seat, _kind(soort), None)


@router.get("/casussen/{case_id}/bewijs/nieuw")
def new(request: Request, seat: AtPartnerSeat, case_id: UUID, soort: str = "", over: str = "") -> Response:
    """A record of a case, about somebody already chosen where it follows another."""
    return _form(request, seat, _kind(soort), case_id, filled=blank(claimed_from=clock.today(), subject_id=over))


@router.get("/bewijs/{evidence_id}")
def one(request: Request, seat: AtSeat, evidence_id: UUID) -> Response:
    """One record, with all it says and what one can do with it."""
    return page(request, seat, "evidence/one.html", lambda reading: seen.of_one(reading, evidence_id))


@router.get("/bewijs/{evidence_id}/voor-client")
def for_client(request: Request, seat: AtPartnerSeat, evidence_id: UUID, taal: str = "") -> Response:
    """What a subject agreed to, in that person's own language, to print and give."""
    words = client_sheet.in_language(taal)
    return page(
        request, seat, "evidence/client.html", lambda reading: evidence_client.sheet(reading, evidence_id),
        words=words, languages=client_sheet.LANGUAGES,
    )  # fmt: skip


@router.post("/bewijs/nieuw")
def record(request: Request, seat: AtPartnerSeat, sent: Recorded) -> Response:
    """Record it."""
    kind, case_id = _asked(sent)
    return act(request, seat, sent, _record, lambda **how: _form(request, seat, kind, case_id, **how))


@router.post("/bewijs/{evidence_id}/bevestigen")
def confirm(request: Request, seat: AtPartnerSeat, evidence_id: UUID, sent: Pressed) -> Response:
    """Confirm what somebody else recorded."""
    return press(request, seat, sent, lambda work, _: _back(acts.confirm(work, evidence_id), "bevestigd"))


@router.post("/bewijs/{evidence_id}/beeindigen")
def end(request: Request, seat: AtPartnerSeat, evidence_id: UUID, sent: Pressed) -> Response:
    """End a record; what leans on it ends with it."""
    return press(request, seat, sent, lambda work, _: _back(acts.end(work, evidence_id), "beeindigd"))


def _list(request: Request, seat: Seat, see: Any, done: str) -> Response:
    return page(request, seat, "evidence/page.html", see, done=DONE.get(done))


def _form(
    request: Request, seat: Seat, kind: Kind, case_id: UUID | None, *, filled: Filled[Any] | None = None,
    status: int = 200, **_: object,
) -> Response:  # fmt: skip
    if case_id is None and not kind.of_region:
        raise NotFound
    return page(
        request, seat, "evidence/form.html", lambda reading: evidence_form.form(reading, kind, case_id), status=status,
        filled=filled or blank(claimed_from=clock.today()), kind=kind, categories=NAMEABLE,
    )  # fmt: skip


def _kind(slug: str) -> Kind:
    if slug not in BY_SLUG:
        raise NotFound
    return BY_SLUG[slug]


def _asked(sent: Filled[RecordEvidence]) -> tuple[Kind, UUID | None]:
    """Which form was sent; one that nobody was given does not exist."""
    try:
        case_id = UUID(sent.value("case_id")) if sent.value("case_id") else None
        return KINDS_BY_CODE[sent.value("condition")], case_id
    except (KeyError, ValueError):
        raise NotFound from None


def _record(work: Writing, form: RecordEvidence) -> str:
    acts.record(work, form)
    return _back(form.case_id, "wacht" if KINDS[form.condition].needs_confirmation else "vastgelegd")


def _back(case_id: UUID | None, done: str) -> str:
    return f"/casussen/{case_id}/bewijs?gedaan={done}" if case_id else f"/bewijs?gedaan={done}"
