"""The register on screen: for the privacy officer all of it, for a partner's member what one did oneself."""

import os
from datetime import date
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile

from models.acts import Act
from models.forms.base import ActForm
from models.forms.casework import JustOnce
from models.forms.ledger import AskEntry, AskFlows, AskRegister, TakeProof, VerifyRegister
from models.terms import Role
from tafel import clock, ledger_desk, ledger_proofs, verifier
from tafel.db import Writing
from tafel.ledger_desk import Checked
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import flows, standing_out
from tafel.sight import ledger as seen
from web.answer import act, do, download, look, page
from web.doors import AtOfficerSeat, AtSeat
from web.filled import Filled, blank, filled, parse
from web.flows import picture
from web.routing import Router

router = Router(prefix="/register")
F = TypeVar("F", bound=ActForm)
_LARGEST = 5_000
Pressed = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


def asked(request: Request) -> Filled[AskRegister]:
    """What to show, from the address."""
    query = request.query_params
    return parse(AskRegister, {name: query.getlist(name) for name in query})


def asked_flows(request: Request) -> Filled[AskFlows]:
    """Which period, from the address."""
    query = request.query_params
    return parse(AskFlows, {name: query.getlist(name) for name in query})


def asked_entry(request: Request) -> AskEntry:
    """Which entry, from the address."""
    found = parse(AskEntry, {"line": request.query_params.getlist("line") or [""]}).form
    if found is None:
        raise NotFound
    return found


async def brought(request: Request) -> Filled[VerifyRegister]:
    """A checkpoint, pasted or in a file; the button for a proof has a key of its own, for its page stays open."""
    async with request.form() as sent:
        typed = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
        file = sent.get("file")
        if isinstance(file, UploadFile) and file.size:
            typed["checkpoint"] = [(await file.read(_LARGEST)).decode(errors="replace")]
    typed["once"] = typed.pop("proof_once", typed.get("once", []))
    return parse(VerifyRegister, {name: values for name, values in typed.items() if values})


Asked = Annotated[Filled[AskRegister], Depends(asked)]
Brought = Annotated[Filled[VerifyRegister], Depends(brought)]


@router.get("")
def register(request: Request, seat: AtSeat, sought: Asked) -> Response:
    """What was shared, by whom, with whom, on which ground, and who was shown it."""
    return _register(request, seat, sought, status=200 if sought.form else 422)


@router.get("/regel")
def entry(request: Request, seat: AtOfficerSeat, wanted: Annotated[AskEntry, Depends(asked_entry)]) -> Response:
    """One act in the register, with a proof of each of its lines to take along."""
    return _entry(request, seat, wanted)


@router.post("/regel/bewijs")
def prove_entry(
    request: Request, seat: AtOfficerSeat, sent: Annotated[Filled[TakeProof], Depends(filled(TakeProof))]
) -> Response:
    """A file that proves that a line stands in the register."""
    wanted = AskEntry(line=_must_be_ours(sent).line)
    return download(
        request, seat, sent, ledger_proofs.inclusion, lambda **how: _entry(request, seat, wanted, **_only(how))
    )


@router.get("/stromen")
def flow_page(request: Request, seat: AtSeat, sought: Annotated[Filled[AskFlows], Depends(asked_flows)]) -> Response:
    """Who gave whom how much in a period, as a picture and in numbers."""
    wanted = sought.form or AskFlows()
    return page(
        request, seat, "ledger/flows.html", lambda reading: flows.flows(reading, wanted), picture=picture,
        filled=sought, status=200 if sought.form else 422,
    )  # fmt: skip


@router.get("/opvallend")
def stands_out(request: Request, seat: AtOfficerSeat) -> Response:
    """What the privacy officer asks about: another kind after a refusal, reasons in the same words."""
    return page(request, seat, "ledger/standing_out.html", standing_out.stands_out)


@router.get("/controle")
def check_page(request: Request, seat: AtOfficerSeat) -> Response:
    """Check the register against a checkpoint that somebody else kept."""
    return _check(request, seat)


