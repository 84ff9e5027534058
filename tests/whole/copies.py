"""Copies for every recipient, in every format: asked for by the secretary, made, and fetched by each for themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Download, Page, expect

from tafel import making
from tests.whole.hall import Hall
from tests.whole.post import by_the_clock, the_day_after
from tests.whole.words import ACTIONS, COPIES, SAID, found_in


class Copy(NamedTuple):
    """A file somebody has: of which part, under what name."""

    login: str
    word: str
    name: str
    body: bytes


def copies_are_made(hall: Hall) -> None:
    """In one go, while the page follows; the meeting counts as finished once every recipient was told."""
    samir = hall.samir
    samir.get_by_role("link", name="Maak exemplaren voor de ontvangers").click()
    with _somebody_makes_them():
        samir.get_by_role("button", name="Maak exemplaren voor 7 ontvangers").click()
        expect(samir.locator("#maken")).to_contain_text("gemaakt voor 7 ontvangers", timeout=60_000)
    expect(samir.locator("#maken")).to_contain_text("Dit overleg is afgerond")
    assert by_the_clock(hall, "send-mail", at=the_day_after())


@contextmanager
def _somebody_makes_them() -> Iterator[None]:
    maker = making.Maker(making.apart, tick=0.05)
    maker.start()
    try:
        yield
    finally:
        maker.stop()


def everybody_fetches(hall: Hall) -> list[Copy]:
    """From the first page, each their own, whatever there is of it."""
    hall.sits_down("soraya.pinas")
    fetched = [one for login in COPIES for one in _fetched(login, hall.page_of(login), hall.address)]
    return [
        Copy(login, word, file.suggested_filename, Path(file.path()).read_bytes()) for login, word, file in fetched
    ]  # fmt: skip


def _fetched(login: str, page: Page, address: str) -> Iterator[tuple[str, str, Download]]:
    page.goto(address)
    page.get_by_role("link", name="Uw exemplaar van het verslag van").click()
    parts = page.locator("[aria-labelledby=mijn] li:has(form)")
    expect(parts).to_have_count(1 + len(COPIES[login]))
    for word in ("Algemeen deel", *COPIES[login]):
        part = parts.filter(has=page.get_by_role("heading", name=word))
        for button in part.get_by_role("button").all():
            with page.expect_download() as coming:
                button.press("Enter")
            yield login, word, coming.value


def everybody_sees_their_actions(hall: Hall) -> None:
    """On the list of actions: what one does oneself, what others shared, what one wrote down; nothing else."""
    for login in COPIES:
        page = hall.page_of(login)
        page.goto(f"{hall.address}/acties")
        assert found_in(page.locator("main").inner_text()) - SAID.keys() == ACTIONS.get(login, set()), login
