"""The doors: who may come in, what every answer carries, and what a stranger is told."""

from http import HTTPStatus
from itertools import product
from uuid import uuid4

import pytest
from fastapi.routing import iter_route_contexts

from tafel import db
from tafel.refusals import Unavailable
from tests import knocking
from tests.cast import Cast
from tests.client import Client
from web.app import create


@pytest.fixture
def inge(cast: Cast) -> Client:
    return Client(create(), cookies={"tafel": cast.tokens["inge.bakels"]}, follow_redirects=False)


SITES = (None, "same-origin", "Same-Origin", "same-site", "cross-site", "none", "anders")
OURS, OTHER_SCHEME = "http://testserver", "https://testserver"  # a proxy may speak https for us
ORIGINS = (
    None, OURS, OTHER_SCHEME, "null", "", "testserver", "http://testserver:8000", "http://elders.example", "http://[",
    "http://testserver.elders.example", "http://testserver@elders.example", "http://elders.example/testserver",
)  # fmt: skip
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def test_what_another_site_sends_is_turned_away(inge: Client) -> None:
    """Every origin with every word of the browser on where it came from, by every method."""
    for site, origin, method in product(SITES, ORIGINS, METHODS):
        known = {"Sec-Fetch-Site": site, "Origin": origin}
        headers = {name: value for name, value in known.items() if value is not None}
        ours = site == "same-origin" or (site is None and origin in (OURS, OTHER_SCHEME))
        answer = inge.request(method, "/taal", headers=headers)
        turned_away = method not in ("GET", "HEAD", "OPTIONS") and not ours
        assert (answer.status_code == HTTPStatus.FORBIDDEN) == turned_away, (method, headers)
        assert "access-control-allow-origin" not in answer.headers
    for origin, passes in ((OURS, True), ("http://elders.example", False)):
        answer = inge.post("/taal", data={"language": "en"}, headers={"Origin": origin})
        assert (answer.status_code == HTTPStatus.SEE_OTHER) == passes


def test_a_cookie_opens_nothing_for_machines(inge: Client) -> None:
    for site, method in product(SITES, METHODS[3:5]):
        answer = inge.request(method, "/api/v1/cases", json={}, headers={"Sec-Fetch-Site": site} if site else {})
        assert answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.METHOD_NOT_ALLOWED)
        assert "access-control-allow-origin" not in answer.headers


def test_no_address_changes_anything_by_get_alone(cast: Cast) -> None:
    assert cast
    routes = list(iter_route_contexts(create().routes))
    assert len(routes) > 30
    assert [route.path for route in routes if {"GET", "POST"} <= set(route.methods or ())] == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_every_door_that_acts_has_a_form_that_can_be_filled_in(cast: Cast) -> None:
    """So that what is hidden is sought behind each (tests/checking.py), and no new one is passed over."""
    assert cast
    found = list(knocking.doors(create()))
    assert len(found) > 200
    assert knocking.unread(create()) == []


@pytest.mark.parametrize("path", ["/casussen", "/aanmelden", "/niets", "/static/mark.svg"])
def test_every_answer_carries_the_headers(inge: Client, path: str) -> None:
    answer = inge.get(path)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get("cache-control") == (None if path.startswith("/static/") else "no-store")


@pytest.mark.parametrize("path", ["/", "/casussen", "/verstrekkingen", "/register", "/beheer", "/ik", "/regels"])
def test_nobody_without_a_sitting_comes_in(cast: Cast, path: str) -> None:
    assert cast
    answer = Client(create(), follow_redirects=False).get(path)
    assert (answer.status_code, answer.headers["location"]) == (HTTPStatus.SEE_OTHER, "/aanmelden")


def test_hidden_and_absent_are_the_same_page_to_the_byte(cast: Cast) -> None:
    rik = Client(create(), cookies={"tafel": cast.tokens["rik.zandstra"]})
    paths = [
        "/niets",
        "/casussen/geen-id",
        f"/casussen/{cast.cases['Zwaluw']}",
        "/casussen/00000000-0000-4000-8000-000000000000",
    ]
    answers = [rik.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert len({(answer.text, tuple(sorted(answer.headers.items()))) for answer in answers}) == 1


def test_the_cookie_is_closed_to_scripts_and_other_sites(cast: Cast) -> None:
    from tafel import sign_in

    sign_in.set_password(cast.seats["inge.bakels"].person, "een lange zin om te onthouden")
    client = Client(create(), follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})
    form = {"login": "inge.bakels", "password": "een lange zin om te onthouden"}
    set_cookie = client.post("/aanmelden", data=form).headers["set-cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=lax" in set_cookie
    over_https = Client(
        create(), base_url="https://testserver", headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
    )
    set_cookie = over_https.post("/aanmelden", data=form).headers["set-cookie"]
    assert set_cookie.startswith("__Host-tafel=")
    assert "Secure" in set_cookie
    forgotten = over_https.post("/afmelden").headers["set-cookie"]
    assert "Max-Age=0" in forgotten
    assert "Secure" in forgotten, "a browser takes no word of a __Host- cookie without it, and would keep the old one"


def test_signing_out_forgets_the_cookie_and_ends_the_sitting(inge: Client) -> None:
    inge.headers["Sec-Fetch-Site"] = "same-origin"
    assert inge.post("/afmelden").status_code == HTTPStatus.SEE_OTHER
    assert inge.get("/casussen").headers["location"] == "/aanmelden"


def test_a_form_that_is_far_too_large_is_refused(inge: Client) -> None:
    answer = inge.post("/ik/wachtwoord", data={"new": "x" * 2_000_000}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_health_says_when_nothing_can_be_written(inge: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inge.get("/healthz").status_code == HTTPStatus.OK

    def fail(*_args: object, **_more: object) -> None:
        raise Unavailable("read only")

    monkeypatch.setattr(db, "installation", fail)
    assert inge.get("/healthz").status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_language_is_kept_per_person(cast: Cast) -> None:
    client = Client(create(), cookies={"tafel": cast.tokens["inge.bakels"]}, headers={"Sec-Fetch-Site": "same-origin"})
    assert '<html lang="en"' in client.post("/taal", data={"language": "en", "back": "/casussen"}).text
    assert '<html lang="en"' in client.get("/casussen").text


@pytest.mark.parametrize("back", ["//elders.example", "https://elders.example", "/\\elders.example"])
def test_no_form_sends_one_to_another_site(inge: Client, back: str) -> None:
    answer = inge.post("/taal", data={"language": "nl", "back": back}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["location"] == "/"


def test_a_page_drawn_for_one_seat_is_not_sent_from_another(cast: Cast) -> None:
    petra = cast.client("petra.dekker")
    form = {"once": str(uuid4()), "seat": str(cast.seats["inge.bakels"].membership), "category": "D15", "text": "Mis."}
    address = f"/casussen/{cast.cases['Zwaluw']}/inbreng/nieuw"
    answer = petra.post(address, data=form)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Mis." in answer.text
    kept = f"/casussen/{cast.cases['Zwaluw']}/inbreng/{uuid4()}/bewaar?taak={form['seat']}"
    assert petra.post(kept, data={"text": "Mis.", "base": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    form["seat"] = str(cast.seats["petra.dekker"].membership)
    form["once"] = str(uuid4())
    assert petra.post(address, data=form, follow_redirects=False).status_code == HTTPStatus.SEE_OTHER
