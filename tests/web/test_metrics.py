"""What a monitor is told, what the log and a trace tell, and that none of it names a person, a case or a word."""

import json
import os
import re
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
import structlog

from tafel.settings import BadSettings, settings
from tests.cast import Cast
from web import app, metrics, telemetry

TOKEN = "abcdefghijklmnopqrstuvwxyz"
AS_MONITOR = {"Authorization": f"Bearer {TOKEN}"}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}")
KINDS = {"probe", "static", "api", "act", "stream", "part", "page"}


@pytest.fixture
def measured(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("TAFEL_METRICS", TOKEN)
    settings.cache_clear()
    return cast


def meters(cast: Cast) -> str:
    answer = cast.client("inge.bakels").get("/metrics", headers=AS_MONITOR)
    assert answer.status_code == HTTPStatus.OK
    return answer.text


def test_requests_are_counted_by_kind_and_nothing_is_named(measured: Cast) -> None:
    client = measured.client("inge.bakels")
    before = counted(meters(measured), 'tafel_requests_total{kind="page",status="2xx"}')
    client.get(f"/casussen/{measured.cases['Zwaluw']}")
    client.get(f"/casussen/{uuid4()}?zoek=matrassen")
    client.post("/casussen/nieuw", data={"code_word": "Wulp"})
    client.get("/static/look.css")
    client.get("/api/v1/cases")
    told = meters(measured)
    assert counted(told, 'tafel_requests_total{kind="page",status="2xx"}') == before + 1
    assert counted(told, 'tafel_request_seconds_count{kind="act"}') >= 1
    assert set(re.findall(r'kind="([^"]*)"', told)) <= KINDS
    assert not UUID.search(told)
    for word in ("Zwaluw", "Wulp", "matrassen", "casussen", "inge", "De Waarden"):
        assert word not in told


def counted(told: str, name: str) -> float:
    return float(next((line.rsplit(" ", 1)[1] for line in told.splitlines() if line.startswith(name)), 0))


@pytest.mark.parametrize("brought", ["", "Bearer ", f"Bearer {TOKEN}x", "Basic x", f"Bearer {TOKEN[:-1]}é"])
def test_without_the_token_there_is_no_such_page(measured: Cast, brought: str) -> None:
    client = measured.client("ben.vink")
    headers = {"Authorization": brought.encode()}
    answer, nothing = client.get("/metrics", headers=headers), client.get("/nergens", headers=headers)
    assert (answer.status_code, answer.content) == (nothing.status_code, nothing.content)


@pytest.mark.parametrize("brought", ["", "Bearer "])
def test_it_is_off_unless_it_is_turned_on(cast: Cast, brought: str) -> None:
    assert not settings().metrics
    assert cast.client("ben.vink").get("/metrics", headers={"Authorization": brought}).status_code == 404


def test_a_token_that_is_guessed_too_easily_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFEL_METRICS", "kort")
    settings.cache_clear()
    with pytest.raises(BadSettings, match="TAFEL_METRICS moet een geheim zijn"):
        settings()
    settings.cache_clear()
    assert cast


def test_what_goes_wrong_is_counted_by_a_closed_list(measured: Cast) -> None:
    before = counted(meters(measured), 'tafel_errors_total{event="chore",name="send-mail"}')
    metrics.counting(None, "", {"level": "error", "event": "chore", "name": "send-mail", "error": "OSError"})
    metrics.counting(None, "", {"level": "error", "event": "matrassen", "name": "Zwaluw"})
    metrics.counting(None, "", {"level": "info", "event": "chore", "name": "compare"})
    told = meters(measured)
    assert counted(told, 'tafel_errors_total{event="chore",name="send-mail"}') == before + 1
    assert "matrassen" not in told
    assert "compare" not in told


SEVERAL = """
import os
from prometheus_client import generate_latest
from web import metrics
for _ in range(2):
    if not os.fork():
        metrics._requests.labels("page", "2xx").inc()
        metrics._streams.inc()
        os._exit(0)
os.wait(), os.wait()
print(generate_latest(metrics._of_all()).decode())
"""


def test_the_meters_of_all_processes_are_told_by_any(tmp_path: Path) -> None:
    """Two processes count in one folder; a third tells of both, and of no stream of one that is gone."""
    environment = {**os.environ, metrics.SEVERAL: str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL], env=environment, check=True, capture_output=True, text=True
    )  # fmt: skip
    assert counted(done.stdout, 'tafel_requests_total{kind="page",status="2xx"}') == 2
    assert counted(done.stdout, "tafel_streams") == 0


def test_the_log_tells_of_a_request_and_nothing_of_what_was_said(
    cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAFEL_LOG", "true")
    settings.cache_clear()
    kept = structlog.get_config()
    try:
        client = cast.client("inge.bakels")
        client.get(f"/casussen/{cast.cases['Zwaluw']}?zoek=matrassen")
        client.post("/casussen/nieuw", data={"code_word": "Wulp", "once": str(uuid4())})
    finally:
        structlog.configure(**kept)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    asked = [line for line in lines if line["event"] == "request"]
    assert [set(line) for line in asked] == [
        {"event", "level", "timestamp", "method", "route", "status", "ms", "trace"}
    ] * 2
    assert asked[0]["route"].endswith("/casussen/{case_id}")
    told = json.dumps(lines)
    for word in ("matrassen", "Wulp", "Zwaluw", str(cast.cases["Zwaluw"]), str(cast.seats["inge.bakels"].person)):
        assert word not in told


class Spans:
    """A provider that keeps what each span is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def get_tracer(self, *_: Any, **__: Any) -> Any:
        def start(name: str, *_args: Any, attributes: Any = None, **_named: Any) -> Any:
            told = {"name": name, **(attributes or {})}
            self.told.append(told)
            nothing = dict.fromkeys(("set_status", "record_exception"), lambda *_: None)
            return SimpleNamespace(
                **nothing, set_attributes=told.update, set_attribute=told.__setitem__,
                update_name=lambda now: told.update(name=now), end=lambda: None, is_recording=lambda: True,
                get_span_context=lambda: None,
            )  # fmt: skip

        return SimpleNamespace(start_span=start)


def test_a_trace_names_the_route_and_no_address(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFEL_TELEMETRY", "true")
    settings.cache_clear()
    app._built.cache_clear()  # noqa: SLF001 it keeps the tracer of an earlier test
    spans = Spans()
    monkeypatch.setattr(telemetry.trace, "get_tracer_provider", lambda: spans)
    answer = cast.client("inge.bakels").get(f"/casussen/{cast.cases['Zwaluw']}?zoek=matrassen")
    assert answer.status_code == HTTPStatus.OK
    (told,) = spans.told
    assert told["http.route"] == "/casussen/{case_id}"
    assert told["http.response.status_code"] == HTTPStatus.OK
    assert not {"url.path", "url.query", "client.address", "user_agent.original"} & told.keys()
    assert str(cast.cases["Zwaluw"]) not in repr(told)
    assert "matrassen" not in repr(told)


def test_no_trace_is_made_unless_it_is_turned_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    spans = Spans()
    monkeypatch.setattr(telemetry.trace, "get_tracer_provider", lambda: spans)
    assert cast.client("inge.bakels").get("/casussen").status_code == HTTPStatus.OK
    assert not spans.told
