"""Where keys come from, that each gives way to another while the table goes on, and what is lost with each."""

import base64
import json
import subprocess
import sys
import threading
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.identifier_terms import IdentifierKind
from models.tables.casework import CardIndex, CaseKey
from models.tables.people import Region
from models.tables.sharing import Evidence
from tafel import (
    checkpoint,
    chores,
    db,
    key_sources,
    keys,
    ledger,
    ledger_desk,
    rekeying,
    running,
    signer,
)
from tafel.seal import CannotUnseal
from tafel.seat import Seat, of_chores
from tafel.settings import Settings, settings
from tafel.sight import identifiers as seen_identifiers
from tafel.sight import own, records
from tests.cast import Cast
from tests.tafel.acting import ledger as entries
from tests.tafel.acting import opened
from tests.tafel.identifying import ADDRESS, round_passes, says, signal
from tests.tafel.test_cli import Run, run
from tests.tafel.test_ledger import check, export
from tests.tafel.test_sharing_ends import decision

__all__ = ["run"]
OFFICER = "nadia.oosterhuis"
VERIFIER = Path(__file__).parents[2] / "tools" / "verify_ledger.py"
KEY = bytes(range(32))
ALL_SAY = {  # of each kind what somebody could write, and how another would write the same
    IdentifierKind.ADDRESS: (ADDRESS, "1234ab 12a"),
    IdentifierKind.PHONE: ("06 12345678", "+31 6 1234 5678"),
    IdentifierKind.PLATE: ("GX-471-K", "gx471k"),
    IdentifierKind.ADVERT: ("https://kamers.example/advertentie/88123", "kamers.example/advertentie/88123"),
    IdentifierKind.COMPANY: ("69599084", "69599084"),
    IdentifierKind.PERSON: ("Anna de Vries", "anna de vries"),
}


def told(_done: int, _of: int) -> None:
    """Nobody looks at how far it is."""


def home(cast: Cast) -> Seat:
    return of_chores(cast.administrator.region)


def path_of(name: str) -> Path:
    return key_sources.file(name)


def page(cast: Cast, login: str = "inge.bakels") -> str:
    answer = cast.client(login).get(f"/casussen/{cast.cases['Zwaluw']}")
    assert answer.status_code == 200
    return answer.text


def read(cast: Cast) -> str:
    """The same words without a page, for a thread of its own."""
    with db.reading(cast.seats["inge.bakels"]) as reading:
        found = own.one_passage(reading, cast.cases["Zwaluw"], cast.passages["matrassen"])
        assert found
        return found.text


def from_elsewhere(name: str) -> bytes:
    """Take a key's file away; returns what was in it."""
    held = path_of(name).read_bytes()
    path_of(name).unlink()
    return held


# --- where they come from


@pytest.mark.parametrize("written", [KEY.hex(), KEY.hex().upper() + "\n", base64.b64encode(KEY).decode()])
def test_a_key_stands_in_the_environment(cast: Cast, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    name = keys.region_name(cast.administrator.region)
    from_elsewhere(name)
    monkeypatch.setenv(key_sources.variable(name), written)
    assert keys.region_key(cast.administrator.region) == KEY
    assert key_sources.where(name) == key_sources.variable(name)


def test_a_page_is_read_with_the_key_that_a_command_prints(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = keys.region_name(cast.administrator.region)
    (tmp_path / f"{name} x").write_bytes(from_elsewhere(name))
    monkeypatch.setenv("TAFEL_KEY_COMMAND", f"cat '{tmp_path}/{{name}} x'")
    settings.cache_clear()
    assert "matrassen" in page(cast)
    assert key_sources.where(name) == "TAFEL_KEY_COMMAND"
    assert key_sources.find("region-of-nobody") is None


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("false {name}", "TAFEL_KEY_COMMAND geeft haar niet"),
        ("echo kort {name}", "is geen sleutel van 32 bytes"),
        ("no-such-program {name}", "kan niet worden gestart"),
        ("sleep 60 {name}", "niet binnen"),
        ("echo $(id) ; {name}", "is geen sleutel van 32 bytes"),
    ],
)
def test_what_a_command_cannot_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, command: str, sentence: str
) -> None:
    name = keys.region_name(cast.administrator.region)
    from_elsewhere(name)
    monkeypatch.setattr(key_sources, "_PATIENCE", 0.2 if "sleep" in command else 10.0)
    monkeypatch.setenv("TAFEL_KEY_COMMAND", command.replace("sleep 60 {name}", "sh -c 'sleep 60' {name}"))
    settings.cache_clear()
    with pytest.raises(CannotUnseal, match=sentence):
        keys.region_key(cast.administrator.region)


def test_a_command_must_say_where_the_name_comes() -> None:
    with pytest.raises(ValueError, match="waar de naam"):
        Settings(key_command="systemd-creds cat region")


