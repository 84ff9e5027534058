"""How migrations meet the database: in one transaction, after which every trigger stands as the list has it."""

from contextlib import nullcontext
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from models.tables import triggers
from tafel import migrating
from tafel.settings import settings


def run(connection: Connection) -> None:
    """Run what was asked; when that changed the schema, put the triggers up again."""
    applied: list[Any] = []
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        on_version_apply=lambda **step: applied.append(step),
    )
    with context.begin_transaction():
        context.run_migrations()
        if applied:
            triggers.renew(connection)


def _connection() -> Any:
    given = context.config.attributes.get("connection")
    return nullcontext(given) if given else migrating.connected(settings().database_owner or settings().url)


with _connection() as opened:
    run(opened)