@router.post("/controle/bewijs")
def prove_continuity(request: Request, seat: AtOfficerSeat, sent: Brought) -> Response:
    """A file that proves that the register continues a checkpoint somebody kept."""
    return download(request, seat, sent, ledger_proofs.consistency, lambda **how: _check(request, seat, **_only(how)))


@router.post("/controle")
def check(request: Request, seat: AtOfficerSeat, sent: Brought) -> Response:
    """Compute everything again; how it ended stands in the register."""
    typed = [sent.form.checkpoint] if sent.form else []
    found = look(seat, lambda reading: ledger_desk.check(reading, typed)) if sent.form else None
    return act(
        request, seat, sent,
        lambda work, _: _checked(work, found),
        lambda **how: _check(request, seat, **_only(how)),
    )  # fmt: skip


@router.get("/rekenhulp")
def verifier_file(seat: AtOfficerSeat) -> Response:
    """The stand-alone verifier, with which anybody checks proofs and exports without us."""
    made = look(seat, verifier.packed)
    return Response(made.body, media_type=made.media, headers=_saved_as(made.name))


@router.post("/controlepunt")
def hold(seat: AtOfficerSeat, sent: Pressed) -> Response:
    """Take a checkpoint along: from now on the privacy officer holds it."""
    _must_be_ours(sent)
    return PlainTextResponse(do(seat, ledger_desk.hold), headers=_saved_as(f"controlepunt-{clock.today()}.txt"))


@router.post("/export")
def export(seat: AtOfficerSeat, sent: Pressed) -> Response:
    """The whole register in one file that anyone can check without us."""
    _must_be_ours(sent)
    path, name = _exported(seat), f"register-{clock.today()}.zip"
    return FileResponse(path, headers=_saved_as(name), background=BackgroundTask(path.unlink))


def _entry(request: Request, seat: Seat, wanted: AskEntry, **how: Any) -> Response:
    return page(request, seat, "ledger/entry.html", lambda reading: seen.one_act(reading, wanted), **how)


def _check(request: Request, seat: Seat, **how: Any) -> Response:
    return page(request, seat, "ledger/check.html", seen.check_page, **how)


def _exported(seat: Seat) -> Path:
    """A file that is gone again unless its leaving is on record."""
    path = _temporary()
    try:
        made = look(seat, lambda reading: ledger_desk.export(reading, path))
        do(seat, lambda work: ledger_desk.note_export(work, made))
    except BaseException:
        path.unlink()
        raise
    return path


def _checked(work: Writing, found: Checked | None) -> str:
    assert found
    ledger_desk.note_check(work, found)
    return "/register"


def _register(request: Request, seat: Seat, sought: Filled[AskRegister], status: int) -> Response:
    if seat.role is Role.ADMINISTRATOR:
        raise NotFound
    wanted = seen.with_period(sought.form or AskRegister(), clock.now())
    return page(
        request, seat, "ledger/page.html", lambda reading: seen.register(reading, wanted), status=status,
        filled=blank(**_kept(wanted)) if sought.form else sought,
        acts=list(Act), picture=picture, older=lambda key: f"/register?{urlencode(_kept(wanted) | {'before': key})}",
        own=f"/register?{urlencode(_kept(wanted) | {'own_readings': 'yes'})}",
        without_own=f"/register?{urlencode({k: v for k, v in _kept(wanted).items() if k != 'own_readings'})}",
    )  # fmt: skip


def _kept(wanted: AskRegister) -> dict[str, Any]:
    values = wanted.model_dump(exclude={"before"})
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items() if value}


def _must_be_ours(sent: Filled[F]) -> F:
    """The button of our own page sends its key along."""
    if sent.form is None:
        raise NotFound
    return sent.form


def _temporary() -> Path:
    handle, path = mkstemp(prefix="tafel-", suffix=".zip")
    os.close(handle)
    return Path(path)


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _only(how: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in how.items() if name in ("filled", "status")}
