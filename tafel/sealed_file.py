"""A file that only its key opens, sealed in pieces while it is written, so that it may be of any size.

Each piece is bound to the file, to its place and to whether it is the last: one that is altered, moved, left out or
cut off opens no more (AES-256-GCM, a key per file by HKDF-SHA-256).
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"tafel backup 1\n\n"
PIECE, _SALT, _TAG = 1 << 20, 32, 16


class CannotOpen(Exception):
    """Why the file cannot be used, in the administrator's words."""


class Sealing:
    """Takes bytes and writes them sealed; what is not finished opens no more."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = os.urandom(_SALT)
        file.write(MAGIC + salt)
        self._file, self._cipher, self._waiting, self._number = file, _cipher(key, salt), bytearray(), 0

    def write(self, data: bytes) -> None:
        """More of it."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """That was all."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, MAGIC))
        self._number += 1


def opened(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The pieces again, in order; CannotOpen at the first that is not as it was written."""
    if file.read(len(MAGIC)) != MAGIC:
        raise CannotOpen("Dit bestand is geen reservekopie van tafel.")
    salt = file.read(_SALT)
    cipher, piece, number = _cipher(key, salt), file.read(PIECE + _TAG), 0
    while True:
        after = file.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not after), piece, MAGIC)
        except InvalidTag:
            raise CannotOpen(_why(number)) from None
        if not after:
            return
        piece, number = after, number + 1


def _why(number: int) -> str:
    if number:
        return "De reservekopie is afgebroken of veranderd. Er is niets teruggezet: neem een andere kopie."
    return (
        "De reservekopie gaat met deze sleutel niet open: het is de verkeerde sleutel, of het bestand is afgebroken of "
        "veranderd. Er is niets teruggezet."
    )


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
