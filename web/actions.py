"""Actions on screen: mine, my partner's, and those of others I may see; a new one; and how far each partner is."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.care import AskContact
from models.forms.lines import HandOver, NewAction, UpdateAction
from models.meeting_terms import ActionState
from models.views.actions import Whose
from tafel import actions
from tafel.db import Writing
from tafel.refusals import say
from tafel.seat import Seat
from tafel.sight import actions as seen
from tafel.sight import progress
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router(prefix="/acties")
ENDS = (ActionState.DONE, ActionState.COULD_NOT, ActionState.NOT_DONE)
DONE = {
    "nieuw": say("De actie is vastgelegd. Zij komt vanzelf terug tot zij af is."),
    "bewaard": say("Bewaard. Wie deze actie kan lezen, ziet het."),
    "uitgesteld": say("Uitgesteld. Wie deze actie kan lezen, ziet de nieuwe dag en de reden."),
    "overgegeven": say("Overgegeven."),
    "contact": say("Bewaard. Wie de actie doet, leest bij de betrokkene hoe contact veilig kan, als het gedeeld is."),
}


@router.get("")
def actions_page(
    request: Request, seat: AtPartnerSeat, van: Whose | None = None, vanaf: str | None = None, gedaan: str = ""
) -> Response:
    """Every action I may see, the first of each list; with `van` one list, `vanaf` after a key."""
    return _page(request, seat, whose=van, after=vanaf, done=DONE.get(gedaan))


@router.get("/nieuw")
def new(request: Request, seat: AtPartnerSeat, casus: UUID | None = None) -> Response:
    """Take something on outside a meeting."""
    return _new(request, seat, filled=blank(case_id=casus, text=""))


@router.post("/nieuw")
def add(
    request: Request, seat: AtPartnerSeat, sent: Annotated[Filled[NewAction], Depends(filled(NewAction))]
) -> Response:
    """Take it on."""
    return act(
        request, seat, sent,
        lambda work, form: f"/acties?gedaan=nieuw#a-{actions.add(work, form)}",
        lambda **how: _new(request, seat, **how),
    )  # fmt: skip


@router.get("/voortgang")
def how_far(request: Request, seat: AtPartnerSeat, vanaf: str | None = None) -> Response:
    """What is open, late and put off, per partner, for who prepares or runs meetings."""
    return page(request, seat, "actions/progress.html", lambda reading: progress.page(reading, vanaf))


def _does(path: str, form: type[Any], done: str, do: Callable[[Writing, UUID, Any], None]) -> None:
    """A form under an action of one's own partner."""

    def answer(
        request: Request, seat: AtPartnerSeat, statement_id: UUID,
        sent: Annotated[Filled[Any], Depends(filled(form))], *, van: Whose | None = None,
        vanaf: str | None = None,
    ) -> Response:  # fmt: skip
        def acted(work: Writing, given: Any) -> str:
            do(work, statement_id, given)
            where = f"&van={van.value}" if van else ""
            where += f"&vanaf={quote(vanaf)}" if van and vanaf else ""
            became = "uitgesteld" if done == "bewaard" and given.state == "later" else done
            return f"/acties?gedaan={became}{where}#a-{statement_id}"

        return act(
            request, seat, sent, acted,
            lambda **how: _page(request, seat, whose=van, after=vanaf, which=str(statement_id), used=path, **how),
        )  # fmt: skip

    router.add_api_route(f"/{{statement_id}}{path}", answer, methods=["POST"], name=done)


_does("", UpdateAction, "bewaard", actions.update)
_does("/overdragen", HandOver, "overgegeven", actions.hand_over)
_does("/contact", AskContact, "contact", actions.ask_contact)


def _page(
    request: Request, seat: Seat, *, whose: Whose | None = None, after: str | None = None, which: str = "",
    used: str = "", done: str | None = None, **how: Any,
) -> Response:  # fmt: skip
    more: dict[str, Any] = {"which": which, "used": used, "ends": ENDS, "done": done, "whoses": Whose}
    return page(
        request, seat, "actions/page.html", lambda reading: seen.page(reading, whose, after),
        start=_start, after=after, **more, **how,
    )  # fmt: skip


def _start(**fields: Any) -> Filled[Any]:
    return blank(**fields)


def _new(request: Request, seat: Seat, **how: Any) -> Response:
    return page(request, seat, "actions/new.html", seen.form, **how)
