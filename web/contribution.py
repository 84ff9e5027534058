"""Mijn inbreng on screen: all my items of one meeting, answered on one page."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from models.forms.lines import ReportAction
from models.forms.meetings import AnswerItem, SendAnswers
from models.meeting_terms import ActionState, Answer
from models.terms import Reliability, StatementKind
from models.views.contribution import MyContribution, OwnItem
from tafel import actions, answers, clock
from tafel.db import Writing
from tafel.refusals import Invalid, Said, say
from tafel.seat import Seat
from tafel.sight import contribution as seen
from tafel.sight import readers as sight_of_readers
from web.answer import act, page
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, parse, parse_each
from web.routing import Router

router = Router(prefix="/overleggen/{meeting_id}/inbreng")

SENT = say("Verstuurd. Anderen zien alleen of u inbreng gaf.")
REPORTED = say("De actie is gedaan. Wie deze actie kan lezen, ziet het.")
WAITS = say("Uw nieuwe tekst is bewaard, maar nog met niemand gedeeld. Bij het punt staat wat nog nodig is.")


async def _sent(request: Request) -> Filled[SendAnswers]:
    """One form with a group of fields for each item."""
    sent = await request.form()
    typed = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
    around = parse(SendAnswers, {name: values for name, values in typed.items() if "." not in name})
    each = parse_each(AnswerItem, typed, "item_id")
    errors = {f"{name}.{item}": why for item, one in each.items() for name, why in one.errors.items()}
    form = around.form.model_copy(update={"answers": [one.form for one in each.values()]}) if around.form else None
    return Filled(None if errors else form, typed, {**around.errors, **errors})


async def _pressed(request: Request) -> Filled[ReportAction]:
    """The button of one action, with all that stands typed in the form around it."""
    sent = await request.form()
    typed = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
    around = {name: values for name, values in typed.items() if "." not in name}
    return replace(parse(ReportAction, around | {"state": [ActionState.DONE]}), typed=typed)


Sent = Annotated[Filled[SendAnswers], Depends(_sent)]
Pressed = Annotated[Filled[ReportAction], Depends(_pressed)]


@router.get("")
def my_contribution(
    request: Request, seat: AtPartnerSeat, meeting_id: UUID, gedaan: str = "",
    wacht: Annotated[tuple[UUID, ...], Query()] = (),
) -> Response:  # fmt: skip
    """All my items, each with what I brought before and four answers; `wacht`: where new words wait."""
    done = WAITS if wacht else SENT if gedaan else None
    return _page(request, seat, meeting_id, done=done, waiting=wacht)


@router.post("")
def send(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Sent) -> Response:
    """Send the answers; what stayed open is asked again."""
    return act(
        request, seat, sent,
        lambda work, form: _send(work, meeting_id, form),
        lambda **how: _page(request, seat, meeting_id, **how),
    )  # fmt: skip


@router.post("/ongewijzigd")
def fill(request: Request, seat: AtPartnerSeat, meeting_id: UUID, sent: Sent) -> Response:
    """The same page with everything that is open set to unchanged; nothing is sent yet."""
    typed = {
        name: [Answer.UNCHANGED.value] if name.startswith("answer.") and values == [Answer.OPEN] else values
        for name, values in sent.typed.items()
    }
    return _page(request, seat, meeting_id, filled=Filled(None, typed))


@router.post("/gedaan/{statement_id}")
def report(request: Request, seat: AtPartnerSeat, meeting_id: UUID, statement_id: UUID, sent: Pressed) -> Response:
    """An action of one's own is done; the page comes back as it was typed, and no answer is sent."""

    def do(work: Writing, form: ReportAction) -> str:
        actions.report(work, statement_id, form)
        return f"/overleggen/{meeting_id}/inbreng"

    told = act(request, seat, sent, do, lambda **how: _page(request, seat, meeting_id, **how))
    if told.status_code != HTTPStatus.SEE_OTHER:
        return told
    return _page(request, seat, meeting_id, filled=Filled(None, sent.typed), done=REPORTED)


@router.post("/lezers/{item_id}")
def readers(request: Request, seat: AtPartnerSeat, meeting_id: UUID, item_id: UUID, sent: Sent) -> Response:
    """Who may read the words typed for one item. Nothing is shared."""
    form = _typed(sent, item_id)
    if "hx-request" not in request.headers:
        return _page(request, seat, meeting_id, filled=sent, checked=form)
    return page(
        request, seat, "readers/_panel.html", lambda reading: sight_of_readers.of_item(reading, meeting_id, form)
    )


def _send(work: Writing, meeting_id: UUID, form: SendAnswers) -> str:
    """All or nothing: one answer that cannot be given keeps the whole page."""
    wrong: dict[str, Said] = {}
    waits = ""
    for one in form.answers:
        try:
            waits += f"&wacht={one.item_id}" if answers.answer(work, meeting_id, one) else ""
        except Invalid as invalid:
            wrong |= {f"{field}.{one.item_id}": why for field, why in invalid.errors.items()}
    if wrong:
        raise Invalid(**wrong)
    return f"/overleggen/{meeting_id}/inbreng?gedaan=verstuurd{waits}"


def _typed(sent: Filled[SendAnswers], item_id: UUID) -> AnswerItem:
    """One item's fields as far as they can be read."""
    one = parse_each(AnswerItem, sent.typed, "item_id").get(str(item_id))
    return one.form if one and one.form else AnswerItem(item_id=item_id)


def _page(request: Request, seat: Seat, meeting_id: UUID, *, checked: AnswerItem | None = None, **how: Any) -> Response:
    more: dict[str, Any] = {"start": _start, "kinds": tuple(StatementKind), "reliabilities": tuple(Reliability)}

    def see(reading: Any) -> tuple[MyContribution, Any]:
        readers = sight_of_readers.of_item(reading, meeting_id, checked) if checked else None
        return seen.mine(reading, meeting_id), readers

    return page(request, seat, "contribution/page.html", see, **{"done": None, "waiting": (), **more, **how})


def _start(view: MyContribution, item: OwnItem) -> Filled[Any]:
    """The fields of one item as they are first shown."""
    until = item.later_until and item.later_until.astimezone(clock.AMSTERDAM)
    fields = {
        "answer": item.answer, "category": view.preset, "kind": StatementKind.FACT, "draft": uuid4(), "base": "",
        "text": "", "later_until": f"{until:%Y-%m-%dT%H:%M}" if until else "",
    }  # fmt: skip
    return blank(**{f"{name}.{item.id}": value for name, value in fields.items()})
