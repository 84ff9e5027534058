"""Papers are printed in processes of their own, that give way to who reads a page and know only what they print."""

import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

from models.meeting_terms import CopyFormat
from tafel.papers.paper import Paper, Style

Made = dict[CopyFormat, bytes]
_PROCESSES = 2
_ORDER = (sys.executable, "-m", "tafel.papers.printing")


class Printers:
    """A few processes that print in one style; each is told one thing at a time."""

    def __init__(self, processes: Sequence["subprocess.Popen[bytes]"], waiting: ThreadPoolExecutor) -> None:
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._waiting = waiting
        for one in processes:
            self._free.put(one)

    def send(self, papers: Sequence[Paper], formats: Sequence[CopyFormat] = tuple(CopyFormat)) -> "Future[list[Made]]":
        """Print these; the answer comes when they are made, or that the process died."""
        return self._waiting.submit(self._ask, [one.model_dump_json() for one in papers], [str(one) for one in formats])

    def _ask(self, papers: list[str], formats: list[str]) -> list[Made]:
        one = self._free.get()
        try:
            _tell(one, (papers, formats))
            assert one.stdout
            made: list[dict[str, bytes]] = pickle.load(one.stdout)  # noqa: S301 of our own process, over its own pipe
        finally:
            self._free.put(one)
        return [{CopyFormat(name): body for name, body in each.items()} for each in made]


@contextmanager
def printers(style: Style) -> Iterator[Printers]:
    """The processes, ended again. They know nothing of our surroundings, and end by themselves when we do."""
    with ExitStack() as ended:
        processes = [ended.enter_context(_process()) for _ in range(_PROCESSES)]
        waiting = ended.enter_context(ThreadPoolExecutor(_PROCESSES))
        for one in processes:
            _tell(one, style.model_dump())
        yield Printers(processes, waiting)


def write(paper: Paper, style: Style, wanted: CopyFormat) -> bytes:
    """One paper in one format."""
    from tafel.papers import docx, odt, pdf

    return {CopyFormat.PDF: pdf.write, CopyFormat.DOCX: docx.write, CopyFormat.ODT: odt.write}[wanted](paper, style)


def _process() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_ORDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"LANG": "C.UTF-8"})  # noqa: S603


def _tell(process: "subprocess.Popen[bytes]", what: object) -> None:
    assert process.stdin
    pickle.dump(what, process.stdin)
    process.stdin.flush()
