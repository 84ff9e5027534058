"""FastAPI's own OpenTelemetry, where the administrator wants it: how long what kind of request took, and no addresses.

A span of it would name the address with the ids in it and what was asked after it; those stay here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import trace
from opentelemetry.trace import Span, Tracer, TracerProvider

_MAY_TELL = frozenset({"http.request.method", "network.protocol.version", "url.scheme"})


def chosen(*, on: bool) -> TelemetryConfig:
    """Nothing, unless TAFEL_TELEMETRY; the rest is told by OpenTelemetry's own OTEL_ variables."""
    return {
        "tracing": on, "metrics": on, "auto_configure": on, "tracer_provider": _Discreet(),
        "logs": False,  # they carry what an exception says, and where
        "operation_spans": False,
    }  # fmt: skip


class _Discreet(TracerProvider):
    """Passes on to whatever provider there is, and leaves out of each span what names somebody or something."""

    def get_tracer(self, *args: Any, **named: Any) -> Tracer:
        return _Tracer(trace.get_tracer_provider().get_tracer(*args, **named))

    def add_span_processor(self, processor: Any) -> None:
        """FastAPI puts up the exporter of the environment by this."""
        from opentelemetry.sdk import trace as sdk  # only who turns it on has it

        if not isinstance(trace.get_tracer_provider(), sdk.TracerProvider):
            trace.set_tracer_provider(sdk.TracerProvider())
        trace.get_tracer_provider().add_span_processor(processor)  # type: ignore[attr-defined]


class _Tracer(Tracer):
    def __init__(self, real: Tracer) -> None:
        self._real = real

    def start_span(self, name: str, *args: Any, **named: Any) -> Span:
        return self._real.start_span(name, *args, **_discreet(named))

    @contextmanager
    def start_as_current_span(self, name: str, *args: Any, **named: Any) -> Iterator[Span]:  # type: ignore[override]
        with self._real.start_as_current_span(name, *args, **_discreet(named)) as span:
            yield span


def _discreet(named: dict[str, Any]) -> dict[str, Any]:
    told = named.get("attributes") or {}
    return named | {"attributes": {name: value for name, value in told.items() if name in _MAY_TELL}}
