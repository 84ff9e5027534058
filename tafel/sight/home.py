"""What waits for a reader, and what was newly shared with it: names of cases and partners, never their words."""

from datetime import timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.tables.casework import Case
from models.tables.people import Partner
from models.tables.sharing import CategoryDoubt, Evidence, Share
from models.views.home import AskedToConfirm, DoubtWaiting, HomePage, NewShare
from tafel import clock
from tafel.db import Reading
from tafel.sight import (
    actions,
    amended,
    care,
    copies,
    copies_todo,
    evidence_due,
    identifiers,
    lines,
    minutes_waiting,
    people,
    post,
    profiles,
    questions_waiting,
    receipt,
    repeats,
    rule_page,
    secrecy,
    signal_desk,
    signals_waiting,
    upcoming,
    visible,
)
from tafel.sight import evidence as records
from tafel.sight.joins import row_of

_NEW = timedelta(days=14)
_MOST_NEW = 8


def home(reading: Reading) -> HomePage:
    """What waits for me."""
    return HomePage(
        next_meeting=upcoming.next_meeting(reading),
        to_prepare=upcoming.to_prepare(reading),
        proposals=upcoming.proposals(reading),
        returned=upcoming.returned(reading),
        lines=lines.waiting(reading),
        unshared=lines.unshared(reading),
        actions=actions.open_actions(reading),
        lapsed=actions.lapsed(reading),
        to_confirm=_to_confirm(reading),
        due=evidence_due.due(reading),
        doubts=_doubts(reading),
        amendments=amended.waiting(reading),
        profiles=profiles.due(reading),
        seats_to_confirm=people.to_confirm(reading),
        stuck_mail=post.stuck_count(reading),
        copies=copies.waiting(reading),
        copies_to_make=copies_todo.to_make(reading),
        minutes=minutes_waiting.waiting(reading),
        secrecy=secrecy.due(reading),
        questions=questions_waiting.for_me(reading),
        new_shares=_new_shares(reading),
        receipts=receipt.lately(reading),
        reviews=care.reviews(reading),
        books=rule_page.waiting(reading),
        signals=signals_waiting.for_me(reading),
        danger=signal_desk.danger(reading),
        hits=identifiers.waiting(reading),
        repeats=repeats.waiting(reading),
    )


def _to_confirm(reading: Reading) -> tuple[AskedToConfirm, ...]:
    rows = reading.session.execute(
        select(Evidence, col(Case.code_word), col(Partner.name))
        .select_from(Evidence)
        .join(Partner, row_of(Partner, Evidence.partner_id, Evidence.region_id))
        .outerjoin(Case, and_(col(Case.id) == col(Evidence.case_id), visible.cases(reading.seat)))
        .where(visible.evidence(reading.seat), col(Evidence.needs_confirmation).is_(True))
        .where(col(Evidence.confirmed_at).is_(None), col(Evidence.ended_at).is_(None))
        .where(or_(col(Evidence.claimed_until).is_(None), col(Evidence.claimed_until) >= clock.day_of(reading.now)))
        .order_by(col(Evidence.made_at), col(Evidence.id))
    )
    return tuple(
        AskedToConfirm(id=one.id, condition=one.condition, case_word=word, partner=partner, made_at=one.made_at)
        for one, word, partner in rows
        if records.may_confirm(reading.seat, one)
    )


def _doubts(reading: Reading) -> tuple[DoubtWaiting, ...]:
    rows = reading.session.execute(
        select(col(Share.case_id), col(Case.code_word), col(Partner.name), col(CategoryDoubt.doubted_at))
        .select_from(CategoryDoubt)
        .join(Share, row_of(Share, CategoryDoubt.share_id, CategoryDoubt.region_id))
        .join(Case, row_of(Case, Share.case_id, Share.region_id))
        .join(Partner, row_of(Partner, CategoryDoubt.doubted_for, CategoryDoubt.region_id))
        .where(visible.cases(reading.seat), col(Share.giver_id) == reading.seat.partner)
        .where(col(CategoryDoubt.answered_at).is_(None))
        .order_by(col(CategoryDoubt.doubted_at), col(CategoryDoubt.id))
    )
    return tuple(DoubtWaiting(case_id=row[0], case_word=row[1], doubted_for=row[2], doubted_at=row[3]) for row in rows)


def _new_shares(reading: Reading) -> tuple[NewShare, ...]:
    giver, newest = aliased(Partner), func.max(Share.given_at)
    rows = reading.session.execute(
        select(col(Case.id), col(Case.code_word), col(giver.short_name), newest)
        .select_from(Share)
        .join(Case, row_of(Case, Share.case_id, Share.region_id))
        .join(giver, row_of(giver, Share.giver_id, Share.region_id))
        .where(visible.cases(reading.seat), visible.shared_with(reading.seat, reading.now))
        .where(col(Share.given_at) > reading.now - _NEW)
        .group_by(col(Case.id), col(Case.code_word), col(giver.id), col(giver.short_name))
        .order_by(newest.desc(), col(Case.id), col(giver.id))
        .limit(_MOST_NEW)
    )
    return tuple(NewShare(case_id=row[0], case_word=row[1], partner=row[2], given_at=row[3]) for row in rows)
