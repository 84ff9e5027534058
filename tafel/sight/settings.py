"""How region and installation are set, for the administrator: what a setting does, never a secret or a place."""

from importlib.metadata import version

from models.tables.people import Region
from models.terms import Role
from models.views.people import SettingsPage
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.settings import settings
from tafel.sight import rulebook


def settings_page(reading: Reading) -> SettingsPage:
    """The settings that matter; to all but the administrator there is no such page."""
    if reading.seat.role is not Role.ADMINISTRATOR:
        raise NotFound
    region, chosen = reading.session.get_one(Region, reading.seat.region), settings()
    book = rulebook.in_force(reading)
    return SettingsPage(
        region=region.name,
        prefix=region.prefix,
        since=region.created_at,
        closing_term_months=region.closing_term_months,
        book_version=book.version if book else None,
        book_adopted_on=book.adopted_on if book else None,
        practice=reading.seat.demo,
        version=version("tafel"),
        database=chosen.url.partition(":")[0].partition("+")[0],
        keys_apart=chosen.keys is not None,
        origin=chosen.origin,
        sitting_minutes=chosen.sitting_minutes,
        idle_minutes=chosen.idle_minutes,
        threads=chosen.threads,
        chores=chosen.chores,
        log=chosen.log,
        mail_server=chosen.mail_server is not None,
        bounces=chosen.bounces is not None,
        given=frozenset(chosen.model_fields_set),
    )
