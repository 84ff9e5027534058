"""Signals on screen: bring one in two minutes, the list, one signal, and how the region receives them."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import AwareDatetime

from models.forms.casework import Autosave, JustOnce
from models.forms.sharing import GiveShares
from models.forms.signals import BringSignal, HandOn, MakeCase, MakeSignalLink, SetSignalDesk, WeighSignal
from models.rule_terms import PURPOSES_OF
from models.signal_terms import SignalOutcome, SignalRoute
from models.terms import ExploitationForm, Framework, Reliability
from tafel import handing_on, identifiers, identifying, indicators, sharing, signal_links, signals, weighing
from tafel import signal_desk as desks
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import signal_desk, signal_form
from tafel.sight import signals as seen
from web.answer import act, do, keep, look, page, press
from web.doors import AtOwnPartnerSeat, AtOwnSeat, AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()
Sent = Annotated[Filled[BringSignal], Depends(filled(BringSignal))]
DONE = {
    "gebracht": say("Uw signaal is bewaard. Tot u het deelt, lezen alleen u en wie u erbij vraagt het."),
    "apart": say(
        "Uw signaal is bewaard. Wat u apart invulde, staat bij de gegevens om te vergelijken. "
        "Tot u het deelt, lezen alleen u en wie u erbij vraagt het."
    ),
    "concept": say("Bewaard als concept. Alleen u ziet het."),
    "gedeeld": say("Gedeeld. Wie het oppakt, kan het nu lezen."),
    "bevestigd": say("Bevestigd. Wie het bracht, ziet dat het binnen is."),
    "gewogen": say("Vastgelegd. Wie het bracht, leest wat ervan kwam."),
    "doorgegeven": say("Doorgegeven. Wie het bracht, ziet wie het nu oppakt."),
    "weg": say("Het concept is weggegooid."),
}


@router.get("/signalen")
def list_page(request: Request, seat: AtPartnerSeat, gedaan: str = "", voor: AwareDatetime | None = None) -> Response:
    """The signals I take part in; `voor`: those weighed that were brought before."""
    see = lambda reading: seen.signals(reading, voor)  # noqa: E731 on one line
    return page(request, seat, "signals/page.html", see, done=DONE.get(gedaan))


@router.get("/signalen/nieuw")
def choose(request: Request, seat: AtPartnerSeat) -> Response:
    """Whether there is danger now; then, which form it may be."""
    return page(request, seat, "signals/choose.html", signal_form.signal_form, forms=indicators.forms())


@router.get("/signalen/nieuw/{kind}")
def new(request: Request, seat: AtPartnerSeat, kind: ExploitationForm) -> Response:
    """The form for one kind of exploitation."""
    start = blank(draft=uuid4(), kind=kind.value, reliability=Reliability.OWN_OBSERVATION.value)
    return _form(request, seat, kind, filled=start)


@router.post("/signalen/nieuw/{kind}")
def bring(request: Request, seat: AtPartnerSeat, kind: ExploitationForm, sent: Sent) -> Response:
    """Bring it, or keep it half-way."""
    return act(request, seat, sent, _bring, partial(_form, request, seat, kind))


@router.post("/signalen/nieuw/{kind}/{draft_id}/tekst")
def keep_text(
    request: Request,
    seat: AtPartnerSeat,
    kind: ExploitationForm,
    draft_id: UUID,
    sent: Annotated[Filled[Autosave], Depends(filled(Autosave))],
) -> Response:
    """What was seen saves itself while it is typed."""
    part = partial(page, request, seat)
    return keep(
        seat, sent, None, lambda work, form: signals.keep_text(work, draft_id, kind, form),
        lambda base: part("signals/_saved.html", lambda reading: reading.now, base=base),
        lambda: part("signals/_theirs.html", lambda _: None, status=409),
    )  # fmt: skip


@router.get("/signalen/links")
def links(request: Request, seat: AtOwnPartnerSeat) -> Response:
    """The links I made for colleagues without an account."""
    return page(request, seat, "signals/links.html", signal_links.page)


@router.post("/signalen/links")
def make_link(
    request: Request, seat: AtOwnPartnerSeat, sent: Annotated[Filled[MakeSignalLink], Depends(filled(MakeSignalLink))]
) -> Response:
    """Make one; this answer alone shows it."""
    form = sent.form
    if form is None:
        return page(request, seat, "signals/links.html", signal_links.page, filled=sent, status=422)
    made = do(seat, lambda work: signal_links.make_once(work, form, sent.body))
    return page(request, seat, "signals/links.html", lambda reading: signal_links.page(reading, made))


@router.post("/signalen/links/{link_id}/intrekken")
def revoke_link(
    request: Request,
    seat: AtOwnPartnerSeat,
    link_id: UUID,
    sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))],
) -> Response:
    """It stops working."""

    def revoked(work: Writing, _: JustOnce) -> str:
        signal_links.revoke(work, link_id)
        return "/signalen/links"

    return press(request, seat, sent, revoked)


@router.get("/signalen/{case_id}")
def signal(request: Request, seat: AtPartnerSeat, case_id: UUID, gedaan: str = "") -> Response:
    """One signal."""
    return _signal(request, seat, case_id, done=DONE.get(gedaan))


@router.get("/signalen/{case_id}/verder")
def resume(request: Request, seat: AtPartnerSeat, case_id: UUID) -> Response:
    """Go on with a draft of mine."""
    held = look(seat, lambda reading: signal_form.typed(reading, case_id))
    months = {"since": _month(held.since), "until": _month(held.until)}
    typed = held._asdict() | months | held.apart | {"apart": None, "draft": case_id}
    return _form(request, seat, held.kind, filled=blank(**typed), case_id=case_id)


@router.post("/signalen/{case_id}/weg")
def drop(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
) -> Response:
    """Throw a draft away."""

    def dropped(work: Writing, _: JustOnce) -> str:
        signals.drop(work, case_id)
        return "/signalen?gedaan=weg"

    return press(request, seat, sent, dropped)


@router.post("/signalen/{case_id}/delen")
def share(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[GiveShares], Depends(filled(GiveShares))],
) -> Response:
    """Share it with the partner that takes it up."""

    def shared(work: Writing, form: GiveShares) -> str:
        sharing.give(work, case_id, form)
        return f"/signalen/{case_id}?gedaan=gedeeld"

    return act(request, seat, sent, shared, partial(_signal, request, seat, case_id))


@router.post("/signalen/{case_id}/bevestigen")
def acknowledge(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Annotated[Filled[JustOnce], Depends(filled(JustOnce))]
) -> Response:
    """Tell the bringer that it arrived."""

    def told(work: Writing, _: JustOnce) -> str:
        weighing.acknowledge(work, case_id)
        return f"/signalen/{case_id}?gedaan=bevestigd"

    return press(request, seat, sent, told)


@router.post("/signalen/{case_id}/wegen")
def weigh(
    request: Request,
    seat: AtPartnerSeat,
    case_id: UUID,
    sent: Annotated[Filled[WeighSignal], Depends(filled(WeighSignal))],
) -> Response:
    """Say what comes of it."""

    def weighed(work: Writing, form: WeighSignal) -> str:
        weighing.weigh(work, case_id, form)
        return f"/signalen/{case_id}?gedaan=gewogen"

    return act(request, seat, sent, weighed, partial(_signal, request, seat, case_id))


@router.post("/signalen/{case_id}/doorgeven")
def hand_on(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Annotated[Filled[HandOn], Depends(filled(HandOn))]
) -> Response:
    """Let another take it up."""

    def handed(work: Writing, form: HandOn) -> str:
        handing_on.hand_on(work, case_id, form)
        return f"/signalen/{case_id}?gedaan=doorgegeven"

    return act(request, seat, sent, handed, partial(_signal, request, seat, case_id))


@router.post("/signalen/{case_id}/casus")
def make_case(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Annotated[Filled[MakeCase], Depends(filled(MakeCase))]
) -> Response:
    """Let it go on as a case."""

    def made(work: Writing, form: MakeCase) -> str:
        weighing.make_case(work, case_id, form)
        return f"/casussen/{case_id}"

    return act(request, seat, sent, made, partial(_signal, request, seat, case_id))


@router.get("/instellingen/signalen")
def desk(request: Request, seat: AtOwnSeat, gedaan: str = "") -> Response:
    """How the region receives signals, for the administrator."""
    stands = look(seat, signal_desk.desk_page)
    start = blank(**stands.model_dump(include={"avim_phone", "safe_home_phone", "care_phone", "handler_id"}))
    return _desk(request, seat, filled=start, done=say("Bewaard.") if gedaan else None)


@router.post("/instellingen/signalen")
def set_desk(
    request: Request, seat: AtOwnSeat, sent: Annotated[Filled[SetSignalDesk], Depends(filled(SetSignalDesk))]
) -> Response:
    """Change it."""

    def changed(work: Writing, form: SetSignalDesk) -> str:
        desks.set_desk(work, form)
        return "/instellingen/signalen?gedaan=bewaard"

    return act(request, seat, sent, changed, partial(_desk, request, seat))


def _bring(work: Writing, form: BringSignal) -> str:
    case = signals.bring(work, form)
    if form.later:
        return "/signalen?gedaan=concept"
    return f"/signalen/{case}?gedaan={'apart' if identifying.typed(form) else 'gebracht'}"


def _month(day: Any) -> str | None:
    return f"{day:%Y-%m}" if day else None


def _form(request: Request, seat: Seat, kind: ExploitationForm, *, case_id: UUID | None = None, **how: Any) -> Response:
    how.pop("theirs", None)
    more: dict[str, Any] = {"kind": kind, "about": indicators.forms()[kind], "lists": indicators.of_form(kind)}
    more |= {"reliabilities": tuple(Reliability), "bound": identifiers.is_bound(seat)}
    return page(
        request, seat, "signals/new.html", lambda reading: signal_form.signal_form(reading, case_id), **more, **how
    )


def _signal(request: Request, seat: Seat, case_id: UUID, *, done: Any = None, **how: Any) -> Response:
    how.pop("theirs", None)
    sent = how["filled"].form if "filled" in how else None
    ticked = sent.declared if isinstance(sent, GiveShares) else ()
    more: dict[str, Any] = {
        "outcomes": tuple(SignalOutcome), "routes": tuple(SignalRoute), "purposes": PURPOSES_OF[Framework.C],
    }  # fmt: skip
    see = lambda reading: seen.signal_page(reading, case_id, ticked)  # noqa: E731 on one line
    return page(request, seat, "signals/one.html", see, done=done, **more, **how)


def _desk(request: Request, seat: Seat, *, done: Any = None, **how: Any) -> Response:
    how.pop("theirs", None)
    return page(request, seat, "signals/desk.html", signal_desk.desk_page, done=done, **how)
