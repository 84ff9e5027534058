"""The doors without a seat, all in this file: sign in, sign out, health, and the plain pages."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from models.forms.people import ChooseSeat, EnterCode, SignIn
from models.forms.signals import BringSignal
from models.terms import ExploitationForm, Reliability
from tafel import demo, feeds, health, indicators, item_links, reminders, sign_in, signal_links
from tafel.refusals import Invalid, NotFound, Refused
from web import metrics
from web.answer import back, static_page
from web.doors import SignedIn, cookie_name
from web.filled import Filled, blank, filled
from web.routing import Router

router = Router()


@router.get("/healthz")
def healthz() -> Response:
    """200 once it can serve; 503 when the database cannot be written."""
    health.check_writable()
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz() -> Response:
    """200 while this process should be asked: its database migrated and writable, its keys there, and not stopping."""
    health.check_ready()
    return PlainTextResponse("ok\n")


@router.get("/metrics")
def meters(request: Request) -> Response:
    """For a monitor with the token of the settings."""
    return metrics.told(request)


@router.get("/aanmelden")
def sign_in_page(request: Request) -> Response:
    """Name and password; in a demo, the cast."""
    if demo.open_to(_where(request)):
        return RedirectResponse("/aanmelden/oefenen", 303)
    return static_page("sign-in/page.html")


@router.post("/aanmelden")
def sign_in_with_password(request: Request, sent: Annotated[Filled[SignIn], Depends(filled(SignIn))]) -> Response:
    """Begin a sitting."""
    if sent.form is None:
        return static_page("sign-in/page.html", status=422, filled=sent)
    try:
        return _with_cookie(request, sign_in.with_password(sent.form, _where(request)))
    except Invalid as wrong:
        return static_page("sign-in/page.html", status=422, filled=sent.wrong(wrong.errors))
    except Refused as refused:
        return static_page("sign-in/page.html", status=429, filled=sent.wrong({"form": refused.why}))


@router.get("/aanmelden/oefenen")
def the_cast(request: Request) -> Response:
    """Everybody of the invented region."""
    return static_page("sign-in/demo.html", demo=True, view={"people": _cast(request)})


@router.get("/aanmelden/oefenen/{login}")
def one_of_the_cast(request: Request, login: str) -> Response:
    """A page with one button that signs in as this person; opening it signs nobody in."""
    people = [person for person in _cast(request) if person.key == login]
    if not people:
        raise NotFound
    return static_page("sign-in/demo.html", demo=True, view={"people": people})


@router.post("/aanmelden/oefenen")
def sign_in_as(request: Request, person: Annotated[str, Form(max_length=120)]) -> Response:
    """Sign in as one of the cast: only in a database born as a demo, and only on loopback."""
    return _with_cookie(request, demo.sign_in_as(person, _where(request)))


@router.get("/taak")
def seats(here: SignedIn) -> Response:
    """Ask for which partner one sits now; who came in by a link sits for one."""
    if here.seat and here.seat.by_link:
        raise NotFound
    return static_page(
        "sign-in/seats.html", here.language, view={"seats": sign_in.seats_of(here.person), "person": here.name}
    )


@router.post("/taak")
def take_seat(
    request: Request, sent: Annotated[Filled[ChooseSeat], Depends(filled(ChooseSeat))], _here: SignedIn
) -> Response:
    """Sit for one partner; the page shows which."""
    if sent.form is None:
        raise NotFound
    sign_in.take_seat(request.cookies[cookie_name(request)], sent.form)
    return back(request, "/")


@router.post("/afmelden")
def sign_out(request: Request, here: SignedIn) -> Response:
    """End the sitting on the server, and forget the cookie."""
    if here.seat:
        sign_in.sign_out(here.seat)
    else:
        sign_in.leave(here.sitting)
    answer = back(request, "/aanmelden")
    answer.delete_cookie(cookie_name(request), path="/", httponly=True, secure=request.url.scheme == "https")
    return answer


@router.get("/agenda/{token}.ics")
def calendar(token: str) -> Response:
    """The dates of whoever made this address, for a calendar programme."""
    return Response(feeds.fetch(token), media_type="text/calendar; charset=utf-8")


@router.get("/herinnering/{token}")
def reminder(token: str) -> Response:
    """Where the link in a reminder leads: nothing happens here until a button is pressed, and nothing is told."""
    return static_page("post/reminder.html", view={"token": token, "works": reminders.stands(token), "rests": False})


@router.post("/herinnering/{token}")
def rest(token: str) -> Response:
    """No reminders for a week."""
    rests = reminders.rest(token)
    return static_page("post/reminder.html", view={"token": token, "works": False, "rests": rests})


@router.get("/punt/{token}")
def item_link(token: str) -> Response:
    """Where the link to an item leads: nothing happens here until a button is pressed, and nothing is told."""
    return _item_link(token, works=item_links.stands(token))


@router.post("/punt/{token}/code")
def send_code(token: str) -> Response:
    """Mail a code to whom the link is for."""
    works = item_links.send_code(token)
    return _item_link(token, works=works, asks=works)


@router.post("/punt/{token}")
def enter_code(
    request: Request, token: str, sent: Annotated[Filled[EnterCode], Depends(filled(EnterCode))]
) -> Response:
    """Sign in with it."""
    if sent.form is None:
        return _item_link(token, works=item_links.stands(token), asks=True, status=422, filled=sent)
    try:
        sitting, location = item_links.enter(token, sent.form.code)
    except Invalid as wrong:
        return _item_link(token, works=item_links.stands(token), asks=True, status=422, filled=sent.wrong(wrong.errors))
    return _with_cookie(request, sitting, location)


@router.get("/signaal/{token}")
def signal_link(token: str, vorm: ExploitationForm | None = None) -> Response:
    """Where a link for a colleague leads: a form for one signal, and nothing of anybody."""
    return _signal_link(token, vorm)


@router.post("/signaal/{token}")
def bring_by_link(
    token: str, vorm: ExploitationForm, sent: Annotated[Filled[BringSignal], Depends(filled(BringSignal))]
) -> Response:
    """Bring that one signal."""
    if sent.form is None:
        return _signal_link(token, vorm, status=422, filled=sent)
    try:
        signal_links.bring(token, sent.form)
    except Invalid as wrong:
        return _signal_link(token, vorm, status=422, filled=sent.wrong(wrong.errors))
    except Refused as refused:
        return _signal_link(token, vorm, status=403, filled=sent.wrong({"form": refused.why}))
    return _signal_link(token, vorm, done=True)


@router.get("/toegankelijkheid")
def accessibility(request: Request) -> Response:
    """How far everybody can use this."""
    return static_page("accessibility.html", _language(request))


@router.get("/beloften")
def promises(request: Request) -> Response:
    """What this software does and does not promise."""
    return static_page("promises.html", _language(request))


def _cast(request: Request) -> list[demo.Castling]:
    if not demo.open_to(_where(request)):
        raise NotFound
    return demo.people()


def _item_link(token: str, *, works: bool, asks: bool = False, **how: Any) -> Response:
    return static_page("post/item_link.html", view={"token": token, "works": works, "asks": works and asks}, **how)


def _signal_link(token: str, kind: ExploitationForm | None, *, done: bool = False, **how: Any) -> Response:
    start = blank(reliability=Reliability.OWN_OBSERVATION.value)
    more: dict[str, Any] = {
        "lists": indicators.of_form(kind) if kind else (),
        "reliabilities": tuple(Reliability),
        "once": uuid4(),
    }
    more |= {"kind": kind, "forms": indicators.forms(), "done": done, **({"filled": start} | how)}
    return static_page("signals/by_link.html", view=signal_links.opened(token), **more)


def _with_cookie(request: Request, token: str, location: str = "/") -> Response:
    answer = back(request, location)
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request), token, path="/", httponly=True, samesite="lax", secure=secure)
    return answer


def _where(request: Request) -> str:
    return request.client.host if request.client else ""


def _language(request: Request) -> str:
    """The language of whoever is signed in."""
    here = sign_in.present(request.cookies.get(cookie_name(request), ""))
    return here.language if here else "nl"
