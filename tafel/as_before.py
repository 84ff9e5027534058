"""Sharing as before: under the profile that stands, with whom the rules permit; nobody is refused by it."""

from uuid import UUID

from models.forms.profiles import ShareAsBefore
from models.forms.sharing import GiveShares
from tafel import answers, clock, profiles, sharing
from tafel.db import Writing
from tafel.refusals import Conflict, NotFound, Refused, say
from tafel.sight import profiles as seen

_NOBODY = say("De regels staan dit nu met niemand toe. Er is niets gedeeld.")


def share(work: Writing, case_id: UUID, form: ShareAsBefore) -> int:
    """Share the passages of the page with those of the profile that may have them; returns with how many.

    A profile that must be confirmed again is confirmed by it, as the page said. Raises Conflict when the profile is
    not the one that was on the page, Refused when nobody may have them.
    """
    stands = seen.of_case(work, case_id)
    if stands is None:
        raise NotFound
    if (stands.id, stands.fresh) != (form.profile, form.fresh):
        raise Conflict(say("Het deelprofiel is intussen veranderd. Kijk het na en druk dan opnieuw."))
    given = sharing.give_where_permitted(
        work, case_id,
        GiveShares(
            once=form.once, versions=form.versions, receivers=sorted(
                set(stands.receivers) & seen.still_there(work, stands), key=str
            ),
            purpose=seen.usual_purpose(work, case_id), ends_on=seen.last_day(stands, clock.day_of(work.now)),
            declared=form.declared, drawn=form.drawn, nameless=True,
        ),
    )  # fmt: skip
    if not given:
        raise Refused(_NOBODY)
    if not stands.fresh:
        profiles.confirm_again(work, case_id)
    answers.answered_by_sharing(work, case_id)
    return given
