"""The command `tafel`: set up, serve and look after a table. What goes wrong is one sentence, and nothing half done."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlmodel import col

from models.tables.people import Person
from tafel import cli_backup, cli_keys, db, running
from tafel.backing_up import NoRoom
from tafel.cli_region import InRegion, called, in_region
from tafel.cli_said import bar, counted, said
from tafel.migrating import CannotMigrate
from tafel.refusals import Invalid, Refused, Unavailable
from tafel.restoring import CannotRestore
from tafel.running import CannotRun
from tafel.seal import CannotUnseal
from tafel.sealed_file import CannotOpen
from tafel.settings import BadSettings, settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Vergaderassistent voor een Regionale Tafel Mensenhandel.",
)  # fmt: skip
users = typer.Typer(no_args_is_help=True, help="Accounts van mensen.")
register = typer.Typer(no_args_is_help=True, help="Het verstrekkingenregister.")
clockwork = typer.Typer(no_args_is_help=True, help="Wat vanzelf gebeurt.")
papers = typer.Typer(no_args_is_help=True, help="Verslagen.")
app.add_typer(users, name="user")
app.add_typer(register, name="ledger")
app.add_typer(clockwork, name="chores")
app.add_typer(papers, name="minutes")
app.add_typer(cli_keys.app, name="keys")
app.command("signer")(cli_keys.sign_apart)
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)
register.command("continue")(cli_backup.go_on)

Held = Annotated[Path | None, typer.Option(help="Controlepunt dat iemand bewaarde.", exists=True, dir_okay=False)]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Poort; anders die van de instellingen.")]
Secret = Annotated[
    str, typer.Option(prompt="Wachtwoord (ten minste 12 tekens)", hide_input=True, confirmation_prompt=True)
]


Owner = Annotated[
    str,
    typer.Option(help="Op PostgreSQL het adres van de eigenaar: postgresql://tafel_owner@server/tafel. Maakt de rol."),
]


def _asked(what: str) -> str:
    """A password, or nothing where none is needed."""
    told: str = typer.prompt(f"{what} (leeg als er geen nodig is)", hide_input=True, default="", show_default=False)
    return told


def main() -> None:
    """Run the command; a mistake ends in one clear sentence."""
    try:
        app()
    except BadSettings as wrong:
        _stop(str(wrong), 2)
    except (CannotMigrate, CannotOpen, CannotRestore, CannotRun, CannotUnseal, Invalid, NoRoom, Refused) as wrong:
        _stop(str(wrong), 1)
    except Unavailable as wrong:
        _stop(f"Er kan nu niets worden vastgelegd: {wrong}.", 1)


def _stop(sentence: str, code: int) -> None:
    said.print(sentence, markup=False)
    sys.exit(code)


@app.command()
def init(
    region: Annotated[str, typer.Option(prompt="Naam van de regio", help="Zoals zij op elke pagina staat.")],
    prefix: Annotated[str, typer.Option(prompt="Afkorting voor verwijzingen, twee tot vier letters")],
    name: Annotated[str, typer.Option(prompt="Naam van de eerste beheerder")],
    login: Annotated[str, typer.Option(prompt="Aanmeldnaam van de eerste beheerder")],
    password: Secret,
    database: Owner = "",
) -> None:
    """Maak een regio met haar eerste beheerder."""
    from tafel import demo, migrating, on_server, people, sign_in

    running.check_region(region, prefix)
    name = running.checked_name(name)
    login = running.checked_login(login, password)
    running.check_folder(settings().key_folder)
    told = on_server.set_up(database, _asked) if database else None
    migrating.bring_up_to_date()
    db.use(settings().url)
    if demo.in_use():
        raise CannotRun("Dit is een oefendatabase. Kies voor een echte regio een andere map met TAFEL_DATA.")
    if called(region.strip()) or called(prefix):
        raise CannotRun("Een regio met deze naam of afkorting is er al.")
    person = people.add_person(name, login)
    sign_in.set_password(person, password)
    people.open_region(region.strip(), prefix.upper(), person)
    for line in _begun(region, settings().key_folder, told):
        said.print(line, markup=False)


def _begun(region: str, keys: Path, told: Path | None) -> Iterator[str]:
    yield f"De regio {region} is er. Start met: tafel serve"
    if told:
        yield f"In {told} staat TAFEL_DATABASE voor wie de tafel start; het adres van de eigenaar staat er niet in."
    yield f"Bewaar een kopie van {keys} op een veilige plaats: zonder die sleutels is niets te lezen."


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Adres; anders dat van de instellingen.")] = "",
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Aantal processen.")] = 1,
) -> None:
    """Laat de tafel zien in de browser."""
    chosen = running.prepare()
    running.require_real()
    running.require_keys()
    cli_keys.warn()
    db.close()
    with running.taken_port(host or chosen.host, port or chosen.port) as taken:
        running.serve(taken, workers)


@app.command()
def migrate(*, by_region: Annotated[bool, typer.Option(help="Zet grote tabellen in delen per regio.")] = False) -> None:
    """Maak de database, of werk haar bij."""
    from tafel import migrating

    migrating.bring_up_to_date()
    said.print("De database is bijgewerkt.")
    if by_region:
        migrating.split_by_region(lambda table: said.print(f"In delen: {table}"))
        said.print("De grote tabellen staan in delen per regio.")


@app.command()
def demo(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Toon de mensen als één regel JSON.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin opnieuw.")] = False,
    port: Port = None,
) -> None:
    """Oefen met een verzonnen regio, alleen op deze machine."""
    from tafel.demo import serving

    port = port or settings().port
    with running.taken_port("127.0.0.1", port) as taken:
        with bar() as shown:
            task = shown.add_task("De verzonnen regio wordt klaargezet", total=1.0)
            serving.begin(lambda share: shown.update(task, completed=share), fresh=fresh)
        running.require_keys()
        _show(serving.seats(f"http://127.0.0.1:{port}"), as_json=as_json)
        db.close()
        running.serve(taken)


def _show(found: dict[str, object], *, as_json: bool) -> None:
    """A line per person, never cut to the width of the terminal: a link that is cut off leads nowhere."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False), flush=True)
        return
    lines = [("Naam", "Partner", "Rol", "Pagina om als deze persoon aan te melden")]
    lines += [(one["person"], one["partner"], one["role"], one["link"]) for one in found["seats"]]  # type: ignore[attr-defined]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())
    print(f"\nOpen {found['url']} en kies een persoon. Stoppen: Ctrl+C.", flush=True)


