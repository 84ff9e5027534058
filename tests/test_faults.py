"""When nothing can be recorded nothing leaves and nothing is half done: on pages and by machine."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event, func, make_url, select
from sqlmodel import SQLModel

from models.forms.evidence import RecordNecessity
from models.forms.people import MakeToken
from tafel import clock, db, evidence, sign_in, tokens
from tafel.refusals import Unavailable
from tests import truth, walking
from tests.cast import Cast, giving
from tests.client import Client
from tests.databases import Database
from tests.tafel.acting import shared, written
from tests.tafel.test_ledger import break_ledger, failing_commits
from web.app import create

PROBLEM = "application/problem+json"
Fault = Callable[[Database], AbstractContextManager[object]]


@contextmanager
def ledger_is_full(database: Database) -> Iterator[None]:
    break_ledger(database)
    yield


def commits_fail(_database: Database) -> failing_commits:
    return failing_commits(db.engine(writes=True))


@contextmanager
def database_is_read_only(database: Database) -> Iterator[None]:
    """As on a disk that was mounted read-only, or on a stand-by."""
    url = make_url(database.url)
    if database.dialect == "sqlite":
        url = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    db.use(url.render_as_string(hide_password=False))
    if database.dialect == "postgresql":
        event.listen(db.engine(writes=True), "begin", _only_reads)
    yield
    db.use(database.url)


def _only_reads(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


FAULTS = pytest.mark.parametrize("fault", [ledger_is_full, commits_fail, database_is_read_only])


@pytest.mark.parametrize("login", ["wouter.lansink", "nadia.oosterhuis"])
def test_no_page_leaves_that_cannot_be_recorded(cast: Cast, database: Database, login: str) -> None:
    """Of all that a reader is shown of others, on every page and by machine, nothing is: 503, and no word of it."""
    marks, app = _marks(cast)[login], create()
    paths = walking.addresses(app, walking.every_id(cast.administrator))
    shown = _showing(walking.as_somebody(app, cast, login), paths, marks)
    assert {path.startswith("/api/") for path in shown} == {True, False}
    client = _sits_anew(app, cast, login)
    for fault in (commits_fail, database_is_read_only, ledger_is_full):  # after the last one nothing is well again
        with fault(database):
            for path in shown:
                answer = client.get(path, follow_redirects=False)
                assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, (fault, path)
                assert [mark for mark in marks if mark in answer.text] == [], (fault, path)
                assert (answer.headers["content-type"] == PROBLEM) == path.startswith("/api/")


@FAULTS
def test_no_act_happens_that_cannot_be_recorded(cast: Cast, database: Database, fault: Fault) -> None:
    """An act answers 503 and leaves nothing: no row in any table, so that sent again it happens once."""
    app, acts = create(), _acts(cast)
    clients = {login: walking.as_somebody(app, cast, login) for login, *_ in acts}
    before = _rows(cast)
    with fault(database):
        for login, path, how in acts:
            answer = clients[login].post(path, follow_redirects=False, **how)
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE, path
            assert "kenteken" not in answer.text
            assert (answer.headers["content-type"] == PROBLEM) == path.startswith("/api/")
    assert _rows(cast) == before


def test_when_it_can_be_recorded_again_the_same_form_still_acts_once(cast: Cast, database: Database) -> None:
    app, acts = create(), _acts(cast)
    clients = {login: walking.as_somebody(app, cast, login) for login, *_ in acts}
    with commits_fail(database):
        for login, path, how in acts:
            clients[login].post(path, follow_redirects=False, **how)
    for login, path, how in acts:
        answer = clients[login].post(path, follow_redirects=False, **how)
        assert answer.status_code < HTTPStatus.BAD_REQUEST, (path, answer.text)


@pytest.mark.parametrize("fault", [commits_fail, database_is_read_only])
def test_health_tells_it(cast: Cast, database: Database, fault: Fault) -> None:
    client = cast.client("inge.bakels")
    assert client.get("/healthz").status_code == HTTPStatus.OK
    with fault(database):
        assert client.get("/healthz").status_code == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_what_a_stand_by_answers_is_told_as_what_cannot_be_recorded(cast: Cast) -> None:
    """To a transaction that writes it says that this is not supported, as to any question it does not know."""
    with pytest.raises(Unavailable), db.writing(cast.seats["inge.bakels"]) as work:
        work.session.connection().exec_driver_sql("SELECT chore FROM leases GROUP BY chore FOR UPDATE")


def _marks(cast: Cast) -> dict[str, set[str]]:
    """What is shown of others: a passage; a record's answers, and in the register a case's reference."""
    form = RecordNecessity(
        once=uuid4(), condition="c-NPS", case_id=cast.cases["Zwaluw"], claimed_from=clock.today(),
        necessary="merkbewijs", proportionate="merkbewijs", no_lighter_way="merkbewijs",
    )  # fmt: skip
    with db.writing(cast.seats["inge.bakels"]) as work:
        evidence.record(work, form)
    shared(cast, "inge.bakels", written(cast, "inge.bakels", "Gezien: merkwoord."), "OM")
    reference = truth.of(cast.administrator).cases[cast.cases["Zwaluw"]].reference
    return {"wouter.lansink": {"merkwoord"}, "nadia.oosterhuis": {"merkbewijs", reference}}


def _showing(client: Client, paths: list[str], marks: set[str]) -> set[str]:
    return {path for path, _, body in walking.walk(client, paths) if any(mark in body for mark in marks)}


def _sits_anew(app: Any, cast: Cast, login: str) -> Client:
    """The same reader in another sitting and with another key, to whom nothing was shown yet."""
    cast.tokens[login] = sign_in.begin(cast.seats[login].person)
    with db.writing(cast.seats[login]) as work:
        cast.keys[login] = tokens.make(work, MakeToken(once=uuid4(), name="Koppeling"))
    return walking.as_somebody(app, cast, login)


def _acts(cast: Cast) -> list[tuple[str, str, dict[str, Any]]]:
    """Writing, sharing, withdrawing, recording and taking a file along."""
    case, inge = cast.cases["Zwaluw"], "inge.bakels"
    share = giving([cast.version("voorman")], [cast.partners["OM"]]).model_dump(mode="json", exclude_defaults=True)
    given = str(truth.of(cast.administrator).shares[0].id)
    words = {"text": "Het kenteken staat op de foto.", "category": "D7", "reliability": "heard"}
    today = str(clock.today())

    def once(form: dict[str, Any]) -> dict[str, Any]:
        return form | {"once": str(uuid4())}

    answered = dict.fromkeys(("necessary", "proportionate", "no_lighter_way"), "Nodig.")
    necessity = {"condition": "c-NPS", "case_id": str(case), "claimed_from": today} | answered
    return [
        (inge, f"/casussen/{case}/inbreng/nieuw", {"data": once(words)}),
        (inge, f"/casussen/{case}/delen", {"data": once(share)}),
        (inge, "/bewijs/nieuw", {"data": once(necessity)}),
        (inge, "/verstrekkingen/intrekken", {"data": once({"shares": [given]})}),
        (inge, "/verstrekkingen/uitvoer", {"data": once({"van": today, "tot": today, "format": "csv"})}),
        ("nadia.oosterhuis", "/register/export", {"data": once({})}),
        ("nadia.oosterhuis", "/register/controlepunt", {"data": once({})}),
        (inge, f"/api/v1/cases/{case}/passages", {"json": once(words)}),
        (inge, f"/api/v1/cases/{case}/shares", {"json": once(share)}),
        (inge, "/api/v1/share-withdrawals", {"json": once({"shares": [given]})}),
    ]


def _rows(cast: Cast) -> dict[str, int]:
    """How many rows each table holds, as the region sees it."""
    with db.reading(cast.by_the_clock) as reading:
        counted = {one.name: select(func.count()).select_from(one) for one in SQLModel.metadata.sorted_tables}
        return {name: reading.session.scalar(query) or 0 for name, query in counted.items()}
