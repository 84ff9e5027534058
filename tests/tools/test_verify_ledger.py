"""The stand-alone verifier and the product's own: written twice on purpose, of one judgement on all that is done."""

import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.acts import RetentionClass
from tafel import checkpoint, tree
from tafel.entries import StoredEntry, from_line, seal_entry, to_line
from tests.tools.exports import (
    ERASED_BY,
    ORIGIN,
    REGION,
    SIZE,
    SOUND,
    TOOL,
    VKEY,
    Export,
    alone,
    at_size,
    by_product,
    envelope,
    inside,
    judged,
    ledger,
)

Spoil = Callable[[random.Random, list[str]], list[str]]


def flip_a_bit(chance: random.Random, lines: list[str]) -> list[str]:
    data = bytearray("".join(lines).encode())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return [data.decode(errors="surrogateescape")]


def change_a_character(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    place = chance.randrange(len(lines[at]))
    other = chance.choice([each for each in '019afz-"{},:\\ é\n' if each != lines[at][place]])
    return [*lines[:at], lines[at][:place] + other + lines[at][place + 1 :], *lines[at + 1 :]]


def swap_two(chance: random.Random, lines: list[str]) -> list[str]:
    first, second = sorted(chance.sample(range(len(lines)), 2))
    return [*lines[:first], lines[second], *lines[first + 1 : second], lines[first], *lines[second + 1 :]]


def delete_one(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at + 1 :]


def delete_one_and_renumber(chance: random.Random, lines: list[str]) -> list[str]:
    kept = delete_one(chance, lines)
    return [re.sub(r',"index":\d+,', f',"index":{at},', line) for at, line in enumerate(kept)]


def repeat_one(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    return lines[: at + 1] + lines[at:]


def insert_a_forgery(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    made = seal_entry(envelope(at) | {"n": -1}, REGION, RetentionClass.DISCLOSURE)
    return [*lines[:at], to_line(StoredEntry(at, made.leaf_text, made.envelope_text, made.key)), *lines[at:]]


def replace_by_a_forgery(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(ERASED_BY)
    made = seal_entry(envelope(at) | {"n": -1}, REGION, RetentionClass.DISCLOSURE)
    return [*lines[:at], to_line(StoredEntry(at, made.leaf_text, made.envelope_text, made.key)), *lines[at + 1 :]]


def truncate(chance: random.Random, lines: list[str]) -> list[str]:
    text = "".join(lines)
    return [text[: chance.randrange(1, len(text))]]


def cut_lines(chance: random.Random, lines: list[str]) -> list[str]:
    return lines[: chance.randrange(1, len(lines))]


def erase_one(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.choice([*range(0, len(lines), 2), *range(21, len(lines), 2)])
    bare = from_line(lines[at])._replace(envelope_text=None, key=None)
    return [*lines[:at], to_line(bare), *lines[at + 1 :]]


def bring_one_back(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.choice(range(3, 21, 2))
    made = seal_entry(envelope(at), REGION, RetentionClass.AUDIT, bytes([at]) * 32)
    return [*lines[:at], to_line(StoredEntry(at, made.leaf_text, made.envelope_text, made.key)), *lines[at + 1 :]]


def exchange_a_field(chance: random.Random, lines: list[str]) -> list[str]:
    at, other = chance.sample([each for each in range(len(lines)) if '"key"' in lines[each]], 2)
    field = chance.choice(["leaf_text", "envelope_text", "key", "position"])
    mixed = from_line(lines[at])._replace(**{field: getattr(from_line(lines[other]), field)})
    return [*lines[:at], to_line(mixed), *lines[at + 1 :]]


SPOILS: list[Spoil] = [
    flip_a_bit,
    change_a_character,
    swap_two,
    delete_one,
    delete_one_and_renumber,
    repeat_one,
    insert_a_forgery,
    replace_by_a_forgery,
    truncate,
    cut_lines,
    erase_one,
    bring_one_back,
    exchange_a_field,
]
EXACT = (swap_two, delete_one, cut_lines, erase_one, bring_one_back, exchange_a_field)


def first_difference(lines: list[str]) -> int:
    """The first line, and so the first entry, that is not as it was."""
    after = re.split(r"(?<=\n)", "".join(lines))
    return next(at for at, line in enumerate([*SOUND.lines, ""]) if line != after[min(at, len(after) - 1)])


@pytest.mark.parametrize("spoil", SPOILS)
def test_whatever_is_done_to_the_entries_is_found_by_both(spoil: Spoil, tmp_path: Path) -> None:
    for seed in range(25):
        lines = spoil(random.Random(seed), SOUND.lines)
        bad = judged(replace(SOUND, lines=lines), tmp_path / str(seed), [at_size(SIZE)])
        at = first_difference(lines)
        accounted = SOUND.lines[ERASED_BY] in "".join(lines)
        last_agreed = at // 8 * 8
        latest = len(lines) if spoil is delete_one_and_renumber else at + 1
        assert (last_agreed if accounted else min(last_agreed, 3)) <= bad[0] <= latest, (seed, at, bad)
        assert bad[0] == at or not accounted or spoil not in EXACT, (seed, at, bad)


def test_a_sound_export_is_found_sound_by_both(tmp_path: Path) -> None:
    assert judged(SOUND, tmp_path / "alone", []) == []
    assert judged(SOUND, tmp_path / "compared", [at_size(13), at_size(SIZE), at_size(1)]) == []


def test_what_is_said_of_a_sound_export(tmp_path: Path) -> None:
    folder = SOUND.write(tmp_path / "export")
    said = alone(folder)
    assert said.code == 0
    assert said.text.endswith("consistent with itself; compared with nothing\n")
    assert "erased: 9 of class audit in 2 to 20, by entry 36 of 2030-12-06: 'term' ('FG')\n" in said.text
    (tmp_path / "outside").write_text(at_size(30))
    said = alone(folder, "--checkpoint", tmp_path / "outside", "--vkey", VKEY)
    assert said.code == 0
    assert "over its first 30 entries, with what others hold; the last 10 compared with nothing" in said.text
    assert by_product(folder, []).sentence == "consistent with itself; compared with nothing"
    assert by_product(folder, [at_size(30)]).sentence in said.text
    assert by_product(folder, [at_size(SIZE)]).sentence.endswith("over its first 40 entries, with what others hold")


def test_a_checkpoint_may_have_gone_through_the_mail(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("\ufeff\n" + at_size(30).replace("\n", " \r\n") + "\n\n", newline="")
    said = alone(SOUND.write(tmp_path / "export"), "--checkpoint", tmp_path / "outside")
    assert (said.code, "over its first 30 entries" in said.text) == (0, True)


def test_the_script_itself_runs_isolated(tmp_path: Path) -> None:
    folder = SOUND.write(tmp_path / "export")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        for file in folder.iterdir():
            packed.write(file, file.name)
    done = subprocess.run([sys.executable, "-I", str(TOOL), str(tmp_path / "export.zip")], check=False)
    assert done.returncode == 0


def test_a_process_without_the_product_finds_what_was_done(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text(at_size(SIZE))
    for number, spoil in enumerate((flip_a_bit, delete_one_and_renumber, erase_one)):
        lines = spoil(random.Random(number), SOUND.lines)
        folder = replace(SOUND, lines=lines).write(tmp_path / spoil.__name__)
        said = alone(folder, "--checkpoint", tmp_path / "outside")
        assert (said.code, said.bad) == (1, [each.index for each in by_product(folder, [at_size(SIZE)]).faults])


@pytest.mark.parametrize(
    ("changed", "at", "bad"),
    [
        (10, "2026-11-20T00:00:00.000000Z", [10]),
        (25, "2026-10-31T00:00:00.000000Z", [25]),
        (19, "2026-12-31T00:00:00.000000Z", [20]),
        (22, envelope(21)["at"], []),
    ],
)
def test_time_does_not_go_back(changed: int, at: str, bad: list[int], tmp_path: Path) -> None:
    assert judged(ledger(changed={changed: {"at": at}}), tmp_path / "export", []) == bad


def test_the_same_size_may_be_signed_twice(tmp_path: Path) -> None:
    twice = replace(SOUND, notes=[*SOUND.notes[:2], *SOUND.notes[1:]])
    assert judged(twice, tmp_path / "export", []) == []


def test_one_region_to_a_ledger(tmp_path: Path) -> None:
    other = UUID("00000000-0000-4000-8000-000000000000")
    made = seal_entry(envelope(7) | {"region": str(other)}, other, RetentionClass.AUDIT)
    lines = [*SOUND.lines[:7], to_line(StoredEntry(7, made.leaf_text, made.envelope_text, made.key)), *SOUND.lines[8:]]
    assert judged(replace(SOUND, lines=lines), tmp_path / "export", []) == [7]


@pytest.mark.parametrize("text", ["x" * 3_000_000, "[" * 200_000, '{"a":' * 200_000, "9" * 10_000, r'"\ud800"'])
def test_a_monstrous_envelope_is_only_a_bad_entry(text: str, tmp_path: Path) -> None:
    lines = [*SOUND.lines[:30], f'{{"envelope":{text}{SOUND.lines[30][12:]}', *SOUND.lines[31:]]
    assert judged(replace(SOUND, lines=lines), tmp_path / "export", [])[0] in (3, 30)


def test_whoever_has_the_key_can_rewrite_only_what_nobody_else_holds(tmp_path: Path) -> None:
    rewritten = ledger(changed={25: {"n": -25}})
    assert judged(rewritten, tmp_path / "unseen", [at_size(25)]) == []
    assert judged(rewritten, tmp_path / "seen", [at_size(20), at_size(33)]) == [20]
    assert judged(rewritten, tmp_path / "close", [at_size(25), at_size(26)]) == [25]


def test_another_key_does_not_count(tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    forged = ledger(changed={25: {"n": -25}}, secret=other)
    assert judged(forged, tmp_path / "forged", []) == [0]
    said = inside(forged.write(tmp_path / "forged"))
    assert said.code == 0
    (tmp_path / "outside").write_text(at_size(SIZE))
    said = inside(tmp_path / "forged", "--checkpoint", tmp_path / "outside")
    assert said.code == 2
    assert "no known key" in said.text
    with pytest.raises(checkpoint.BadCheckpoint):
        by_product(tmp_path / "forged", [at_size(SIZE)], forged.manifest["vkey"])


def test_a_restored_older_copy_is_found_against_a_newer_checkpoint(tmp_path: Path) -> None:
    older = ledger(30)
    assert judged(older, tmp_path / "unseen", [at_size(30)]) == []
    assert judged(older, tmp_path / "seen", [at_size(SIZE)]) == [30]
    assert judged(replace(older, lines=[]), tmp_path / "empty", []) == [0]


def test_checkpoints_that_go_back_or_are_damaged_are_found(tmp_path: Path) -> None:
    for seed in range(25):
        chance = random.Random(seed)
        data = bytearray("\n".join(SOUND.notes).encode())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(7)
        notes = [data.decode(errors="replace")]
        assert judged(replace(SOUND, notes=notes), tmp_path / str(seed), [at_size(SIZE)])
    turned = replace(SOUND, notes=SOUND.notes[::-1])
    assert judged(turned, tmp_path / "turned", []) == [40]


def test_input_that_cannot_be_used_is_not_called_tampered(tmp_path: Path) -> None:
    empty = Export([], [], SOUND.manifest).write(tmp_path / "empty")
    broken = replace(SOUND, manifest={"origin": ORIGIN}).write(tmp_path / "broken")
    (tmp_path / "zero").write_text(at_size(30).replace("\n30\n", "\n0\n"))
    sound = SOUND.write(tmp_path / "sound")
    (tmp_path / "bare").write_text(checkpoint.inclusion_file(0, [], at_size(1), "").replace("extra \n", ""))
    for arguments in (
        [],
        [tmp_path / "nowhere"],
        [empty],
        [broken],
        [sound, "--vkey", "nonsense"],
        [sound, "--checkpoint", tmp_path / "zero"],
        [sound, "--checkpoint", tmp_path / "nowhere"],
        [sound, "--inclusion", tmp_path / "zero"],
        [sound, "--inclusion", tmp_path / "bare"],
        [sound, "--consistency", tmp_path / "bare"],
    ):
        assert alone(*arguments).code == 2, arguments
    with pytest.raises(tree.EmptyTree):
        by_product(empty, [])


def test_the_manifest_must_tell_the_truth(tmp_path: Path) -> None:
    other = checkpoint.encode_vkey(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())
    for number, lie in enumerate(({"size": 39}, {"root": "AAAA"}, {"origin": "x"}, {"vkey": other})):
        folder = replace(SOUND, manifest=SOUND.manifest | lie).write(tmp_path / str(number))
        assert inside(folder, "--vkey", VKEY).code == 1, lie
