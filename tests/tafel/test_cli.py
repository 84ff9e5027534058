"""The command line: what it sets up, what it refuses, and that every refusal is one sentence and nothing half done."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from models.acts import Act
from models.forms.people import ProposeMember, SignIn
from models.identifier_terms import IdentifierKind
from models.terms import Role
from tafel import chores, cli, db, migrating, people, running, sign_in
from tafel.demo import building
from tafel.refusals import Invalid
from tafel.settings import settings
from tests.cast import Cast
from tests.client import Client
from tests.tafel.test_ledger import acts
from web.app import create

Run = Callable[..., tuple[int, str, str]]
INIT = (
    "init",
    "--region",
    "De Proef",
    "--prefix",
    "dp",
    "--name",
    "Ben Vink",
    "--login",
    "ben.vink",
    "--password",
    "lang genoeg dit",
)


@pytest.fixture
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command as if it were typed; gives exit code, what it printed, and what it said."""
    if "cast" not in request.fixturenames:
        request.getfixturevalue("folder")

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["tafel", *words])
        with pytest.raises(SystemExit) as left:
            cli.main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return typed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine on which nothing was set up yet."""
    monkeypatch.setenv("TAFEL_DATA", str(tmp_path / "data"))
    settings.cache_clear()
    yield tmp_path / "data"
    db.close()
    settings.cache_clear()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Instead of serving, note on which port it would."""
    ports: list[int] = []
    monkeypatch.setattr(running, "serve", lambda taken, *_: ports.append(taken.getsockname()[1]))
    return ports


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A demo of one person, quickly built."""
    built: list[float] = []

    def build(progress: Callable[[float], None]) -> None:
        people.open_region("De Waarden", "DW", people.add_person("Ben Vink", "ben.vink"), demo=True)
        progress(1.0)
        built.append(1.0)

    monkeypatch.setattr(building, "build", build)
    return built


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_init_opens_a_region_with_an_administrator_who_can_sign_in(run: Run, folder: Path) -> None:
    code, _, told = run(*INIT)
    assert code == 0, told
    made = {one.name.rsplit("-", 5)[0] for one in (folder / "keys").glob("*.key")}
    assert made == {"ledger", "region", *(f"index-{kind}" for kind in IdentifierKind)}
    client = Client(create(), headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    answer = client.post("/aanmelden", data={"login": "ben.vink", "password": "lang genoeg dit"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("option", "wrong", "told"),
    [
        ("--password", "kort", "te kort"),
        ("--prefix", "D", "afkorting"),
        ("--login", "Ben Vink!", "aanmeldnaam"),
        ("--region", " ", "naam"),
        ("--name", " ", "naam"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_made(
    run: Run, folder: Path, option: str, wrong: str, told: str
) -> None:
    words = [wrong if before == option else word for before, word in zip(("", *INIT), INIT, strict=False)]
    code, _, said = run(*words)
    assert code == 1
    assert told in said
    assert said.count("\n") == 1
    assert not folder.exists()


def test_serve_asks_for_a_database_and_a_region_first(run: Run, served: list[int]) -> None:
    assert "Draai eerst: tafel migrate" in run("serve")[2]
    assert run("migrate")[0] == 0
    assert "Draai eerst: tafel init" in run("serve")[2]
    assert run(*INIT)[0] == 0
    port = free_port()
    assert run("serve", "--port", str(port))[0] == 0
    assert served == [port]


def test_an_address_that_is_none_is_one_sentence(run: Run) -> None:
    run(*INIT)
    code, _, told = run("serve", "--host", "999.1.1.1")
    assert code == 1
    assert told == "Het adres 999.1.1.1 is op deze machine niet bekend. Kies een ander met --host.\n"


def test_a_region_is_opened_once(run: Run) -> None:
    run(*INIT)
    for option, other in (("--region", "De Ander"), ("--prefix", "dq")):
        words = [other if before == option else word for before, word in zip(("", *INIT), INIT, strict=False)]
        words = ["eva.kortekaas" if word == "ben.vink" else word for word in words]
        code, _, told = run(*words)
        assert (code, told) == (1, "Een regio met deze naam of afkorting is er al.\n")
    assert len(chores.regions()) == 1
    with pytest.raises(Invalid):
        sign_in.with_password(SignIn(login="eva.kortekaas", password="lang genoeg dit"), "hier")  # noqa: S106 of a test


def test_without_its_keys_nothing_is_served(run: Run, folder: Path, served: list[int]) -> None:
    run(*INIT)
    next((folder / "keys").glob("region-*.key")).unlink()
    code, _, told = run("serve", "--port", str(free_port()))
    assert (code, served) == (1, [])
    assert "ontbreekt" in told
    assert told.count("\n") == 1


def test_a_port_in_use_is_one_sentence(run: Run) -> None:
    run(*INIT)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, _, told = run("serve", "--port", str(port))
    assert code == 1
    assert told == f"Poort {port} is al in gebruik. Kies een andere met --port, of stop wat er draait.\n"


def test_settings_that_cannot_be_are_a_line_each(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAFEL_PORT", "99999")
    monkeypatch.setenv("TAFEL_DATABASE", "mysql://x")
    monkeypatch.setenv("TAFEL_THREADS", "veel")
    monkeypatch.setenv("TAFEL_ORIGIN", "tafel.example.nl")
    settings.cache_clear()
    code, _, told = run("migrate")
    assert code == 2
    named = ["TAFEL_DATABASE", "TAFEL_ORIGIN", "TAFEL_PORT", "TAFEL_THREADS"]
    assert sorted(line.split()[0] for line in told.splitlines()) == named


def test_a_folder_one_may_not_write_in(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)  # to root, every real folder is open
    for words in (("migrate",), INIT, ("demo", "--port", str(free_port()))):
        code, _, told = run(*words)
        assert code == 1
        assert f"In de map {folder}" in told
        assert told.count("\n") == 1
    assert not list(folder.glob("*.db"))


def test_a_folder_that_cannot_be_made(run: Run, folder: Path) -> None:
    folder.parent.joinpath("data").write_text("geen map")
    code, _, told = run(*INIT)
    assert code == 1
    assert "TAFEL_DATA" in told
    assert told.count("\n") == 1


def test_a_database_from_the_future(run: Run, served: list[int]) -> None:
    run("migrate")
    with migrating.connected(settings().url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'van-morgen'")
    for words in (("serve",), ("migrate",), INIT, ("ledger", "verify"), ("demo",)):
        code, _, told = run(*words)
        assert code == 1
        assert "nieuwere versie" in told or "niet als oefening gemaakt" in told
        assert told.count("\n") == 1
    assert served == []


def test_accounts_are_made_and_passwords_changed(run: Run) -> None:
    run(*INIT)
    assert run("user", "add", "--name", "Inge Bakels", "--login", "inge.bakels", "--password", "een lang woord")[0] == 0
    assert (
        "bestaat al"
        in run("user", "add", "--name", "Inge", "--login", "inge.bakels", "--password", "een lang woord")[2]
    )
    assert run("user", "password", "inge.bakels", "--password", "een ander lang woord")[0] == 0
    assert "niet bekend" in run("user", "password", "rik.zandstra", "--password", "een ander lang woord")[2]
    assert sign_in.with_password(SignIn(login="inge.bakels", password="een ander lang woord"), "hier")  # noqa: S106 of a test


def test_the_register_from_the_command_line(run: Run, cast: Cast, tmp_path: Path) -> None:
    code, note, told = run("ledger", "checkpoint", "--region", "DW")
    assert (code, told) == (0, "")
    (tmp_path / "held.txt").write_text(note, encoding="utf-8")
    code, found, _ = run("ledger", "verify", "--region", "De Waarden", "--checkpoint", str(tmp_path / "held.txt"))
    assert (code, "with what others hold" in found) == (0, True)
    assert run("ledger", "export", str(tmp_path / "all.zip"), "--region", "dw")[0] == 0
    assert (tmp_path / "all.zip").exists()
    assert not list(tmp_path.glob(".*"))
    assert {Act.CHECKPOINT_TAKEN, Act.LEDGER_VERIFIED, Act.LEDGER_EXPORTED} <= set(acts(cast)[-3:])


@pytest.mark.usefixtures("cast")
def test_of_several_regions_one_must_be_named(run: Run) -> None:
    code, _, told = run("ledger", "verify")
    assert code == 1
    assert "Kies met --region een van deze: De Waarden, Hoogveen." in told


@pytest.mark.usefixtures("cast")
def test_a_checkpoint_that_is_none_is_told(run: Run, tmp_path: Path) -> None:
    for held in (b"geen controlepunt", b"\xff\xfe\x00"):
        (tmp_path / "held.txt").write_bytes(held)
        code, _, told = run("ledger", "verify", "--region", "DW", "--checkpoint", str(tmp_path / "held.txt"))
        assert code == 1
        assert "geen controlepunt van dit register" in told


@pytest.mark.usefixtures("cast")
def test_chores_from_the_command_line(run: Run) -> None:
    assert "checkpoint" in run("chores", "once")[2]


@pytest.mark.usefixtures("small_demo")
def test_the_demo_tells_who_one_can_be_in_one_line(run: Run, served: list[int]) -> None:
    port = free_port()
    code, out, _ = run("demo", "--json", "--port", str(port))
    assert (code, out.count("\n"), served) == (0, 1, [port])
    told = json.loads(out)
    assert told["url"] == f"http://127.0.0.1:{port}"
    assert [seat["person"] for seat in told["seats"]] == ["Ben Vink"]
    assert told["seats"][0]["link"] == f"http://127.0.0.1:{port}/aanmelden/oefenen/ben.vink"
    assert set(told["seats"][0]) == {"person", "partner", "role", "link"}


@pytest.mark.usefixtures("served", "small_demo")
def test_the_demo_prints_a_line_per_person_with_the_whole_link(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    port = free_port()
    _, out, _ = run("demo", "--port", str(port))
    (line,) = (line for line in out.splitlines() if line.startswith("Ben Vink"))
    assert line.endswith(f"http://127.0.0.1:{port}/aanmelden/oefenen/ben.vink")
    assert "De Waarden" in line
    assert "applicatiebeheerder" in line


@pytest.mark.usefixtures("served")
def test_the_demo_keeps_what_was_done_unless_begun_anew(run: Run, small_demo: list[float]) -> None:
    port = str(free_port())
    run("demo", "--port", port)
    db.use(settings().url)
    first = chores.regions()
    run("demo", "--port", port)
    db.use(settings().url)
    assert chores.regions() == first
    run("demo", "--port", port, "--fresh")
    db.use(settings().url)
    assert chores.regions() != first
    assert small_demo == [1.0, 1.0]


@pytest.mark.usefixtures("served")
def test_a_demo_broken_off_while_it_was_built_is_built_anew(
    run: Run, small_demo: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> None:
        people.open_region("De Waarden", "DW", people.add_person("Ben Vink", "ben.vink"), demo=True)
        raise running.CannotRun("afgebroken")

    with monkeypatch.context() as broken:
        broken.setattr(building, "build", stopped)
        assert run("demo", "--port", str(free_port()))[0] == 1
    assert run("demo", "--port", str(free_port()))[0] == 0
    assert small_demo == [1.0]


def test_demo_and_real_databases_keep_apart(run: Run, served: list[int], small_demo: list[float]) -> None:
    run(*INIT)
    for words in (("demo",), ("demo", "--fresh")):
        code, _, told = run(*words, "--port", str(free_port()))
        assert (code, "niet als oefening gemaakt" in told) == (1, True)
    db.use(settings().url)
    assert len(chores.regions()) == 1
    assert (served, small_demo) == ([], [])


@pytest.mark.usefixtures("small_demo")
def test_a_demo_is_never_served_as_real(run: Run, served: list[int]) -> None:
    run("demo", "--port", str(free_port()))
    served.clear()
    assert "Start haar met: tafel demo" in run("serve")[2]
    assert "oefendatabase" in run(*INIT)[2]
    assert served == []


@pytest.mark.usefixtures("served", "small_demo")
def test_only_this_machine_signs_in_as_one_of_the_cast(run: Run) -> None:
    run("demo", "--port", str(free_port()))
    here, elsewhere = (
        Client(create(), client=(where, 5000), headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
        for where in ("127.0.0.1", "192.0.2.7")
    )
    assert here.get("/aanmelden").headers["location"] == "/aanmelden/oefenen"
    assert "Ben Vink" in here.get("/aanmelden/oefenen/ben.vink").text
    assert here.get("/aanmelden/oefenen/ben.vink").cookies.get("tafel") is None
    signed = here.post("/aanmelden/oefenen", data={"person": "ben.vink"})
    assert (signed.status_code, "tafel" in signed.cookies) == (303, True)
    for path in ("/aanmelden/oefenen", "/aanmelden/oefenen/ben.vink"):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.post("/aanmelden/oefenen", data={"person": "ben.vink"}).status_code == 404


def test_a_secretariat_without_anybody_is_helped_from_the_server(run: Run, cast: Cast) -> None:
    code, _, told = run("user", "recover", "inge.bakels", "--region", "DW")
    assert (code, "Er wacht geen voorstel" in told) == (1, True)
    people.add_person("Eva Kortekaas", "eva.kortekaas")
    with db.writing(cast.administrator) as work:
        form = ProposeMember(
            once=uuid4(), login="eva.kortekaas", partner_id=cast.partners["VZ"], role=Role.SECRETARY, is_contact=False
        )
        people.propose(work, form)
    code, _, told = run("user", "recover", "eva.kortekaas", "--region", "DW")
    assert (code, "is bevestigd" in told) == (0, True)


def test_keys_are_named_and_replaced_and_never_shown(run: Run, folder: Path) -> None:
    run(*INIT)
    keys = {path.name: path.read_bytes() for path in (folder / "keys").glob("*.key")}
    said = [
        run("keys", "show"), run("keys", "renew-region"), run("keys", "renew-index", "address"),
        run("keys", "renew-ledger"), run("keys", "renew-ledger", "--lost"), run("ledger", "verify"),
    ]  # fmt: skip
    assert [code for code, *_ in said] == [0] * len(said)
    assert said[0][1].count(".key") == 8, "the region's, the one that signs, and one for each kind"
    assert "vervangen" in said[1][2]
    assert said[3][1].startswith("tafel/")
    everything = "".join(out + told for _, out, told in said)
    assert not [name for name, key in keys.items() if key.hex() in everything]
    assert len(list((folder / "keys").glob("*.former-*.key"))) == 4
    running.require_keys()
