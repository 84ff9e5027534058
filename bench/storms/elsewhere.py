"""A page of another site, in a real browser of somebody who is signed in: it reads nothing and does nothing.

Once of another host, and once of the same host at another port, where the browser sends the session along.

python bench/storms/elsewhere.py
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import storming
import table
from measuring import tell
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from sqlmodel import col

from models.tables.casework import Case
from models.tables.people import Person
from tafel import db, meetings
from tafel.settings import settings
from tests import browsing
from tests.cast import Cast
from web.app import create

LOGIN = "inge.bakels"
TRIES = {
    "fetch": "fetch(at, {credentials: 'include'}).then(one => one.text())",
    "fetch-blind": "fetch(at, {mode: 'no-cors', credentials: 'include'}).then(one => one.text())",
    "fetch-act": "fetch(acts, {method: 'POST', mode: 'no-cors', credentials: 'include', body: form})"
    ".then(one => one.text())",
    "fetch-json": "fetch(machine, {method: 'POST', credentials: 'include', body: '{}', "
    "headers: {'Content-Type': 'application/json'}}).then(one => one.text())",
    "request": "new Promise((done, no) => { const one = new XMLHttpRequest(); one.open('PUT', acts); "
    "one.withCredentials = true; one.onload = () => done(one.responseText); one.onerror = no; one.send('x') })",
    "image": "loaded('img', 'src', picture)",
    "script": "loaded('script', 'src', code)",
    "style": "loaded('link', 'href', styles)",
    "stream": "new Promise((done, no) => { const one = new EventSource(stream, {withCredentials: true}); "
    "one.onopen = () => done('open'); one.onerror = no })",
    "socket": "new Promise((done, no) => { const one = new WebSocket(at.replace('http', 'ws')); "
    "one.onopen = () => done('open'); one.onerror = no })",
    "beacon": "Promise.resolve(navigator.sendBeacon(acts, form) && '')",
}
_PAGE = """<!doctype html><title>Elders</title><iframe src="{here}/casussen"></iframe>
<form method="post" action="{here}/taal"><input name="language" value="en"></form>
<script>
const here = '{here}', at = here + '/casussen', acts = here + '/taal', machine = here + '/api/v1/cases'
const picture = here + '/static/mark.svg', code = at, styles = at, stream = here + '{stream}'
const form = new URLSearchParams({{language: 'en'}})
const loaded = (tag, name, where) => new Promise((done, no) => {{ const one = document.createElement(tag)
  one.rel = 'stylesheet'; one.onload = () => done('loaded'); one.onerror = no
  one[name] = where; document.body.append(one) }})
</script>"""


def main() -> None:
    with storming.opened("sqlite"):
        here = table.build()
        db.use(settings().url)
        meeting = table.meeting(here, "Overleg", 10)
        table.items(here, meeting, 1)
        with db.writing(here.seats[table.CHAIR]) as work:
            meetings.begin(work, meeting, early=True)
        stream = f"/overleggen/{meeting}/nu/stroom"
        before = _stands(here)
        with browsing.serving(create()) as address, browsing.chromium() as browser:
            _at_home(browser, here, address, stream)
            for host in ("localhost", "127.0.0.1"):
                with _site(host, _PAGE.format(here=address, stream=stream)) as elsewhere:
                    _tries(browser, here, address, elsewhere, "other-host" if host == "localhost" else "other-port")
        tell("elsewhere.changed", int(before != _stands(here)), "acts done from elsewhere", most=0)


def _at_home(browser: Browser, here: Cast, address: str, stream: str) -> None:
    """The same ways work on a page of our own: what finds nothing elsewhere would find something."""
    own = _signed_in(browser, here, address)
    assert "Zwaluw" in own.evaluate("() => fetch('/casussen').then(one => one.text())")
    assert own.evaluate(f"() => (stream => {TRIES['stream']})('{stream}')") == "open"
    own.context.close()


def _signed_in(browser: Browser, here: Cast, address: str) -> Page:
    context = browser.new_context()
    context.add_cookies([{"name": "tafel", "value": here.tokens[LOGIN], "url": address}])
    own = context.new_page()
    own.goto(f"{address}/casussen")
    assert "Zwaluw" in own.content()
    return own


def _tries(browser: Browser, here: Cast, address: str, elsewhere: str, name: str) -> None:
    context = _signed_in(browser, here, address).context
    page = context.new_page()
    page.goto(elsewhere, wait_until="load")
    got = {one: page.evaluate(f"() => {code}.catch(() => '')") for one, code in TRIES.items()}
    read = {one: said for one, said in got.items() if said}
    framed = [one.content() for one in page.frames[1:] if "Zwaluw" in one.content()]
    with page.expect_navigation() as went:
        page.evaluate("() => document.forms[0].submit()")
    answer = went.value
    assert answer
    print(read)
    tell(f"elsewhere.{name}.read", len(read) + len(framed), f"of {len(TRIES) + 1} ways", most=0)
    tell(f"elsewhere.{name}.form", answer.status, "is how a form of it is answered", least=403)
    context.close()


def _stands(here: Cast) -> tuple[int, str]:
    """How many cases there are, and in which language somebody reads."""
    with db.reading(here.seats[LOGIN]) as reading:
        cases = reading.session.scalar(select(func.count()).select_from(Case)) or 0
        spoken = select(col(Person.language)).where(col(Person.id) == reading.seat.person)
        return cases, str(reading.session.scalar(spoken))


@contextmanager
def _site(host: str, page: str) -> Iterator[str]:
    """A site of somebody else's that has one page."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://{host}:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
