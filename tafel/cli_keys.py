"""The commands about keys: which there are, replacing one while the table goes on, and signing apart."""

import signal
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from models.identifier_terms import IdentifierKind
from tafel import key_sources, keys, rekeying, running, signer, signing_apart
from tafel.cli_region import InRegion, in_region
from tafel.cli_said import bar, said
from tafel.running import CannotRun
from tafel.settings import settings

app = typer.Typer(no_args_is_help=True, help="Sleutels, buiten de database.")
Kind = Annotated[IdentifierKind, typer.Argument(help="Soort gegeven dat wordt vergeleken.")]
Lost = Annotated[bool, typer.Option("--lost", help="De oude sleutel is weg: geen handtekening onder de nieuwe.")]


@app.command("show")
def show(region: InRegion = "") -> None:
    """Laat zien welke sleutels er zijn, waar zij vandaan komen, en of er een wordt vervangen."""
    here = in_region(region).region
    for name in _names(here):
        changing = ", wordt vervangen" if key_sources.former(name) else ""
        print(f"{name}: {key_sources.where(name)}{changing}")
    if settings().signer:
        print(f"{keys.signing_name(here)}: bij de ondertekenaar, {settings().signer}")
    warn()


def warn() -> None:
    """Say of which files of keys others than their owner can read or change them."""
    for path in key_sources.open_to_others():
        said.print(
            f"Let op: {path} is ook van anderen op deze machine. Maak haar van u alleen met: chmod 600", markup=False
        )


@app.command("renew-region")
def renew_region(region: InRegion = "") -> None:
    """Vervang de sleutel van de regio, terwijl de tafel doorgaat; nog eens gaat verder waar het stopte."""
    seat = in_region(region)
    with bar() as shown:
        task = shown.add_task("De sleutels van zaken worden opnieuw ingepakt", total=None)
        done = rekeying.region_key(seat, lambda so_far, total: shown.update(task, completed=so_far, total=total))
    said.print(f"De sleutel van de regio is vervangen; {done} sleutels zijn opnieuw ingepakt. {_COPY}", markup=False)


@app.command("renew-index")
def renew_index(kind: Kind, region: InRegion = "") -> None:
    """Vervang de sleutel waaronder één soort gegevens wordt vergeleken."""
    done = rekeying.index_key(in_region(region), kind)
    said.print(f"De sleutel is vervangen; {done} gegevens zijn opnieuw vastgelegd. {_COPY}", markup=False)


@app.command("renew-ledger")
def renew_ledger(region: InRegion = "", *, lost: Lost = False) -> None:
    """Laat een nieuwe sleutel het register ondertekenen; de oude zegt dat in het register zelf."""
    vkey = rekeying.signing_key(in_region(region), lost=lost)
    said.print(f"Het register wordt nu ondertekend met de nieuwe sleutel. {_COPY}", markup=False)
    said.print("Geef deze controlesleutel aan wie het register nakijkt:")
    print(vkey)


def sign_apart(
    socket: Annotated[Path, typer.Option(help="Waar de ondertekenaar luistert.")],
) -> None:
    """Onderteken het register in een eigen proces, met sleutels die de toepassing niet kan lezen."""
    if settings().signer:
        raise CannotRun("Laat TAFEL_SIGNER weg waar de ondertekenaar zelf draait.")
    running.check_folder(settings().key_folder)
    running.check_folder(socket.absolute().parent)
    try:
        server = signing_apart.serve(socket, signer.for_others)
    except OSError as wrong:
        raise CannotRun(f"Op {socket} kan de ondertekenaar niet luisteren: {wrong.strerror}.") from wrong
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    said.print(f"De ondertekenaar luistert op {socket}.", markup=False)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        socket.unlink(missing_ok=True)


def _names(region: UUID) -> list[str]:
    """What the keys of a region are called; the one that signs only where it is read here."""
    signs = [] if settings().signer else [keys.signing_name(region)]
    return [keys.region_name(region), *signs, *(keys.index_name(region, kind) for kind in IdentifierKind)]


_COPY = "Bewaar een kopie van de nieuwe, en de oude bij de reservekopieën van vóór vandaag."
