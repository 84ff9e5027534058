"""Papers are printed in processes of their own, that give way to who reads a page and know only what they print."""

import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Timer

from models.meeting_terms import CopyFormat
from tafel.papers.paper import Paper, Style

Made = dict[CopyFormat, bytes]
_PROCESSES, _TRIES, _PATIENCE = 2, 3, 120.0  # the last in seconds: they give way to who reads a page
_ORDER = (sys.executable, "-m", "tafel.papers.printing")


class Printers:
    """A few processes that print in one style; each is told one thing at a time, and replaced when it dies of it."""

    def __init__(self, style: Style) -> None:
        self._style = style.model_dump()
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for _ in range(_PROCESSES):
            self._free.put(self._begun())
        self._waiting = ThreadPoolExecutor(_PROCESSES)

    def send(
        self, papers: Sequence[Paper], formats: Sequence[CopyFormat] = tuple(CopyFormat)
    ) -> "Future[list[Made | None]]":
        """Print these; the answer comes when they are made, with None for what could not be printed in three tries."""
        return self._waiting.submit(self._ask, [one.model_dump_json() for one in papers], [str(one) for one in formats])

    def end(self) -> None:
        """Let the processes go."""
        self._waiting.shutdown()
        for _ in range(_PROCESSES):
            _let_go(self._free.get())

    def _ask(self, papers: list[str], formats: list[str]) -> "list[Made | None]":
        """All of these at once; else each by itself, so that one that cannot be printed takes no other with it."""
        for _ in range(_TRIES if len(papers) == 1 else 1):
            if (made := self._tried(papers, formats)) is not None:
                return [*made]
        return [None] if len(papers) == 1 else [one for paper in papers for one in self._ask([paper], formats)]

    def _tried(self, papers: list[str], formats: list[str]) -> list[Made] | None:
        one = self._free.get()
        late = Timer(_PATIENCE, one.kill)
        late.start()
        try:
            _tell(one, (papers, formats))
            assert one.stdout
            made: list[dict[str, bytes]] = pickle.load(one.stdout)  # noqa: S301 of our own process, over its own pipe
        except (EOFError, OSError, pickle.UnpicklingError):
            _let_go(one)
            one = self._begun()
            return None
        finally:
            late.cancel()
            self._free.put(one)
        return [{CopyFormat(name): body for name, body in each.items()} for each in made]

    def _begun(self) -> "subprocess.Popen[bytes]":
        one = _process()
        with suppress(OSError):  # one that is dead already is found out when it is asked something
            _tell(one, self._style)
        return one


@contextmanager
def printers(style: Style) -> Iterator[Printers]:
    """The processes, ended again. They know nothing of our surroundings, and end by themselves when we do."""
    made = Printers(style)
    try:
        yield made
    finally:
        made.end()


def write(paper: Paper, style: Style, wanted: CopyFormat) -> bytes:
    """One paper in one format."""
    from tafel.papers import docx, odt, pdf

    return {CopyFormat.PDF: pdf.write, CopyFormat.DOCX: docx.write, CopyFormat.ODT: odt.write}[wanted](paper, style)


def _process() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_ORDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"LANG": "C.UTF-8"})  # noqa: S603


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    with suppress(OSError):  # what it was not told any more
        process.communicate()


def _tell(process: "subprocess.Popen[bytes]", what: object) -> None:
    assert process.stdin
    pickle.dump(what, process.stdin)
    process.stdin.flush()
