"""What goes out to one person: mail that is tried again, invitations, a calendar to follow, reminders.

It leaves the release before this one working, and imports no models.
"""

from collections.abc import Sequence

from alembic import op

from tafel.schema import create, day, ident, key, moment, number, raw, text, unique, unique_index, wall, within

revision: str = "2026112301"
down_revision: str | None = "20261123"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

REGIONAL = ("invitations", "calendar_feeds", "item_links", "reminders")


def upgrade() -> None:
    """Make the tables; on PostgreSQL let each row be seen from its own region alone."""
    mail()
    for_one_person()
    links()
    wall(*REGIONAL)


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")


def mail() -> None:
    """A mail is claimed, tried again, and refused for good or sent."""
    for column in (
        text("calendar", optional=True),
        number("tries", optional=True),
        moment("claimed_at", optional=True),
        moment("wait_until", optional=True),
        moment("refused_at", optional=True),
        moment("unsure_at", optional=True),
        text("told", 200, optional=True),
        moment("settled_at", optional=True),
    ):
        op.add_column("outgoing_mails", column)


def for_one_person() -> None:
    """Invitations, and calendars to follow."""
    create(
        "invitations",
        ident("region_id"),
        ident("id"),
        ident("meeting_id"),
        ident("membership_id"),
        moment("starts_at"),
        moment("ends_at"),
        number("edit"),
        moment("sent_at"),
        moment("withdrawn_at", optional=True),
        key("region_id", "id"),
        unique("region_id", "meeting_id", "membership_id"),
        within("meeting_id", "meetings"),
        within("membership_id", "memberships"),
    )
    create(
        "calendar_feeds",
        ident("region_id"),
        ident("id"),
        ident("membership_id"),
        raw("token_hash", 32),
        moment("made_at"),
        moment("fetched_at", optional=True),
        moment("revoked_at", optional=True),
        key("region_id", "id"),
        unique("token_hash"),
        within("membership_id", "memberships"),
    )
    ours = ("region_id", "membership_id")
    unique_index("one_calendar_feed", "calendar_feeds", *ours, where="revoked_at IS NULL")


def links() -> None:
    """Links that open one small thing: an item with a code, a rest from reminders."""
    create(
        "item_links",
        ident("region_id"),
        ident("id"),
        ident("item_id"),
        ident("meeting_id"),
        ident("membership_id"),
        raw("token_hash", 32),
        moment("made_at"),
        moment("ends_at"),
        raw("code_hash", 32, optional=True),
        moment("code_until", optional=True),
        number("wrong"),
        key("region_id", "id"),
        unique("token_hash"),
        within("item_id", "agenda_items"),
        within("meeting_id", "meetings"),
        within("membership_id", "memberships"),
    )
    create(
        "reminders",
        ident("region_id"),
        ident("id"),
        ident("membership_id"),
        day("on_day"),
        raw("token_hash", 32),
        moment("sent_at"),
        moment("used_at", optional=True),
        moment("quiet_until", optional=True),
        key("region_id", "id"),
        unique("token_hash"),
        unique("region_id", "membership_id", "on_day"),
        within("membership_id", "memberships"),
    )
