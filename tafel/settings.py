"""Settings by environment, checked at start with one clear message per mistake."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
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
            raise ValueError("begint met sqlite:/// of postgresql://")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("mail")
    @classmethod
    def _known_mail(cls, how: str) -> str:
        if how.startswith("smtp"):
            raise ValueError("versturen over SMTP komt later; laat dit leeg of noem een map")
        return how

    @property
    def url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'tafel.db'}"

    @property
    def mail_folder(self) -> Path:
        return Path(self.mail) if self.mail else self.data / "mail"

    @property
    def key_folder(self) -> Path:
        return self.keys or self.data / "keys"


class BadSettings(Exception):
    """One line per mistake in the environment."""


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    try:
        return Settings()
    except ValidationError as wrong:
        lines = [f"TAFEL_{str(e['loc'][0]).upper()}: {e['msg']} (nu: {e['input']!r})" for e in wrong.errors()]
        raise BadSettings("\n".join(lines)) from None
