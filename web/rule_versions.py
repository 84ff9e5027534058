"""Versions of the rules: laid before the table from a file, taken along, compared, and what each does to shares."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import UploadFile

from models.forms.rulebook import LARGEST_BOOK, CompareBooks, ProposeBook
from models.rule_terms import Change
from models.terms import PartnerKind
from tafel import rule_desk
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import rule_versions as seen
from web.answer import act, look, page
from web.doors import AtSeat
from web.filled import Filled, blank, parse
from web.routing import Router
from web.rule_trial import from_address, typed

router = Router(prefix="/regels")
DESK = "/regels/vaststellen"


async def brought(request: Request) -> Filled[ProposeBook]:
    """A text, pasted or in a file; the file goes before."""
    async with request.form(max_part_size=2 * LARGEST_BOOK) as sent:
        given = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
        file = sent.get("file")
        if isinstance(file, UploadFile) and file.size:
            given["source"] = [(await file.read(LARGEST_BOOK + 1)).decode("utf-8-sig", errors="replace")]
    return parse(ProposeBook, {name: values for name, values in given.items() if values and name != "file"})


@router.get("/vergelijken")
def compare(
    request: Request, seat: AtSeat, sought: Annotated[Filled[CompareBooks], Depends(from_address(CompareBooks))]
) -> Response:
    """What one version newly permits, newly forbids, or asks otherwise."""
    wanted = sought.form or CompareBooks()
    return page(
        request, seat, "rules/compare.html", lambda reading: seen.compare(reading, wanted),
        filled=blank(**typed(wanted)) if sought.form else sought, status=200 if sought.form else 422,
        kinds=list(PartnerKind), changes=list(Change),
    )  # fmt: skip


@router.get("/invoer")
def import_page(request: Request, seat: AtSeat) -> Response:
    """Lay rules from a file before the table."""
    return _import(request, seat)


@router.post("/invoer")
def bring(request: Request, seat: AtSeat, sent: Annotated[Filled[ProposeBook], Depends(brought)]) -> Response:
    """Read them whole or refuse them whole, with every row that is wrong."""
    return act(request, seat, sent, _propose, lambda **how: _import(request, seat, **how))


@router.get("/{book_id}/bestand")
def export(seat: AtSeat, book_id: UUID) -> Response:
    """A version as it was written: read in again it is the same."""
    version, source = look(seat, lambda reading: seen.source(reading, book_id))
    saved_as = {"Content-Disposition": f'attachment; filename="regels-versie-{version}.toml"'}
    return PlainTextResponse(source, headers=saved_as, media_type="application/toml")


@router.get("/{book_id}/gevolgen")
def effects(request: Request, seat: AtSeat, book_id: UUID) -> Response:
    """Which shares in force this version would end."""
    return page(request, seat, "rules/effects.html", lambda reading: seen.effects(reading, book_id))


@router.get("/{book_id}/regel/{number}")
def rule(request: Request, seat: AtSeat, book_id: UUID, number: int) -> Response:
    """One rule, and the shares that stand on it."""
    return page(request, seat, "rules/rule.html", lambda reading: seen.rule(reading, book_id, number))


def _propose(work: Writing, form: ProposeBook) -> str:
    rule_desk.propose(work, form.source, form.valid_from)
    return DESK


def _import(request: Request, seat: Seat, **how: Any) -> Response:
    source = how["filled"].value("source") if "filled" in how else ""
    return page(request, seat, "rules/import.html", lambda reading: seen.import_page(reading, source), **_only(how))


def _only(how: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in how.items() if name in ("filled", "status")}
