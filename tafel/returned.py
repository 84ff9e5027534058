"""Reads what a mail server sends back: which of our mails did not arrive, and why; anything else it leaves alone."""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Any, NamedTuple
from uuid import UUID

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_MOST = 200
_REPORT, _STATUS, _WHOLE, _HEADERS = (
    "multipart/report", "message/delivery-status", "message/rfc822", "text/rfc822-headers",
)  # fmt: skip


class Returned(NamedTuple):
    """A mail of ours that did not arrive, and what was said of it."""

    mail: UUID
    told: str


def read(body: bytes) -> Returned | None:
    """What a report of failed delivery (RFC 3464) says; None for anything else, however it is made."""
    try:
        report = message_from_bytes(body)
        told = _failed(report) if report.get_content_type() == _REPORT else None
        found = _OURS.search(" ".join(_ids(report))) if told is not None else None
        return Returned(UUID(found[1]), told or "") if found else None
    except Exception:  # noqa: BLE001 anybody can send anything here
        return None


def _failed(report: Message) -> str | None:
    """What the other side said, where a delivery failed for good; one that is late may still arrive."""
    for part in report.walk():
        if part.get_content_type() == _STATUS:
            for block in _blocks(part):
                if str(block["Action"] or "").strip().lower() == "failed":
                    return _clean(block["Diagnostic-Code"] or block["Status"] or "")
    return None


def _blocks(part: Message) -> list[Any]:
    payload = part.get_payload()
    return payload if isinstance(payload, list) else []


def _ids(report: Message) -> Iterator[str]:
    """The number of the mail that comes back: in what stands of it, else in what the report answers to."""
    for part in report.walk():
        if part.get_content_type() == _WHOLE:
            yield from (str(one["Message-ID"] or "") for one in _blocks(part))
        elif part.get_content_type() == _HEADERS:
            text = part.get_payload(decode=True)
            if isinstance(text, bytes):
                yield str(message_from_string(text.decode("ascii", "replace"))["Message-ID"] or "")
    for name in ("In-Reply-To", "References"):
        yield str(report[name] or "")


def _clean(told: object) -> str:
    return re.sub(r"[^!-~]+", " ", str(told)).strip()[:_MOST]
