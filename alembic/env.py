"""How migrations meet the database: in one transaction, after which every trigger stands as the list has it."""

from contextlib import nullcontext
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import models.tables
from models.tables import triggers
from tafel import migrating
from tafel.settings import settings

for _module in iter_modules(models.tables.__path__):  # `alembic check` compares with all of them
    import_module(f"models.tables.{_module.name}")


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
        if applied and context.config.attributes.get("triggers", True):
            triggers.renew(connection)


def _connection() -> Any:
    given = context.config.attributes.get("connection")
    return nullcontext(given) if given else migrating.connected(settings().database_owner or settings().url)


with _connection() as opened:
    run(opened)
