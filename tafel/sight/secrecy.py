"""The statement of secrecy as one reader finds it: the text in force, and what was signed of it."""

from sqlalchemy import select
from sqlmodel import col

from models.tables.people import Membership, SecrecySignature, SecrecyText
from models.views.home import SecrecyDue
from models.views.secrecy import SecrecyPage, SecrecyTextView, SignatureLine
from tafel import secrecy
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER
from tafel.refusals import NotFound
from tafel.sight import at_table


def page(reading: Reading) -> SecrecyPage:
    """The text, and whether I signed it; to whoever sits for no partner there is no such page."""
    seat = reading.seat
    if seat.partner is None:
        raise NotFound
    stands, rows = text(reading), reading.rows(_MINE)
    until = reading.values(_UNTIL)[0]
    years = [row for row in rows if row.item_id is None]
    other = not years or years[0].text_number != stands.number
    return SecrecyPage(
        text=stands,
        until=until,
        counts=until is not None and until > reading.now,
        may_sign=seat.must_sign if seat.by_link else secrecy.may_sign(until, reading.now, signs_other=other),
        for_item=seat.by_link,
        sets_text=at_table.is_secretariat(seat) and not seat.by_link,
        signed=tuple(
            SignatureLine(text_number=row.text_number, signed_at=row.signed_at, ends_at=row.ends_at) for row in years
        ),
    )


def due(reading: Reading) -> SecrecyDue | None:
    """That I have to sign, from thirty days before what I signed ends; nothing for who sits for no partner."""
    if reading.seat.partner is None:
        return None
    until = reading.values(_UNTIL)[0]
    if until is not None and until > reading.now + secrecy.AHEAD:
        return None
    return SecrecyDue(until=until, counts=until is not None and until > reading.now)


@asked_once
def text(reading: Reading) -> SecrecyTextView:
    """What is signed now, and what the chair says of it; without words of its own a region has those of the product."""
    row = reading.row(_TEXT)
    if row is None:
        return SecrecyTextView(number=0, text=secrecy.TEXT, spoken=secrecy.SPOKEN, since=None)
    return SecrecyTextView.model_validate(row)


_TEXT = (
    select(col(SecrecyText.number), col(SecrecyText.text), col(SecrecyText.spoken), col(SecrecyText.since))
    .where(col(SecrecyText.region_id) == ASKER.region)
    .order_by(col(SecrecyText.number).desc())
    .limit(1)
)
_UNTIL = select(col(Membership.secrecy_until)).where(
    col(Membership.region_id) == ASKER.region, col(Membership.id) == ASKER.membership
)
_MINE = (
    select(
        col(SecrecySignature.item_id), col(SecrecySignature.text_number), col(SecrecySignature.signed_at),
        col(SecrecySignature.ends_at),
    )
    .where(*secrecy.MINE)
    .order_by(col(SecrecySignature.signed_at).desc())
)  # fmt: skip
