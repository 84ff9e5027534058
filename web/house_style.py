"""The house style on screen, for the administrator."""

import hashlib
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.house_style import ChangeHouseStyle
from tafel import house_style
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from web.answer import act, look, page
from web.doors import AtOwnSeat
from web.filled import Filled, blank, parse
from web.routing import Router

router = Router(prefix="/instellingen/huisstijl")
DONE = {"bewaard": say("Bewaard. Nieuwe exemplaren van verslagen zien er zo uit.")}
FILES = ("logo", "base_docx", "base_odt")


async def _sent(request: Request) -> Filled[ChangeHouseStyle]:
    """The form with its files; of what was chosen only a hash is kept to tell two sendings apart."""
    async with request.form() as form:
        typed = {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}
        chosen = {name: await form[name].read() for name in FILES if hasattr(form.get(name), "read")}  # type: ignore[union-attr]
    filled = parse(ChangeHouseStyle, {name: values for name, values in typed.items() if values})
    if filled.form is None:
        return filled
    known = {name: [hashlib.sha256(body).hexdigest()] for name, body in chosen.items() if body}
    return replace(filled, form=filled.form.model_copy(update=chosen), typed={**filled.typed, **known})


@router.get("")
def house_style_page(request: Request, seat: AtOwnSeat, gedaan: str = "") -> Response:
    """How papers look now."""
    stands = look(seat, house_style.page)
    return _page(request, seat, filled=blank(colour=stands.colour), done=DONE.get(gedaan))


@router.post("")
def change(request: Request, seat: AtOwnSeat, sent: Annotated[Filled[ChangeHouseStyle], Depends(_sent)]) -> Response:
    """Change it."""

    def changed(work: Writing, form: ChangeHouseStyle) -> str:
        house_style.change(work, form)
        return "/instellingen/huisstijl?gedaan=bewaard"

    return act(request, seat, sent, changed, lambda **how: _page(request, seat, **how))


def _page(request: Request, seat: Seat, **how: Any) -> Response:
    how.pop("theirs", None)
    return page(request, seat, "people/house_style.html", house_style.page, **{"done": None} | how)
