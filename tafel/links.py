"""Addresses that open one small thing without signing in: unguessable, and only their hash is kept."""

import re
import secrets
from uuid import UUID

from tafel.refusals import NotFound
from tafel.sign_in import digest

_LINK = re.compile(r"([0-9a-f]{32})-[A-Za-z0-9_-]{43}")


def make(region: UUID) -> tuple[str, bytes]:
    """A new one, and what is kept of it."""
    token = f"{region.hex}-{secrets.token_urlsafe(32)}"
    return token, digest(token)


def region_of(token: str) -> UUID:
    """The region in which it may be found. Raises NotFound for what cannot be one."""
    found = _LINK.fullmatch(token)
    if found is None:
        raise NotFound
    return UUID(hex=found[1])
