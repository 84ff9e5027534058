"""Texts are sealed by acts and unsealed only in sight: AES-256-GCM, a key per case, wrapped by the region's key.

The region's key lies outside the database. Each sealed text is bound to its table, row and use, so that
moving bytes between rows fails to open.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE, _KEY = 12, 32


class CannotUnseal(Exception):
    """The key does not fit, or the bytes were moved or altered."""


def seal(key: bytes, text: str, bound_to: str) -> bytes:
    """The text, sealed: nonce, ciphertext and tag."""
    return seal_file(key, text.encode(), bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: str) -> str:
    """The text again, or `CannotUnseal`."""
    return unseal_file(key, sealed, bound_to).decode()


def seal_file(key: bytes, body: bytes, bound_to: str) -> bytes:
    """A whole file, sealed in the same way."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, body, bound_to.encode())


def unseal_file(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """The file again, or `CannotUnseal`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except InvalidTag as wrong:
        raise CannotUnseal(f"{bound_to} cannot be opened with this key") from wrong


def wrap(region_key: bytes, key: bytes, case: UUID) -> bytes:
    """A case's key as the database keeps it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(region_key).encrypt(nonce, key, case.bytes)


def unwrap(region_key: bytes, wrapped: bytes, case: UUID) -> bytes:
    """A case's key again."""
    try:
        return AESGCM(region_key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], case.bytes)
    except InvalidTag as wrong:
        raise CannotUnseal("De sleutel van de regio past niet bij deze database. Zet de goede kopie terug.") from wrong


def fingerprint(key: bytes, use: str, value: str) -> bytes:
    """A keyed fingerprint (HMAC-SHA-256): equal values meet, and without the key nobody can guess one."""
    return hmac.new(key, f"{use}|{value}".encode(), hashlib.sha256).digest()


def new_key() -> bytes:
    """Thirty-two random bytes."""
    return secrets.token_bytes(_KEY)
