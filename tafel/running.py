"""Serving the pages: the checks before it starts, each with one clear sentence, and then the server."""

import errno
import os
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError

from models.forms.base import Line
from models.forms.people import Login
from tafel import db, demo, migrating
from tafel.seat import of_chores
from tafel.settings import Settings, settings

_LEAST, _LONGEST_NAME, _PREFIX_LENGTHS = 12, 120, (2, 3, 4)


class CannotRun(Exception):
    """Why it does not start, in the user's words."""


def prepare() -> Settings:
    """Settings read and the database open, of this very version."""
    chosen = settings()
    migrating.require_current(chosen.url)
    db.use(chosen.url)
    return chosen


def require_real() -> None:
    """Raise unless this is a database for real use, with a region in it."""
    from tafel import chores

    if demo.in_use():
        raise CannotRun("Dit is een oefendatabase. Start haar met: tafel demo")
    if not chores.regions():
        raise CannotRun("Er is nog geen regio. Draai eerst: tafel init")


def require_keys() -> None:
    """Raise unless the keys of every region are there, and fit, and its register continues what they signed.

    What was erased since an older database was kept is erased there again.
    """
    from tafel import chores, continuing, erasing, rekeying

    for region in chores.regions():
        continuing.require(of_chores(region))
        rekeying.check(of_chores(region))
        erasing.erase_again(of_chores(region))


def taken_port(host: str, port: int) -> socket.socket:
    """The port, taken before anything starts; in use is told in one sentence."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as wrong:
        raise CannotRun(f"Het adres {host} is op deze machine niet bekend. Kies een ander met --host.") from wrong
    taken = socket.socket(found[0], found[1])
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(found[4])
        taken.listen(128)
    except OSError as wrong:
        taken.close()
        raise CannotRun(_why_not(host, port, wrong)) from wrong
    return taken


def _why_not(host: str, port: int, wrong: OSError) -> str:
    if wrong.errno == errno.EADDRINUSE:
        return f"Poort {port} is al in gebruik. Kies een andere met --port, of stop wat er draait."
    if wrong.errno == errno.EACCES:
        return f"Poort {port} mag alleen de beheerder van deze machine gebruiken. Kies er een boven 1024 met --port."
    return f"Op {host}, poort {port}, kan tafel niet luisteren: {wrong.strerror}."


def serve(taken: socket.socket, workers: int = 1) -> None:
    """Answer requests until told to stop."""
    from tafel import workers as processes

    os.environ.setdefault("TAFEL_LOG", "true")
    os.environ["TAFEL_PORT"] = str(taken.getsockname()[1])  # as links in mail say it
    settings.cache_clear()
    _allow_many_streams()
    with _counting(workers):
        begun = processes.run(taken, workers)
    if not begun:
        raise CannotRun("Een proces van tafel kon niet beginnen; hierboven staat waarom. Er wordt niets getoond.")


@contextmanager
def _counting(workers: int) -> Iterator[None]:
    """Several processes count in one folder, and any of them tells what all counted."""
    if workers == 1 or not settings().metrics:
        yield
        return
    with TemporaryDirectory(prefix="tafel-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _allow_many_streams() -> None:
    """Each open page holds a line, and the system lends a process few unless it asks."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def check_folder(folder: Path) -> None:
    """Raise unless files can be made in a folder; it is made when it is not there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise CannotRun(f"De map {folder} kan niet worden gemaakt. Kies een andere met TAFEL_DATA.") from wrong
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotRun(
            f"In de map {folder} kan tafel niet schrijven. Geef rechten op die map, of kies een andere met TAFEL_DATA."
        )


def check_place(file: Path, begins: bytes) -> None:
    """Raise where a file is that does not begin so: a slip of the hand must not take the database away."""
    if not file.is_file():
        return
    try:
        with file.open("rb") as there:
            begun = there.read(len(begins))
    except OSError as wrong:
        raise CannotRun(f"{file} kan niet worden gelezen: {wrong.strerror}. Kies een andere naam.") from wrong
    if begun and begun != begins:
        raise CannotRun(f"Op {file} staat al iets anders. Er is niets geschreven: kies een andere naam.")


def check_region(name: str, prefix: str) -> None:
    """Raise when a region cannot be called so."""
    if not name.strip() or len(name) > _LONGEST_NAME:
        raise CannotRun("Geef de regio een naam van ten hoogste 120 tekens.")
    if not (prefix.isascii() and prefix.isalpha() and len(prefix) in _PREFIX_LENGTHS):
        raise CannotRun("De afkorting is twee tot vier letters, zoals DW.")


def checked_name(name: str) -> str:
    """A person's name as it is kept; raises when there is none."""
    try:
        return TypeAdapter(Line).validate_python(name)
    except ValidationError:
        raise CannotRun("Geef de persoon een naam van ten hoogste 120 tekens.") from None


def checked_login(login: str, password: str) -> str:
    """The login as it is kept; raises when it or the password cannot be."""
    if len(password) < _LEAST:
        raise CannotRun(f"Het wachtwoord is te kort: ten minste {_LEAST} tekens.")
    try:
        return TypeAdapter(Login).validate_python(login)
    except ValidationError:
        raise CannotRun("De aanmeldnaam bestaat uit kleine letters, cijfers, punten, streepjes en @.") from None
