"""The doors without a seat: who has no cast shows none, health is honest, and the log holds no address."""

import io
import json
from contextlib import redirect_stdout

import pytest
import structlog
import structlog.testing

from tafel import db, health, migrating, people, sign_in
from tafel.settings import settings
from tests.cast import Cast
from tests.client import Client
from tests.tafel.test_ledger import failing_commits
from web.app import create

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.usefixtures("cast")
def test_a_real_database_has_no_cast() -> None:
    client = Client(create(), client=("127.0.0.1", 5000), headers=SAME_ORIGIN)
    assert client.get("/aanmelden/oefenen").status_code == 404
    assert client.post("/aanmelden/oefenen", data={"person": "inge.bakels"}).status_code == 404


def test_who_has_no_seat_yet_hears_why(cast: Cast) -> None:
    cast.tokens["eva.kortekaas"] = sign_in.begin(people.add_person("Eva Kortekaas", "eva.kortekaas"))
    client = cast.client("eva.kortekaas")
    assert client.get("/").headers["location"] == "/taak"
    assert "U heeft nog geen plaats aan tafel" in client.get("/taak").text


@pytest.mark.usefixtures("cast")
def test_health_says_whether_it_can_be_written_and_the_log_why() -> None:
    client = Client(create())
    assert client.get("/healthz").status_code == 200
    with failing_commits(db.engine(writes=True)), structlog.testing.capture_logs() as told:
        assert client.get("/healthz").status_code == 503
    assert [(each["log_level"], each["event"], "\n" in each["told"]) for each in told] == [
        ("error", "unavailable", False)
    ]


@pytest.mark.usefixtures("cast")
def test_a_process_is_ready_while_it_can_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(create())
    assert client.get("/readyz").status_code == 200
    with failing_commits(db.engine(writes=True)):
        assert client.get("/readyz").status_code == 503
    with monkeypatch.context() as behind:
        behind.setattr(migrating, "_older", lambda: migrating._scripts().get_heads())  # noqa: SLF001 as if a later one came
        assert client.get("/readyz").status_code == 503
    health.stopping.set()
    try:
        assert client.get("/readyz").status_code == 503
    finally:
        health.stopping.clear()
    next(settings().key_folder.glob("region-*.key")).unlink()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_request_is_one_line_without_its_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFEL_LOG", "true")
    settings.cache_clear()
    with redirect_stdout(io.StringIO()) as told:
        cast.client("inge.bakels").get(f"/casussen/{cast.cases['Zwaluw']}")
    structlog.reset_defaults()
    (line,) = told.getvalue().splitlines()
    said = json.loads(line)
    assert (said["method"], said["route"], said["status"]) == ("GET", "/casussen/{case_id}", 200)
    assert str(cast.cases["Zwaluw"]) not in line
