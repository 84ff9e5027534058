"""How a region receives signals, set by its administrator."""

from models.acts import Act
from models.forms.signals import SetSignalDesk
from models.tables.signals import SignalDesk
from tafel.db import Writing
from tafel.refusals import Invalid, say
from tafel.sight import signal_desk as seen


def set_desk(work: Writing, form: SetSignalDesk) -> None:
    """Set whom to call when there is danger, and who takes signals up: one who was confirmed by an own partner."""
    able = {membership for membership, _ in seen.desk_page(work).handlers}
    if form.handler_id and form.handler_id not in able:
        raise Invalid(handler_id=say("Kies een zorgcoördinator of een contactpersoon die de geheimhouding tekende."))
    region = work.seat.region
    work.add_if_new(SignalDesk(region_id=region, changed_at=work.now, changed_by=work.seat.person))
    row = work.session.get_one(SignalDesk, region, with_for_update=True, populate_existing=True)
    row.avim_phone, row.safe_home_phone, row.care_phone = form.avim_phone, form.safe_home_phone, form.care_phone
    row.handler_id, row.changed_at, row.changed_by = form.handler_id, work.now, work.seat.person
    work.record(Act.SIGNAL_DESK_CHANGED, handler=form.handler_id)