@users.command("add")
def add_user(
    name: Annotated[str, typer.Option(prompt="Naam")],
    login: Annotated[str, typer.Option(prompt="Aanmeldnaam")],
    password: Secret,
) -> None:
    """Maak een account; een plaats aan tafel geeft de beheerder daarna op de pagina Mensen en partners."""
    from tafel import people, sign_in

    name, login = running.checked_name(name), running.checked_login(login, password)
    running.prepare()
    sign_in.set_password(people.add_person(name, login), password)
    said.print(f"Het account {login} is er.", markup=False)


@users.command("password")
def set_password(login: str, password: Secret) -> None:
    """Geef iemand een nieuw wachtwoord; overal waar die persoon was aangemeld, eindigt dat."""
    from tafel import sign_in

    login = running.checked_login(login, password)
    running.prepare()
    with db.installation() as session:
        person = session.scalar(select(col(Person.id)).where(col(Person.login) == login))
    if person is None:
        raise CannotRun(f"De aanmeldnaam {login} is hier niet bekend.")
    sign_in.set_password(person, password)
    said.print("Het wachtwoord is gewijzigd.")


@users.command("recover")
def recover(login: str, region: InRegion = "") -> None:
    """Bevestig wie de beheerder voor het secretariaat voorstelde, als daar niemand meer is om dat te doen."""
    from tafel import people

    with db.writing(in_region(region)) as work:
        people.confirm_from_server(work, login)
    said.print(f"De plaats van {login} bij het secretariaat is bevestigd. Dat staat in het register.", markup=False)


@register.command()
def verify(
    checkpoint: Held = None,
    region: InRegion = "",
) -> None:
    """Reken het hele register na, en vergelijk het met een controlepunt van buiten."""
    from tafel import ledger, ledger_desk, looking

    seat = in_region(region)
    notes = [checkpoint.read_text("utf-8", errors="replace")] if checkpoint else []
    with db.reading(seat) as reading:
        how = looking.of(ledger.head_of(reading).size)
        found = ledger_desk.check(reading, notes, lambda entries: counted(seat, entries, "Narekenen"), how)
    with db.writing(seat) as work:
        ledger_desk.note_check(work, found)
    assert found.report
    print(found.report.sentence)
    for each in found.report.undue:
        print(f"erased before it was due: {each.first} to {each.last}, by entry {each.entry}")
    for one in found.report.continued:
        for log, first, last in one.lost:
            print(f"lost: {first} to {last} of {log}, by entry {one.entry}, as {one.decided_by} decided")
    raise typer.Exit(0 if found.report.first_bad is None else 1)


@register.command()
def export(file: Path, region: InRegion = "") -> None:
    """Schrijf het hele register in één zip, te controleren met tools/verify_ledger.py."""
    from tafel import ledger_desk

    seat = in_region(region)
    running.check_folder(file.absolute().parent)
    running.check_place(file, b"PK")
    half = file.with_name(f".{file.name}.part")
    try:
        with db.reading(seat) as reading:
            made = ledger_desk.export(reading, half, lambda entries: counted(seat, entries, "Exporteren"))
        with db.writing(seat) as work:
            ledger_desk.note_export(work, made)
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    said.print(f"{made.size} regels staan in {file}.", markup=False)


@register.command("checkpoint")
def take_checkpoint(region: InRegion = "") -> None:
    """Onderteken het register zoals het nu is, en toon dat controlepunt; bewaar het buiten deze machine."""
    from tafel import ledger_desk

    seat = in_region(region)
    with db.writing(seat) as work:
        note = ledger_desk.hand_to_server(work)
    print(note, end="")


@clockwork.command("once")
def do_chores() -> None:
    """Doe alles wat nu aan de beurt is."""
    from tafel import chores

    running.prepare()
    done = chores.once()
    said.print(", ".join(done) if done else "Er was niets te doen.", markup=False)


@papers.command("check")
def check_copy(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Het bestand dat iemand heeft.")],
    region: InRegion = "",
) -> None:
    """Zeg of een bestand een exemplaar van een verslag is zoals tafel het maakte; over de inhoud zegt dit niets."""
    from tafel.sight import copy_check

    with db.reading(in_region(region)) as reading:
        found = copy_check.of_bytes(reading, file.read_bytes())
    print(found.sentence)
    raise typer.Exit(0 if found.unaltered else 1)
