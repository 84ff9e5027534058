"""Hands one mail on: to a mail server, or into a folder. It says what became of it, as far as anybody can know."""

import os
import re
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tafel.settings import settings

_PATIENCE = 20.0  # seconds for each answer of the server
_OK, _GO_ON, _WAIT, _NEVER = 200, 300, 400, 500
NOWHERE = ".invalid"  # who has no address gets one that leads nowhere


class Became(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    LATER = "later"  # not taken now
    REFUSED = "refused"  # never to be taken
    UNSURE = "unsure"  # handed over whole, and no answer came
    UNREACHABLE = "unreachable"  # no mail of anybody would be taken now


class Outcome(NamedTuple):
    """What became of it, and what the server said."""

    became: Became
    told: str = ""


def hand_on(message: EmailMessage, name: str) -> Outcome:
    """Hand a mail on; `name` is its own, so that a folder never holds it twice."""
    server = settings().mail_server
    if server is None:
        return _into_folder(name, message)
    to = parseaddr(str(message["To"]))[1]
    if to.endswith(NOWHERE):
        return Outcome(Became.REFUSED, "geen mailadres")
    return _by_smtp(server, to, message)


def may_repeat() -> bool:
    """Whether handing on the same mail once more leaves one: so in a folder, and not at a server."""
    return settings().mail_server is None


def _into_folder(name: str, message: EmailMessage) -> Outcome:
    try:
        _put(settings().mail_folder, name, message)
    except OSError as wrong:
        return Outcome(Became.UNREACHABLE, _said(wrong))
    return Outcome(Became.SENT)


def _put(folder: Path, name: str, message: EmailMessage) -> None:
    """Under its own name only once it is whole: who watches the folder never finds half a mail."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half, whole = folder / f".{name}.part", folder / f"{name}.eml"
    with half.open("wb") as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    half.replace(whole)


def _by_smtp(address: str, to: str, message: EmailMessage) -> Outcome:
    try:
        server = _connected(address)
    except (OSError, smtplib.SMTPException) as wrong:
        return Outcome(Became.UNREACHABLE, _said(wrong))
    try:
        return _spoken(server, to, message.as_bytes(policy=policy.SMTP))
    except (OSError, smtplib.SMTPException) as wrong:
        return Outcome(Became.UNREACHABLE, _said(wrong))
    finally:
        server.close()


def _connected(address: str) -> smtplib.SMTP:
    """A server that knows us; a name and password never go over an open line."""
    url, safely = urlsplit(address), ssl.create_default_context()
    host = url.hostname or ""
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=_PATIENCE, context=safely)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=_PATIENCE)
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls") or url.username:
            server.starttls(context=safely)
    if url.username:
        server.login(unquote(url.username), unquote(url.password or ""))
    return server


def _spoken(server: smtplib.SMTP, to: str, whole: bytes) -> Outcome:
    """One mail for one person. Only between its last byte and the answer to that can nobody know where it is."""
    server.ehlo_or_helo_if_needed()
    code, told = server.mail(settings().sender)
    if code >= _GO_ON:  # whoever may not send at all has mail for nobody
        return Outcome(Became.UNREACHABLE, _clean(code, told))
    for said in (f"RCPT TO:<{to}>", "DATA"):
        code, told = server.docmd(said)
        if code >= _WAIT:
            return Outcome(Became.REFUSED if code >= _NEVER else Became.LATER, _clean(code, told))
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", whole.removesuffix(b"\r\n")) + b"\r\n.\r\n")
        code, told = server.getreply()
    except (OSError, smtplib.SMTPException) as wrong:
        return Outcome(Became.UNSURE, _said(wrong))
    if _OK <= code < _GO_ON:
        return Outcome(Became.SENT)
    return Outcome(Became.REFUSED if code >= _NEVER else Became.LATER, _clean(code, told))


def _clean(code: int, told: bytes) -> str:
    return f"{code} {re.sub(r'[^ -~]+', ' ', told.decode('ascii', 'replace'))}"[:200]


def _said(wrong: Exception) -> str:
    return type(wrong).__name__
