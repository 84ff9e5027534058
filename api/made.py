"""What an act answers."""

from uuid import UUID

from models.views.base import View


class Made(View):
    """The id of what was made or changed."""

    id: UUID


class Count(View):
    """How many were served or ended."""

    count: int