def test_a_file_that_is_no_key_is_told(cast: Cast) -> None:
    path_of(keys.region_name(cast.administrator.region)).write_bytes(b"kort")
    with pytest.raises(CannotUnseal, match="is geen sleutel van 32 bytes"):
        keys.region_key(cast.administrator.region)


def test_a_key_that_others_can_read_is_named(cast: Cast, run: Run) -> None:
    path = path_of(keys.region_name(cast.administrator.region))
    assert "Let op" not in run("keys", "show", "--region", "DW")[2]
    path.chmod(0o644)
    assert f"{path} is ook van anderen op deze machine" in run("keys", "show", "--region", "DW")[2]
    path.chmod(0o600)


def test_a_key_is_written_whole_once_and_for_its_owner(cast: Cast) -> None:
    key_sources.make("region-x")
    made = path_of("region-x")
    before = made.read_bytes()
    key_sources.make("region-x")
    assert (made.read_bytes(), made.stat().st_mode & 0o777, len(before)) == (before, 0o600, 32)
    assert not [one for one in made.parent.iterdir() if one.name.startswith(".")]
    assert cast


# --- the region's key gives way


def evidence_told(cast: Cast, evidence: UUID) -> list[str]:
    with db.reading(home(cast)) as reading:
        row = reading.session.get_one(Evidence, (reading.seat.region, evidence))
        return records.answers(reading, row.id, row.text_sealed)


def test_the_key_of_the_region_gives_way_and_all_is_read_as_before(cast: Cast) -> None:
    region = cast.administrator.region
    made, old = decision(cast, ["COL-T"]), keys.region_key(region)
    before, answers = page(cast), evidence_told(cast, made)
    rekeying.region_key(home(cast), told)
    assert keys.region_key(region) != old
    for kept in path_of(keys.region_name(region)).parent.glob("region-*.former-*.key"):
        assert kept.read_bytes() == old
        kept.unlink()
    assert "matrassen" in page(cast)
    assert evidence_told(cast, made) == answers == ["Een antwoord."] * 6
    assert "matrassen" in before
    (entry,) = entries(cast, Act.KEY_REPLACED)
    assert (entry["what"], entry["cases"] > 1) == ("region", True)
    assert old.hex() not in json.dumps(entry)
    assert check(cast.seats[OFFICER]).report.first_bad is None  # type: ignore[union-attr]


def test_in_a_region_from_before_it_had_a_key_of_its_own_nothing_is_lost(cast: Cast) -> None:
    """There what is of no case was sealed with the region's key itself."""
    region = cast.administrator.region
    with db.writing(home(cast)) as work:
        work.session.get_one(Region, region).own_key = None
    made = decision(cast, ["COL-T"])
    with db.reading(home(cast)) as reading:
        began_with = keys.own_key(reading)
    assert began_with == keys.region_key(region)
    rekeying.region_key(home(cast), told)
    with db.reading(home(cast)) as reading:
        assert keys.own_key(reading) == began_with
    assert evidence_told(cast, made) == ["Een antwoord."] * 6
    assert keys.region_key(region) != began_with


class Stopped(Exception):
    """Somebody pulled the plug."""


