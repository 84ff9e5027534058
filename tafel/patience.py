"""A line to PostgreSQL that does not wait for ever: a server that stands still may be led by another by now."""

from typing import Any

import psycopg
from psycopg import errors

from tafel import engines


class Patient(psycopg.Connection[Any]):
    """After that long without an answer it is no line any more; whoever asked sends again, to another one."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg waits, at most so long."""
        try:
            return super().wait(gen, interval, engines.PATIENCE if timeout is None else timeout)
        except errors._WaitTimeout as late:  # noqa: SLF001 to be made into one that is known
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from late


def connect(_dialect: object, _record: object, where: tuple[Any, ...], how: dict[str, Any]) -> Patient:
    """As SQLAlchemy asks for a line."""
    return Patient.connect(*where, **how)
