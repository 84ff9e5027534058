"""The meeting of the whole test: its people at their screens, its cases, its items and who is in each circle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import Browser, Page, expect

from tafel import clock, db, meetings
from tafel.sight import agenda
from tests import tables
from tests.browsing import Heard, serving
from tests.cast import Cast
from tests.tafel.acting import act, opened
from web.app import create

LOGINS = ("samir.el.khatib", "marijke.terpstra", "inge.bakels", "bram.kuijper", "petra.dekker")
POLICE, SHELTER, HOUSING = "Politie De Waarden", "Opvang Het Anker", "Woningstichting De Brug"
PROSECUTOR, CARE = "Openbaar Ministerie", "Zorgcoördinatie mensenhandel"
CASES = {"Wielewaal": "inge.bakels", "Kievit": "inge.bakels", "Grutto": "bram.kuijper", "Scholekster": "bram.kuijper",
         "Merel": "petra.dekker"}  # fmt: skip
ORDER = ["Opening", "Zwaluw", "Kievit", "Wielewaal", "Grutto", "Merel", "Scholekster", "Samenwerking", "Rondvraag"]


@dataclass
class Hall:
    """The meeting, and everybody's page by first name."""

    cast: Cast
    meeting: UUID
    address: str
    heard: Heard
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Page:
        return self.pages[name]

    def go(self, name: str, path: str) -> Page:
        """Somebody opens a page of this meeting."""
        self.pages[name].goto(f"{self.address}/overleggen/{self.meeting}{path}")
        return self.pages[name]

    def page_of(self, login: str) -> Page:
        """Where somebody sits."""
        return self.pages[login.split(".", maxsplit=1)[0]]

    def sits_down(self, login: str) -> Page:
        """Somebody of the cast, in a browser of their own."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "tafel", "value": self.cast.tokens[login], "url": self.address}])
        self.pages[login.split(".", maxsplit=1)[0]] = page = context.new_page()
        return page

    def items(self) -> dict[str, UUID]:
        """The items of the agenda, by code word."""
        with db.reading(self.cast.seats["samir.el.khatib"]) as reading:
            return {line.word: line.id for line in agenda.page(reading, self.meeting).items}


@contextmanager
def filled(cast: Cast, browser: Browser) -> Iterator[Hall]:
    """Cases of several partners, a meeting that begins in ten minutes, and five people at their screens."""
    for word, login in CASES.items():
        cast.cases[word] = opened(cast, login, word)
    heard = Heard(create())
    expect.set_options(timeout=10_000)
    with serving(heard) as address:
        hall = Hall(cast, _meeting(cast), address, heard, browser)
        for login in LOGINS:
            hall.sits_down(login)
        yield hall
        for page in hall.pages.values():
            page.context.close()
    expect.set_options(timeout=5_000)


def _meeting(cast: Cast) -> UUID:
    begins = (clock.now() + timedelta(minutes=10)).astimezone(clock.AMSTERDAM)
    keys = ("VZ", "POL", "OM", "ZC", "OPV", "WOCO")
    form = tables.form_of(
        cast, day=begins.date(), starts=begins.time().replace(second=0, microsecond=0),
        partners=[cast.partners[key] for key in keys],
    )  # fmt: skip
    return act(cast, "samir.el.khatib", lambda work: meetings.make(work, form))
