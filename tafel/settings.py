"""Settings by environment, checked at start with one clear message per mistake."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set: each as TAFEL_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="TAFEL_", extra="ignore")

    data: Path = Path("data")
    database: str = ""
    database_owner: str = ""
    keys: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    origin: str = ""
    threads: Annotated[int, Field(ge=1, le=64)] = 4
    sitting_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 12 * 60
    idle_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    chores: bool = True
    log: bool = False
    mail: str = ""

    @field_validator("database", "database_owner")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("moet beginnen met sqlite:/// of postgresql://")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("origin")
    @classmethod
    def _known_origin(cls, address: str) -> str:
        if address and not re.fullmatch(r"https?://[^/:?#\s]+(:\d{1,5})?/?", address):
            raise ValueError("moet een adres zijn zoals https://tafel.example.nl")
        return address.removesuffix("/")

    @field_validator("mail")
    @classmethod
    def _known_mail(cls, how: str) -> str:
        if how.startswith("smtp"):
            raise ValueError("is een map: versturen over SMTP komt later")
        return how

    @property
    def url(self) -> str:
        """The database."""
        return self.database or f"sqlite:///{self.data / 'tafel.db'}"

    @property
    def mail_folder(self) -> Path:
        """Where outgoing mail is put."""
        return Path(self.mail) if self.mail else self.data / "mail"

    @property
    def key_folder(self) -> Path:
        """Where the keys lie, outside the database."""
        return self.keys or self.data / "keys"


class BadSettings(Exception):
    """One line per mistake in the environment."""


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    try:
        return Settings()
    except ValidationError as wrong:
        raise BadSettings("\n".join(map(_sentence, wrong.errors()))) from None


_WORDS = {
    "int_parsing": "moet een geheel getal zijn",
    "bool_parsing": "moet true of false zijn",
    "greater_than_equal": "moet ten minste {ge} zijn",
    "less_than_equal": "mag ten hoogste {le} zijn",
}


def _sentence(wrong: ErrorDetails) -> str:
    known = _WORDS.get(wrong["type"], wrong["msg"].removeprefix("Value error, "))
    return f"TAFEL_{str(wrong['loc'][0]).upper()} {known.format(**wrong.get('ctx', {}))} (nu: {wrong['input']!r})"
