"""Starting the demo: what was done is kept, unless it is begun anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from tafel import chores, db, demo, migrating
from tafel.demo import building
from tafel.running import CannotRun, check_folder
from tafel.settings import Settings, settings

ROLES = {
    "member": "deelnemer",
    "chair": "voorzitter",
    "secretary": "secretaris",
    "care-coordinator": "zorgcoördinator",
    "privacy-contact": "contact voor privacy",
    "privacy-officer": "functionaris gegevensbescherming",
    "administrator": "applicatiebeheerder",
}
_MARK, _READY = "oefening", "klaar"  # the file that says this folder holds a demo, and that it is whole


def begin(progress: Callable[[float], None], *, fresh: bool) -> bool:
    """Open the demo's database, built anew where there is none or a new one is asked for; returns whether it built.

    `progress` hears from 0 to 1 how far the building is.
    Raises CannotRun for any database that was not born as a demo.
    """
    chosen = settings()
    check_folder(chosen.data)
    mark = chosen.data / _MARK
    _refuse_real(chosen.url, mark)
    if fresh or (mark.exists() and mark.read_text() != _READY):
        _clear(chosen, mark)
    migrating.bring_up_to_date()
    db.use(chosen.url)
    if chores.regions():
        return False
    mark.write_text("bezig")
    db.use(chosen.url, building=True)
    try:
        building.build(progress)
    finally:
        db.use(chosen.url)  # not built, or no longer: nobody keeps the file to itself
    mark.write_text(_READY)
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


def _refuse_real(url: str, mark: Path) -> None:
    """Whatever was not made as a demo is left alone, also when it is of an older version."""
    file = _file(url)
    if migrating.is_current(url):
        db.use(url)
        real = bool(chores.regions()) and not demo.in_use()
        db.close()
    else:
        real = file is not None and file.exists() and not mark.exists()
    if real:
        raise CannotRun(
            "Deze database is niet als oefening gemaakt; de oefening blijft eraf. Kies een andere map met TAFEL_DATA."
        )


def _clear(chosen: Settings, mark: Path) -> None:
    """Away with the demo's own files, and nothing else."""
    file = _file(chosen.url)
    if file is None:
        raise CannotRun(
            "Opnieuw beginnen kan alleen met de ingebouwde database. Maak op PostgreSQL zelf een lege database."
        )
    for path in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm"), mark):
        path.unlink(missing_ok=True)
    for folder in ("keys", "mail"):
        shutil.rmtree(chosen.data / folder, ignore_errors=True)


def _file(url: str) -> Path | None:
    at = make_url(url)
    return Path(at.database) if at.drivername.startswith("sqlite") and at.database else None