@pytest.mark.parametrize("at", range(6))
def test_stopped_anywhere_all_is_read_and_it_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    region, steps = cast.administrator.region, 0
    old = keys.region_key(region)

    def stopping(real: Any) -> Any:
        def step(*given: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps > at:
                raise Stopped
            return real(*given, **named)

        return step

    monkeypatch.setattr(rekeying, "_AT_ONCE", 1)
    with monkeypatch.context() as pulled:
        for where, what in ((key_sources, "_rename"), (key_sources, "put"), (rekeying, "_wrap"), (rekeying, "_end")):
            pulled.setattr(where, what, stopping(getattr(where, what)))
        with pytest.raises(Stopped):
            rekeying.region_key(home(cast), told)
    assert "matrassen" in page(cast)
    running.require_keys()
    rekeying.region_key(home(cast), told)
    assert keys.region_key(region) != old
    for kept in path_of("x").parent.glob(f"region-{region}.*.key"):
        kept.unlink()
    assert "matrassen" in page(cast)


def test_pages_and_acts_go_on_meanwhile(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody opens cases all the time while one key after another gives way: each is read at the end."""
    cases, over, went_wrong = list[UUID](), threading.Event(), list[BaseException]()
    monkeypatch.setattr(rekeying, "_AT_ONCE", 1)

    def opens_cases() -> None:
        words = (f"Meeuw{one}{other}" for one, other in product(ascii_lowercase, repeat=2))
        try:
            while not over.is_set():
                word = next(words)
                cases.append(opened(cast, "inge.bakels", word))
                assert "matrassen" in read(cast)
        except BaseException as wrong:  # noqa: BLE001 told where it is seen
            went_wrong.append(wrong)

    thread = threading.Thread(target=opens_cases)
    thread.start()
    for _ in range(3):
        seen = len(cases)
        rekeying.region_key(home(cast), told)
        while len(cases) == seen and not went_wrong:
            over.wait(0.01)
    over.set()
    thread.join()
    assert (went_wrong, len(cases) >= 3) == ([], True)
    for kept in path_of("x").parent.glob("region-*.former-*.key"):
        kept.unlink()
    with db.reading(home(cast)) as reading:
        there = reading.values(select(col(CaseKey.case_id)).where(col(CaseKey.region_id) == reading.seat.region))
        keys.read_ahead(reading, there)
        assert set(cases) <= set(there)


def test_where_the_key_is_given_elsewhere_what_was_wrapped_before_is_wrapped_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = keys.region_name(cast.administrator.region)
    old = from_elsewhere(name)
    monkeypatch.setenv(key_sources.variable(name), KEY.hex())
    monkeypatch.setenv(key_sources.variable(f"{name}-former"), old.hex())
    assert "matrassen" in page(cast)
    assert rekeying.region_key(home(cast), told) > 1
    monkeypatch.delenv(key_sources.variable(f"{name}-former"))
    assert "matrassen" in page(cast)


# --- a key of the index gives way


@pytest.mark.parametrize("kind", IdentifierKind)
def test_a_key_of_the_index_gives_way_and_the_same_is_found(cast: Cast, kind: IdentifierKind) -> None:
    value, otherwise = ALL_SAY[kind]
    more = {"born": "1994-03-07"} if kind is IdentifierKind.PERSON else {}
    held = signal(cast, "sven.mulder")
    says(cast, "sven.mulder", held, value, kind.value, **more)
    before = prints(cast)
    assert rekeying.index_key(home(cast), kind) == len(before) == 1
    assert prints(cast) != before
    asked = signal(cast, "inge.bakels")
    says(cast, "inge.bakels", asked, otherwise, kind.value, **more)
    (one, other) = prints(cast)
    assert one[0] == other[0]
    assert rekeying.index_key(home(cast), kind) == 2, "and once more"
    (entry, _) = entries(cast, Act.KEY_REPLACED)
    assert (entry["what"], entry["kind"], entry["prints"]) == ("index", kind, 1)


def test_comparing_waits_until_all_is_under_one_key(cast: Cast) -> None:
    case = signal(cast, "sven.mulder")
    says(cast, "sven.mulder", case)
    region, compare = cast.administrator.region, next(one for one in chores.CHORES if one.name == "compare")
    key_sources.begin_change(keys.index_name(region, IdentifierKind.ADDRESS))
    assert not chores.is_due(home(cast), compare)
    rekeying.index_key(home(cast), IdentifierKind.ADDRESS)
    assert chores.is_due(home(cast), compare)


def prints(cast: Cast) -> list[tuple[bytes, bytes]]:
    with db.reading(home(cast)) as reading:
        wanted = select(col(CardIndex.digest), col(CardIndex.exact)).where(
            col(CardIndex.region_id) == reading.seat.region
        )
        return [(row.digest, row.exact) for row in reading.session.execute(wanted) if row.exact]


# --- the key that signs gives way


def held_note(cast: Cast) -> str:
    with db.writing(cast.seats[OFFICER]) as work:
        return ledger_desk.hold(work)


def known(cast: Cast) -> str:
    with db.reading(cast.seats[OFFICER]) as reading:
        return ledger.public_key(reading)


def verified(cast: Cast, folder: Path, *told: object) -> tuple[int, str]:
    export(cast.seats[OFFICER], folder / "alles.zip")
    command = [sys.executable, "-I", str(VERIFIER), str(folder / "alles.zip"), *map(str, told)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_the_key_that_signs_gives_way_and_both_are_followed(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "oud.txt").write_text(held_note(cast))
    first = known(cast)
    second = rekeying.signing_key(home(cast))
    third = rekeying.signing_key(home(cast))
    assert len({first, second, third}) == 3
    assert known(cast) == third
    (tmp_path / "nieuw.txt").write_text(held_note(cast))
    found = check(cast.seats[OFFICER], [(tmp_path / "oud.txt").read_text(), (tmp_path / "nieuw.txt").read_text()])
    assert found.report
    assert (found.report.first_bad, len(found.report.compared_with)) == (None, 2)
    both = ("--checkpoint", tmp_path / "oud.txt", "--checkpoint", tmp_path / "nieuw.txt")
    code, said = verified(cast, tmp_path, "--vkey", first, *both)
    assert (code, "with what others hold" in said) == (0, True)
    stranger = signer.next_key(cast.administrator.region, f"tafel/{cast.administrator.region}/1")
    assert verified(cast, tmp_path, "--vkey", stranger, *both)[0] == 2


def test_stopped_before_the_new_key_was_kept_it_is_served_and_signs(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(ledger, "keep_key", lambda _: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception, match="killed"):
            rekeying.signing_key(home(cast))
    running.require_keys()
    assert check(cast.seats[OFFICER], [held_note(cast)]).report.first_bad is None  # type: ignore[union-attr]


def test_a_key_that_was_not_handed_over_is_not_followed(cast: Cast, tmp_path: Path) -> None:
    first = known(cast)
    path_of(keys.signing_name(cast.administrator.region)).unlink()
    rekeying.signing_key(home(cast), lost=True)
    (tmp_path / "nieuw.txt").write_text(held_note(cast))
    assert verified(cast, tmp_path, "--vkey", first, "--checkpoint", tmp_path / "nieuw.txt")[0] == 2
    assert verified(cast, tmp_path, "--vkey", first, "--vkey", known(cast))[0] == 0


def test_the_note_on_the_next_key_is_no_checkpoint(cast: Cast) -> None:
    region = cast.administrator.region
    origin = checkpoint.origin(region, 1)
    note = signer.hand_over(region, origin)
    with pytest.raises(checkpoint.BadCheckpoint):
        checkpoint.read(note, [checkpoint.decode_vkey(signer.public_key(region, origin))])


# --- what is lost with each


def test_without_the_regions_key_texts_cannot_be_read_and_the_register_still_verifies(cast: Cast) -> None:
    from_elsewhere(keys.region_name(cast.administrator.region))
    answer = cast.client("inge.bakels", raises=False).get(f"/casussen/{cast.cases['Zwaluw']}")
    assert answer.status_code == 503
    assert "sleutel" in answer.text
    assert "matrassen" not in answer.text
    assert check(cast.seats[OFFICER]).report.first_bad is None  # type: ignore[union-attr]
    with pytest.raises(CannotUnseal, match="niets te lezen"):
        running.require_keys()


def test_another_key_of_the_region_is_told_before_anything_is_served(cast: Cast) -> None:
    path_of(keys.region_name(cast.administrator.region)).write_bytes(KEY)
    with pytest.raises(CannotUnseal, match="past niet bij deze database"):
        running.require_keys()


def test_without_a_key_of_the_index_nothing_is_compared_and_the_rest_works(cast: Cast) -> None:
    case = signal(cast, "sven.mulder")
    says(cast, "sven.mulder", case)
    from_elsewhere(keys.index_name(cast.administrator.region, IdentifierKind.ADDRESS))
    running.require_keys()
    with pytest.raises(CannotUnseal, match="niets vergeleken"):
        says(cast, "sven.mulder", case, "1234 AB 14")
    says(cast, "sven.mulder", case, "06 12345678", "phone")
    round_passes(cast)
    with db.reading(cast.seats["sven.mulder"]) as reading:
        assert {one.kind for one in seen_identifiers.lines(reading, case)} == {"address", "phone"}


def test_a_lost_key_of_the_index_is_made_anew_and_all_is_found_again(cast: Cast) -> None:
    case = signal(cast, "sven.mulder")
    says(cast, "sven.mulder", case)
    name = keys.index_name(cast.administrator.region, IdentifierKind.ADDRESS)
    from_elsewhere(name)
    assert rekeying.index_key(home(cast), IdentifierKind.ADDRESS) == 1
    says(cast, "inge.bakels", signal(cast, "inge.bakels"))
    (one, other) = prints(cast)
    assert one == other


def test_without_the_key_that_signs_old_checkpoints_hold_and_a_new_one_begins(cast: Cast) -> None:
    note, region = held_note(cast), cast.administrator.region
    from_elsewhere(keys.signing_name(region))
    says(cast, "sven.mulder", signal(cast, "sven.mulder"))
    with pytest.raises(CannotUnseal, match="--lost"):
        held_note(cast)
    with pytest.raises(CannotUnseal, match="--lost"):
        running.require_keys()
    assert check(cast.seats[OFFICER], [note]).report.first_bad is None  # type: ignore[union-attr]
    rekeying.signing_key(home(cast), lost=True)
    running.require_keys()
    found = check(cast.seats[OFFICER], [note, held_note(cast)])
    assert found.report
    assert (found.report.first_bad, len(found.report.compared_with)) == (None, 2)


def test_another_key_that_signs_is_told_before_anything_is_served(cast: Cast) -> None:
    path_of(keys.signing_name(cast.administrator.region)).write_bytes(KEY)
    with pytest.raises(CannotUnseal, match="een andere dan tot nu toe"):
        running.require_keys()
