"""Two thousand payloads of markup and formulas in every field of every form, drawn in a real browser, files and mails.

python bench/storms/payloads.py --minutes 60 [--every 20]
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from time import monotonic

import storming
from matrix import one_tick
from measuring import tell
from playwright.sync_api import Browser, Page

from tafel import db, mail, misses
from tafel.seat import of_chores
from tafel.settings import settings
from tests import browsing, cast, checking, payloads, walking
from tests.canary_weighing import WeighingTable
from tests.matrix import Matrix
from tests.post_office import in_folder
from tests.posting import by_the_clock
from web import live

SEATS = ("inge.bakels", "samir.el.khatib", "ben.vink", "soraya.pinas", "wouter.lansink")
_WATCH = """window.did = []
window.kwaad = () => window.did.push('ran')
addEventListener('securitypolicyviolation', one => window.did.push(`${one.violatedDirective} ${one.blockedURI}`))"""
_SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.did))))"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="after so many no further form is sent")
    parser.add_argument("--every", type=int, default=1, help="only one payload in so many in each field")
    given = parser.parse_args()
    misses.too_many = lambda *_: False
    live.ticks = one_tick
    with storming.opened("sqlite"):
        here = cast.build()
        db.use(settings().url)
        matrix = Matrix(Planted(here), SEATS)
        _typed(matrix, given)
        _files(matrix)
        _mails(matrix)
        _drawn(matrix)


class Planted(WeighingTable):
    """A table at work of which every text holds some of them."""

    def _text(self) -> str:
        self.some = getattr(self, "some", cycle(payloads.every()))
        return f"{payloads.fitting(self.some, 200)}{super()._text()}"


def _typed(matrix: Matrix, given: argparse.Namespace) -> None:
    """Every field of every form gets them all, the other fields as they should be; and then all fields at once."""
    until, sent, back, wrong = monotonic() + given.minutes * 60, Counter[str](), set[str](), list[str]()
    fields = [
        (door, name, most) for door in payloads.doors(matrix.app) for name, most in payloads.text_fields(door).items()
    ]
    for door, name, most in fields:
        for said in _portions(most, given.every):
            if monotonic() > until:
                break
            sent["forms"] += 1
            for login in SEATS[:3]:
                page = payloads.send(matrix, door, login, {name: said}).text
                if payloads.WORD in page.lower():
                    back.add(f"{door.path} {name}")
                    wrong += [f"{door.path} {name}: {one}" for one in payloads.on_page(page)]
                    break
        sent["fields"] += 1
    tell(
        "payloads.fields",
        sent["fields"],
        f"of {len(fields)}, with {len(payloads.every()[:: given.every])} payloads each",
    )
    tell("payloads.forms", sent["forms"], f"sent; {len(back)} fields came back on a page", least=1)
    _told("markup", wrong, "elements or attributes that somebody typed, in what forms answered")


def _portions(most: int, every: int) -> Iterator[str]:
    """All of them, as many as fit in a field at a time; one that does not fit is cut off."""
    held = ""
    for one in payloads.every()[::every]:
        if held and len(held) + len(one) >= min(most, 2_000):
            yield held[:most]
            held = ""
        held += f"{one} "
    yield held[:most]


def _files(matrix: Matrix) -> None:
    """Everything that leaves as a file, of everybody."""
    wrong, made = list[str](), Counter[str]()
    for login in SEATS:
        client = matrix.clients[login]
        answers = [one for meeting in matrix.table.meetings for _, one in checking.prints(client, meeting)]
        answers += [
            client.post("/verstrekkingen/uitvoer", data={"format": kind}) for kind in ("csv", "pdf", "docx", "odt")
        ]
        answers.append(client.get("/cijfers/bestand"))
        for one in (
            one for one in answers if one.status_code == 200 and "text/html" not in one.headers["content-type"]
        ):
            kind = one.headers["content-type"]
            made[kind] += 1
            wrong += [f"{login} {kind} {what}" for what in payloads.in_file(one.content, kind)]
    tell("payloads.files", sum(made.values()), str(dict(made)), least=1)
    _told("in-files", wrong, "formulas, fields, links or scripts in files")


def _mails(matrix: Matrix) -> None:
    by_the_clock()
    for seat in matrix.cast.seats.values():
        mail.empty(of_chores(seat.region))
    messages = in_folder()
    wrong = [f"{message['Subject']} {one}" for message in messages for one in payloads.in_mail(message)]
    tell("payloads.mails", len(messages), "written", least=1)
    _told("in-mails", wrong, "heads that somebody typed")


def _drawn(matrix: Matrix) -> None:
    """Every page there is, of everybody, in a browser that counts what ran and what the policy stopped."""
    everywhere = (matrix.cast.administrator, matrix.cast.seats["rik.zandstra"])
    paths = walking.addresses(matrix.app, walking.every_id(*everywhere), walking.belonging(*everywhere))
    pages = sorted(one for one in paths if not one.startswith("/api/"))
    wrong, seen = list[str](), Counter[str]()
    with browsing.serving(matrix.app) as address, browsing.chromium() as browser:
        for login in SEATS:
            page = _watched(browser, address, matrix.cast.tokens[login], wrong)
            there = [one for one in pages if _is_page(matrix, login, one)]
            for path in there:
                page.goto(f"{address}{path}", wait_until="load")
                wrong += [f"{login} {path} {one}" for one in page.evaluate(_SETTLED)]
                wrong += [f"{login} {path} {one}" for one in payloads.on_page(page.content())]
                seen["pages"] += 1
                seen["with"] += payloads.WORD in page.content().lower()
            page.context.close()
    tell("payloads.pages", seen["pages"], f"in Chromium, {seen['with']} of them with payloads", least=1)
    _told("in-browser", wrong, "executions, requests, policy violations or elements in the browser")


def _is_page(matrix: Matrix, login: str, path: str) -> bool:
    answer = matrix.clients[login].get(path)
    return answer.status_code == 200 and "text/html" in answer.headers["content-type"]


def _watched(browser: Browser, address: str, token: str, wrong: list[str]) -> Page:
    context = browser.new_context()
    context.add_cookies([{"name": "tafel", "value": token, "url": address}])
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.on("request", lambda one: wrong.append(one.url) if payloads.WORD in one.url.lower() else None)
    page.on("dialog", lambda one: (wrong.append("a dialog"), one.dismiss()))
    return page


def _told(name: str, wrong: list[str], unit: str) -> None:
    for one in sorted(set(wrong))[:20]:
        print(one[:300], flush=True)
    tell(f"payloads.{name}", len(wrong), unit, most=0)


if __name__ == "__main__":
    main()
