"""Settings by environment, checked at start with one clear message per mistake."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

ADDRESS = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24,200}")
_SERVER = re.compile(r"smtps?://([^:@/\s]+:[^@/\s]*@)?[^:@/?#\s]+(:\d{1,5})?/?")


class Settings(BaseSettings):
    """What can be set: each as TAFEL_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="TAFEL_", extra="ignore")

    data: Path = Path("data")
    database: str = ""
    database_owner: str = ""
    keys: Path | None = None
    key_command: str = ""
    signer: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    origin: str = ""
    threads: Annotated[int, Field(ge=1, le=64)] = 4
    sitting_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 12 * 60
    idle_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    chores: bool = True
    log: bool = False
    metrics: str = ""
    telemetry: bool = False
    mail: str = ""
    mail_from: str = ""
    bounces: Path | None = None

    @field_validator("database", "database_owner")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("moet beginnen met sqlite:/// of postgresql://")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("key_command")
    @classmethod
    def _known_command(cls, command: str) -> str:
        if command and "{name}" not in command:
            raise ValueError("moet zeggen waar de naam van de sleutel komt, zoals in: systemd-creds cat {name}")
        return command

    @field_validator("metrics")
    @classmethod
    def _known_token(cls, token: str) -> str:
        if token and not _TOKEN.fullmatch(token):
            raise ValueError("moet een geheim zijn van ten minste 24 letters en cijfers")
        return token

    @field_validator("origin")
    @classmethod
    def _known_origin(cls, address: str) -> str:
        if address and not re.fullmatch(r"https?://[^/:?#\s]+(:\d{1,5})?/?", address):
            raise ValueError("moet een adres zijn zoals https://tafel.example.nl")
        return address.removesuffix("/")

    @field_validator("mail")
    @classmethod
    def _known_mail(cls, how: str, others: ValidationInfo) -> str:
        if "://" in how and not _SERVER.fullmatch(how):
            raise ValueError("moet een map zijn, of een adres zoals smtps://naam:wachtwoord@mail.example.nl:465")
        if "://" in how and not others.data.get("origin"):
            raise ValueError("is een mailserver: zeg dan met TAFEL_ORIGIN waarheen een link in een mail leidt")
        return how

    @field_validator("mail_from")
    @classmethod
    def _known_sender(cls, sender: str) -> str:
        if sender and not ADDRESS.fullmatch(sender):
            raise ValueError("moet een mailadres zijn zoals tafel@example.nl")
        return sender

    @field_validator("bounces", mode="before")
    @classmethod
    def _known_folder(cls, folder: str | None) -> str | None:
        if folder and not Path(folder).is_dir():
            raise ValueError("moet een map zijn die er is")
        return folder or None

    @property
    def url(self) -> str:
        """The database."""
        return self.database or f"sqlite:///{self.data / 'tafel.db'}"

    @property
    def mail_server(self) -> str | None:
        """The server that sends outgoing mail on; without one it is put into a folder."""
        return self.mail if "://" in self.mail else None

    @property
    def mail_folder(self) -> Path:
        """Where outgoing mail is put."""
        return Path(self.mail) if self.mail else self.data / "mail"

    @property
    def sender(self) -> str:
        """From what address mail comes."""
        return self.mail_from or f"tafel@{urlsplit(self.address).hostname}"

    @property
    def address(self) -> str:
        """Where people find this tafel, for links that stand outside its pages."""
        return self.origin or f"http://{self.host}:{self.port}"

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
    now = re.sub(r"//[^@/]*@", "//***@", repr(wrong["input"]))  # a password stands in no message
    return f"TAFEL_{str(wrong['loc'][0]).upper()} {known.format(**wrong.get('ctx', {}))} (nu: {now})"
