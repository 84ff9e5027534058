"""What identifies, told in the form of a signal: checked with it, kept with a draft, and put out once it is brought."""

from collections.abc import Mapping
from uuid import UUID

from models.forms.identifiers import SayIdentifier
from models.forms.signals import BringSignal
from models.identifier_terms import IdentifierKind
from models.terms import Condition
from tafel import clock, identifiers, statements
from tafel.db import Writing
from tafel.normal import normal
from tafel.refusals import Invalid, Refused, Said, say
from tafel.sight import identifiers as seen


def mistakes(work: Writing, form: BringSignal) -> dict[str, Said]:
    """A sentence for each of these fields that cannot be."""
    wrong: dict[str, Said] = {}
    for kind, value in typed(form).items():
        try:
            normal(kind, value, form.born if kind is IdentifierKind.PERSON else None, clock.day_of(work.now))
        except Invalid as invalid:
            wrong |= {kind.value if field == "value" else field: why for field, why in invalid.errors.items()}
    if form.born and not form.person:
        wrong["person"] = say("Vul de naam in die bij deze geboortedatum hoort.")
    if typed(form) and not (form.later or form.declared):
        wrong["declared"] = say("Zet hier een vinkje, of haal weg wat u apart invulde.")
    return wrong


def take(work: Writing, case_id: UUID, form: BringSignal, *, shows_back: bool) -> None:
    """What was typed takes the place of what a draft held, one of each kind. Of a draft nothing is compared yet.

    `shows_back`: whether it may be told how often somebody asked today.
    """
    held = {one.kind: one.statement_id for one in seen.lines(work, case_id)}
    told = typed(form)
    for kind in held.keys() - told.keys():
        statements.remove(work, held[kind])
    try:
        for kind, value in told.items():
            identifiers.put(work, case_id, _said(form, kind, value, held.get(kind)), waits=form.later)
    except Refused:
        if shows_back:
            raise
        raise Refused(say("Wat u apart invulde, kan vandaag niet worden vergeleken. Haal het weg.")) from None


def typed(form: BringSignal) -> Mapping[IdentifierKind, str]:
    """What was filled in, by kind."""
    said = {kind: getattr(form, kind.value) for kind in IdentifierKind}
    return {kind: value for kind, value in said.items() if value}


def _said(form: BringSignal, kind: IdentifierKind, value: str, stands: UUID | None) -> SayIdentifier:
    return SayIdentifier(
        once=form.once, kind=kind, value=value, born=form.born if kind is IdentifierKind.PERSON else None,
        declared=Condition.DECL_MIN, statement_id=stands,
    )  # fmt: skip
