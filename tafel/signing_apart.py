"""Signing in a process of its own: one line of JSON asks, one line answers, over a socket that few may open."""

import json
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from socketserver import StreamRequestHandler, UnixStreamServer
from typing import Any

import structlog

from tafel.refusals import Unavailable
from tafel.seal import CannotUnseal

LONGEST = 1_000_000
_PATIENCE = 2.0  # seconds: while a checkpoint is signed nobody else writes
_log = structlog.get_logger()
Do = Callable[[str, Mapping[str, Any]], str]


def ask(path: Path, what: str, told: Mapping[str, Any]) -> str:
    """What the signer says; Unavailable when there is none, CannotUnseal with its own words when it cannot."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_PATIENCE)
            line.connect(str(path))
            line.sendall(json.dumps([what, told]).encode() + b"\n")
            answer = line.makefile("rb").readline(LONGEST)
        said = json.loads(answer)
    except (OSError, ValueError) as wrong:
        raise Unavailable(f"de ondertekenaar op {path} antwoordt niet ({type(wrong).__name__})") from wrong
    if "cannot" in said:
        raise CannotUnseal(said["cannot"])
    return str(said["said"])


def serve(path: Path, do: Do) -> UnixStreamServer:
    """A server on this socket, which its owner and group may open; one that was left behind is taken away."""

    class Answering(StreamRequestHandler):
        timeout = _PATIENCE

        def handle(self) -> None:
            try:
                self.wfile.write(_answer(self.rfile.readline(LONGEST), do))
            except OSError as wrong:  # who asked was slow, or is gone
                _log.error("signer", error=type(wrong).__name__)

    if path.is_socket() and not _answers(path):
        path.unlink()
    before = os.umask(0o117)
    try:
        return UnixStreamServer(str(path), Answering)
    finally:
        os.umask(before)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        return line.connect_ex(str(path)) == 0


def _answer(asked: bytes, do: Do) -> bytes:
    """Whatever was asked, an answer: what cannot be is a sentence, and what is no question says nothing of why."""
    try:
        what, told = json.loads(asked)
        answer = {"said": do(what, told)}
    except (CannotUnseal, Unavailable) as wrong:
        answer = {"cannot": str(wrong)}
    except (ValueError, KeyError, TypeError, OSError, RecursionError) as wrong:
        _log.error("signer", error=type(wrong).__name__)
        answer = {"cannot": "Dit kan de ondertekenaar niet."}
    return json.dumps(answer).encode() + b"\n"
