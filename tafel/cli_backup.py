"""The commands about backups: making one, putting one back, and how the register goes on after that."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from tafel import backing_up, chores, continuing, engines, erasing, key_sources, restoring, running, sealed_file
from tafel.backing_up import Told
from tafel.cli_region import InRegion, in_region
from tafel.cli_said import bar, said
from tafel.running import CannotRun
from tafel.seat import Seat, of_chores

File = Annotated[Path, typer.Argument(help="Het bestand van de reservekopie.")]
Found = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Het bestand van de reservekopie.")]
Key = Annotated[
    Path | None,
    typer.Option("--key", exists=True, dir_okay=False, help="Bestand met de sleutel, anders backup.key."),
]
Held = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", exists=True, dir_okay=False, help="Controlepunt dat iemand bewaarde; mag vaker."),
]
Decided = Annotated[
    str, typer.Option("--decided-by", prompt="Wie besloot dit?", help="Wie besloot een oudere kopie terug te zetten.")
]


def backup(file: File, key: Key = None) -> None:
    """Schrijf een verzegelde reservekopie van alles in de database, terwijl de tafel doorgaat; zonder de sleutels."""
    engines.PATIENCE = None  # to count all that ten years left takes its time
    running.prepare()
    running.check_folder(file.absolute().parent)
    running.check_place(file, sealed_file.MAGIC)
    fresh = key is None and key_sources.find(backing_up.NAME) is None
    sealed_by = _key(key) or backing_up.key()
    with _shown("De reservekopie wordt geschreven") as told:
        checksum = backing_up.write(file.absolute(), sealed_by, told)
    said.print(f"De reservekopie staat in {file}. SHA-256: {checksum}", markup=False)
    if fresh:
        where = key_sources.where(backing_up.NAME)
        said.print(
            f"Bewaar {where} buiten deze machine: zonder die sleutel gaat de reservekopie niet open.", markup=False
        )


def restore(file: Found, decided_by: Decided, key: Key = None, checkpoint: Held = None) -> None:
    """Zet een reservekopie terug in een lege database; het register gaat daarna onder een nieuwe naam verder."""
    decided_by = _decided(decided_by)
    sealed_by = _key(key) or key_sources.find(backing_up.NAME)
    if sealed_by is None:
        raise CannotRun(
            f"De sleutel {key_sources.file(backing_up.NAME)} ontbreekt. Zonder die sleutel gaat de reservekopie niet "
            "open: zet uw kopie terug, of wijs haar aan met --key."
        )
    with _shown("De reservekopie wordt nagekeken") as told:
        found = restoring.checked(file, sealed_by, told)
    held = _by_region(checkpoint, found.regions)
    with _shown("De reservekopie wordt teruggezet") as told:
        restoring.load(file, sealed_by, found, told)
    running.prepare()
    for region in chores.regions():
        _go_on(replace(of_chores(region), origin="cli"), decided_by, held[region])
    said.print(f"De reservekopie is teruggezet: {found.total} regels. Start met: tafel serve", markup=False)


def go_on(decided_by: Decided, checkpoint: Held = None, region: InRegion = "") -> None:
    """Laat het register verder gaan nadat een oudere kopie van de database is teruggezet."""
    decided_by, seat = _decided(decided_by), in_region(region)
    if continuing.is_whole(seat):
        continuing.settle(seat)
        said.print("Het register is het vervolg van wat is ondertekend. Er is niets gedaan.")
        return
    _go_on(seat, decided_by, _by_region(checkpoint, [seat.region])[seat.region])


def _go_on(seat: Seat, decided_by: str, held: list[str]) -> None:
    log = continuing.go_on(seat, decided_by, held)
    again = erasing.erase_again(seat)
    told = f" Opnieuw gewist: {again}." if again else ""
    said.print(f"Het register gaat verder als {log}.{told}", markup=False)


def _by_region(files: list[Path] | None, regions: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The checkpoints that were brought, by the region they are of; one of another region is told before anything."""
    found: dict[UUID, list[str]] = {region: [] for region in regions}
    for file in files or ():
        note = file.read_text("utf-8", errors="replace").lstrip()
        region = next((each for each in found if note.startswith(f"tafel/{each}/")), None)
        if region is None:
            raise CannotRun(f"{file} is geen controlepunt van dit register. Er is niets gedaan.")
        found[region].append(note)
    return found


def _key(file: Path | None) -> bytes | None:
    return key_sources.checked(file.read_bytes(), str(file)) if file else None


def _decided(who: str) -> str:
    try:
        return running.checked_name(who)
    except CannotRun:
        raise CannotRun("Zeg met --decided-by wie dit besloot, in ten hoogste 120 tekens.") from None


@contextmanager
def _shown(what: str) -> Iterator[Told]:
    with bar() as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
