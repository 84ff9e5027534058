"""The frame around every screen: who is here, where one can go, and whether this page was noted in the register."""

from dataclasses import dataclass

from fastapi import Request

from models.terms import Role
from tafel import clock
from tafel.refusals import say
from tafel.seat import Seat
from web.language import moment, spoken
from web.words import word

_OWN = "/ik"
_PARTNER = (
    ("/", say("Vandaag")),
    ("/overleggen", say("Overleggen")),
    ("/signalen", say("Signalen")),
    ("/casussen", say("Casussen")),
    ("/uitvragen", say("Vragen")),
    ("/acties", say("Acties")),
    ("/cijfers", say("Cijfers")),
    ("/verstrekkingen", say("Mijn verstrekkingen")),
    ("/bewijs", say("Bewijsstukken")),
    ("/regels", say("Regels voor delen")),
    (_OWN, say("Mijn gegevens")),
)
_OFFICER = (
    ("/register", say("Register")),
    ("/bewijs", say("Bewijsstukken")),
    ("/cijfers", say("Cijfers")),
    ("/regels", say("Regels voor delen")),
    (_OWN, say("Mijn gegevens")),
)
_ADMINISTRATOR = (
    ("/beheer", say("Mensen en partners")),
    ("/instellingen", say("Instellingen")),
    ("/cijfers", say("Cijfers")),
    ("/regels", say("Regels voor delen")),
    (_OWN, say("Mijn gegevens")),
)
_NAVIGATION = {Role.PRIVACY_OFFICER: _OFFICER, Role.ADMINISTRATOR: _ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Frame:
    """What base.html draws around a view."""

    language: str
    path: str
    region: str = ""
    person: str = ""
    partner: str = ""
    role: str = ""
    several_seats: bool = False
    private: bool = False
    demo: bool = False
    nav: tuple[tuple[str, str, bool], ...] = ()
    shown_line: str = ""


def of_seat(request: Request, seat: Seat, *, handed_out: bool) -> Frame:
    """The frame for somebody in a seat."""
    path: str = request.scope["path"]
    return Frame(
        language=seat.language,
        path=path,
        region=seat.region_name,
        person=seat.person_name,
        partner=seat.partner_name,
        role="" if seat.partner else spoken(word(seat.role), seat.language),
        several_seats=seat.several_seats,
        private=seat.private_view,
        demo=seat.demo,
        nav=_nav(seat, path),
        shown_line=_shown(seat) if handed_out else "",
    )


def _nav(seat: Seat, path: str) -> tuple[tuple[str, str, bool], ...]:
    places = [one for one in _NAVIGATION.get(seat.role, _PARTNER) if one[0] != _OWN or not seat.by_link]
    return tuple((href, spoken(label, seat.language), _is_here(href, path)) for href, label in places)


def _is_here(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))


def _shown(seat: Seat) -> str:
    where = seat.partner_name or spoken(word(seat.role), seat.language)
    when = moment(clock.now(), language=seat.language)
    sentence = say(
        "Getoond aan {name}, {where}, {when}. Dat staat in het verstrekkingenregister.",
        name=seat.person_name, where=where, when=when,
    )  # fmt: skip
    return spoken(sentence, seat.language)
