"""Where keys come from, outside the database: a file, a secret in the environment, or what a command prints.

A key is called `region-…`, `ledger-…` or `index-…-…`, with the id of its region. The first place that has it gives it.
"""

import binascii
import os
import re
import secrets
import shlex
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from tafel.refusals import Unavailable
from tafel.seal import CannotUnseal
from tafel.settings import settings

LENGTH = 32
CHANGING, NEXT = "changing", "next"
_WITHOUT = {  # what cannot be done without it, by what its name begins with
    "region": "Zonder die sleutel is niets te lezen: zet uw kopie terug.",
    "index": "Zonder die sleutel wordt niets vergeleken: zet uw kopie terug.",
    "ledger": "Zonder die sleutel wordt het register niet ondertekend: zet uw kopie terug, of vervang haar met: "
    "tafel keys renew-ledger --lost",
}
_PATIENCE = 10.0  # seconds for a command
_HEX = re.compile(rb"[0-9a-fA-F]{64}")


class _NotGiven(Exception):
    """The command ends with an error: it has no key of this name."""


def key(name: str) -> bytes:
    """The key of this name; CannotUnseal says where it was looked for."""
    found = find(name)
    if found is None:
        without = _WITHOUT.get(name.partition("-")[0], "Zet uw kopie terug.")
        raise CannotUnseal(f"De sleutel {file(name)} ontbreekt{_elsewhere(name)}. {without}")
    return found


def find(name: str) -> bytes | None:
    """The key of this name, or None where no place has one."""
    if (found := _found(name)) or not settings().key_command:
        return found
    try:
        return _printed(settings().key_command, name)
    except _NotGiven:
        return None


def _found(name: str) -> bytes | None:
    """The key in its file, or in the environment."""
    if (kept := _read(file(name))) is not None:
        return checked(kept, str(file(name)))
    told = os.environ.get(variable(name))
    return checked(told.encode(), variable(name)) if told else None


def _read(path: Path) -> bytes | None:
    """What is in a file, if there is one: also where one may not even look whether there is."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as wrong:
        raise CannotUnseal(f"De sleutel {path} kan niet worden gelezen: {wrong.strerror}.") from None


def open_to_others() -> list[Path]:
    """The files of keys that other users of the machine can read or change too."""
    return sorted(path for path in settings().key_folder.glob("*.key") if path.stat().st_mode & 0o077)


def where(name: str) -> str:
    """Where the key of this name comes from, in the administrator's words; never the key."""
    if _found(name):
        return variable(name) if _read(file(name)) is None else str(file(name))
    return "TAFEL_KEY_COMMAND" if find(name) else "ontbreekt"


def spare(name: str) -> Iterator[bytes]:
    """The other keys that are known beside it: those it took the place of, and one that will take its place."""
    yield from (checked(_read(path) or b"", str(path)) for path in sorted(settings().key_folder.glob(f"{name}.*.key")))
    if found := find(f"{name}-former"):
        yield found


def former(name: str) -> bytes | None:
    """The key that it takes the place of, while that is under way."""
    return _found(f"{name}.{CHANGING}") or _found(f"{name}-former")


def begin_change(name: str) -> None:
    """Let a new key take the place of this one, which stays known; of what is under way already nothing changes.

    Where several machines have their own files, the new one is laid there first, as `….next.key`. A key that is not
    given by a file is replaced where it is given, with the one before it as `…-former`.
    """
    if not file(name).exists() and file(f"{name}.{NEXT}").exists():
        _rename(f"{name}.{NEXT}", name)
    elif file(name).exists() and _found(f"{name}.{CHANGING}") in (None, key(name)):
        make(f"{name}.{NEXT}")
        put(f"{name}.{CHANGING}", key(name))
        _rename(f"{name}.{NEXT}", name)


def end_change(name: str, day: date) -> None:
    """Nothing here needs the key before it any more; older backups do, so it is kept."""
    if file(f"{name}.{CHANGING}").exists():
        _rename(f"{name}.{CHANGING}", f"{name}.former-{day}-{secrets.token_hex(2)}")


def file(name: str) -> Path:
    """The file that may hold it."""
    return settings().key_folder / f"{name}.key"


def variable(name: str) -> str:
    """The secret in the environment that may hold it: in hex or base64."""
    return f"TAFEL_KEY_{name.upper().replace('-', '_')}"


def make(name: str) -> None:
    """Make the file with a new key, that its owner alone can read; an existing one is left as it is."""
    put(name, secrets.token_bytes(LENGTH))


def put(name: str, value: bytes) -> None:
    """Write a key into its file, whole or not at all; an existing file is left as it is."""
    try:
        _put(file(name), value)
    except OSError as wrong:
        raise Unavailable(f"{file(name)} kan niet worden geschreven: {wrong.strerror}") from wrong


def _put(path: Path, value: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as made:
        made.write(value)
        made.flush()
        os.fsync(made.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        return
    finally:
        half.unlink()
        _keep_names(path.parent)


def _rename(name: str, to: str) -> None:
    file(name).replace(file(to))
    _keep_names(file(to).parent)


def _keep_names(folder: Path) -> None:
    """Have the names in a folder on the disk before going on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@lru_cache(maxsize=1_000)
def _printed(command: str, name: str) -> bytes:
    """What the command prints for this name; asked once in a process, since starting another takes long."""
    words = [word.replace("{name}", name) for word in shlex.split(command)]
    try:
        done = subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 the administrator's own command, and no shell
    except subprocess.TimeoutExpired:
        raise CannotUnseal(f"TAFEL_KEY_COMMAND gaf {name} niet binnen {_PATIENCE:.0f} seconden.") from None
    except OSError as wrong:
        raise CannotUnseal(f"TAFEL_KEY_COMMAND kan niet worden gestart: {wrong.strerror}.") from None
    if done.returncode:
        raise _NotGiven
    return checked(done.stdout, f"Wat TAFEL_KEY_COMMAND geeft voor {name}")


def checked(told: bytes, where: str) -> bytes:
    """A key of thirty-two bytes as they are, or written in hex or base64; CannotUnseal for anything else."""
    if len(told) == LENGTH:
        return told
    found = _decoded(told.strip())
    if len(found) != LENGTH:
        raise CannotUnseal(f"{where} is geen sleutel van {LENGTH} bytes. Zet uw kopie terug.")
    return found


def _decoded(told: bytes) -> bytes:
    if _HEX.fullmatch(told):
        return bytes.fromhex(told.decode())
    try:
        return b64decode(told, validate=True)
    except binascii.Error:
        return b""


def _elsewhere(name: str) -> str:
    """Where else it was looked for."""
    command = ", en TAFEL_KEY_COMMAND geeft haar niet" if settings().key_command else ""
    return f" (ook {variable(name)} is leeg{command})"
