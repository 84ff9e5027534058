"""In which region a command works, and from which seat."""

from dataclasses import replace
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import col

from models.tables.people import Region
from tafel import db, running
from tafel.running import CannotRun
from tafel.seat import Seat, of_chores

InRegion = Annotated[str, typer.Option("--region", help="Naam of afkorting van de regio, als er meer zijn.")]


def in_region(wanted: str) -> Seat:
    """The seat of whoever runs the server, in the region that was named or the only one."""
    running.prepare()
    found = called(wanted)
    if len(found) == 1:
        return replace(of_chores(found[0].id), origin="cli")
    if not (there := called("")):
        raise CannotRun("Er is nog geen regio. Draai eerst: tafel init")
    raise CannotRun(f"Kies met --region een van deze: {', '.join(row.name for row in there)}.")


def called(wanted: str) -> list[Any]:
    """The regions of this name or abbreviation; all of them for none."""
    with db.installation() as session:
        rows = session.execute(
            select(col(Region.id), col(Region.name), col(Region.prefix)).order_by(col(Region.name))
        ).all()
    return [row for row in rows if wanted.lower() in ("", row.name.lower(), row.prefix.lower())]
