"""Starting the demo: what was done is kept, unless it is begun anew."""

import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from tafel import chores, db, demo, migrating
from tafel.running import CannotRun, check_folder
from tafel.settings import settings

ROLES = {
    "member": "deelnemer",
    "chair": "voorzitter",
    "secretary": "secretaris",
    "care-coordinator": "zorgcoördinator",
    "privacy-contact": "contact voor privacy",
    "privacy-officer": "functionaris gegevensbescherming",
    "administrator": "applicatiebeheerder",
}
_BUILT = "demo-is-klaar"


def begin(build: Callable[[], object], *, fresh: bool) -> bool:
    """Open the demo's database, and build it where there is none yet or a new one is asked for; returns whether it built.

    Raises CannotRun for any database that was not born as a demo.
    """
    chosen = settings()
    check_folder(chosen.data)
    _refuse_real(chosen.url)
    if (fresh or not _is_built(chosen.data)) and _file(chosen.url):
        _clear(chosen.data, chosen.url)
    migrating.migrate(chosen.database_owner or chosen.url)
    db.use(chosen.url)
    if chores.regions():
        return False
    build()
    (chosen.data / _BUILT).touch()
    return True


def seats(url: str) -> dict[str, object]:
    """Who one can be, and the page that signs in as each."""
    return {
        "url": url,
        "seats": [
            {
                "person": one.name,
                "partner": one.partner or one.region,
                "role": one.job or ROLES[one.role],
                "link": f"{url}/aanmelden/oefenen/{one.key}",
            }
            for one in demo.people()
        ],
    }


def as_line(found: dict[str, object]) -> str:
    """The same as one line of JSON."""
    return json.dumps(found, ensure_ascii=False)


def _refuse_real(url: str) -> None:
    if not migrating.is_current(url):
        migrating.refuse_future(url)
        return
    db.use(url)
    if chores.regions() and not demo.in_use():
        db.close()
        raise CannotRun("Deze database is niet als oefening gemaakt; de oefening blijft eraf. Kies een andere map met TAFEL_DATA.")
    db.close()


def _is_built(data: Path) -> bool:
    """A demo that was broken off while it was built is built anew."""
    return (data / _BUILT).exists()


def _file(url: str) -> Path | None:
    at = make_url(url)
    return Path(at.database) if at.drivername.startswith("sqlite") and at.database else None


def _clear(data: Path, url: str) -> None:
    """Away with the demo's own files, and nothing else."""
    file = _file(url)
    assert file
    (data / _BUILT).unlink(missing_ok=True)
    for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        path.unlink(missing_ok=True)
