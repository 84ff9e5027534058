"""Registering a presumed victim with CoMensha: what the rules permit of what we know; else only that there is one more.

What goes is a statement of the partner that registers, about a letter; the file in which it leaves says the same.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from models.acts import Act, Result
from models.forms.casework import AboutSubject, PassageWords
from models.forms.registrations import RegisterVictim, TakeRegistration
from models.meeting_terms import CopyFormat
from models.registration_terms import Registering, YesNo
from models.tables.registrations import Registration
from models.terms import DataCategory, Outcome, Reliability, SubjectRole
from models.views.registrations import RegistrationPage
from tafel import clock, house_style, ids, versions
from tafel.agenda_export import Voice
from tafel.db import Writing
from tafel.exports import File
from tafel.mistakes import MONTHS_WRONG_WAY_ROUND
from tafel.papers import pool
from tafel.papers.paper import Paper, Part
from tafel.refusals import Invalid, Refused, Said, say
from tafel.registration_words import LABELS, answers, category_of, countries
from tafel.sight import handed_out, visible
from tafel.sight import registrations as seen

NO_VICTIM = say("Leg eerst vast dat dit een vermoedelijk slachtoffer is, bij de rol van deze betrokkene.")
_COUNT_ALONE = say("De regels staan niet toe dat CoMensha gegevens krijgt. U kunt wel alleen het aantal melden.")
_HEADING = "Registratie voor CoMensha"
_MEDIA = {
    CopyFormat.PDF: "application/pdf",
    CopyFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    CopyFormat.ODT: "application/vnd.oasis.opendocument.text",
}


def register(work: Writing, case_id: UUID, subject_id: UUID, form: RegisterVictim) -> UUID:
    """Register somebody; what the rules do not permit is left out.

    Raises Refused where nothing may be told but the number, Invalid where it was registered before and that was not
    said, or the sentence is not ticked.
    """
    visible.require_open_case(work, case_id)
    page = seen.page(work, case_id, subject_id)
    if not page.victim:
        raise Refused(NO_VICTIM)
    _checked(work, page, form)
    statement = _told(work, page, form) if form.what is Registering.FIELDS else None
    made = Registration(
        region_id=work.seat.region, id=ids.new(), case_id=case_id, subject_id=subject_id,
        partner_id=_partner(work), statement_id=statement, made_at=work.now, made_by=work.seat.person,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    _record(work, page, form, statement=statement, registration=made.id)
    return made.id


def take(work: Writing, case_id: UUID, form: TakeRegistration, voice: Voice) -> File:
    """A registration as a file; Refused where the rules no longer permit it, as when consent was taken back."""
    row = seen.require(work, case_id, form.registration_id)
    lines = [] if row.statement_id is None else _lines(work, case_id, row.statement_id)
    body = pool.write(_paper(work, row.made_at, lines, voice), house_style.of(work), form.format)
    handed_out.write(work, work.shown, channel="export")
    work.record(
        Act.VICTIM_REGISTRATION_TAKEN, case=case_id, giver=work.seat.partner, registration=row.id, channel="export",
        format=form.format, statement=row.statement_id, sha256=hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    name = f"registratie-{clock.day_of(row.made_at).isoformat()}.{form.format}"
    return File(name, _MEDIA[form.format], body)


def _checked(work: Writing, page: RegistrationPage, form: RegisterVictim) -> None:
    wrong: dict[str, Said] = {}
    if page.made and not form.again:
        wrong["again"] = say("U registreerde deze persoon al. Vink aan dat u het opnieuw doet.")
    if form.what is Registering.FIELDS and not form.least:
        wrong["least"] = say("Vink aan dat u niet meer geeft dan nodig is.")
    if form.since and form.until and form.until < form.since:
        wrong["until"] = MONTHS_WRONG_WAY_ROUND
    if form.nationality and form.nationality not in dict(countries()):
        wrong["nationality"] = say("Kies een van de mogelijkheden.")
    future = {name: say("Deze maand moet nog komen.") for name in ("since", "until") if _to_come(work, form, name)}
    if wrong | future:
        raise Invalid(**(wrong | future))


def _to_come(work: Writing, form: RegisterVictim, name: str) -> bool:
    month = getattr(form, name)
    return month is not None and month > clock.day_of(work.now)


def _told(work: Writing, page: RegistrationPage, form: RegisterVictim) -> UUID:
    """The statement: every field whose kind the rules permit, and no other."""
    if DataCategory.D2 not in page.permitted:
        _record(work, page, form, result=Result.REFUSED)
        raise Refused(_COUNT_ALONE)
    said = {"age": page.age, "form": page.form, "consent": YesNo.YES if page.consent else YesNo.NO}
    allowed = [one for one in answers(form, said) if category_of(one[0], page.form) in page.permitted]
    kinds = {category_of(name, page.form) for name, _ in allowed}
    words = PassageWords(
        text="\n".join([_HEADING, *(f"{LABELS[name]}: {answer}" for name, answer in allowed)]),
        category=DataCategory.D10 if DataCategory.D10 in kinds else DataCategory.D2,
        reliability=Reliability.OWN_OBSERVATION,
        about=[AboutSubject(subject_id=page.subject_id, role=SubjectRole.VICTIM)],
    )  # fmt: skip
    statement = versions.new_statement(work, page.head.id)
    versions.first_version(work, statement, words)
    work.record(Act.STATEMENT_WRITTEN, case=page.head.id, giver=work.seat.partner, statement=statement.id)
    return statement.id


def _record(
    work: Writing, page: RegistrationPage, form: RegisterVictim, *, result: Result = Result.DONE, **more: UUID | None
) -> None:
    """What stands in the register: for which purpose, on which rules, and whether more than the number was told."""
    verdict = page.verdicts.get(DataCategory.D2) if form.what is Registering.FIELDS else None
    work.record(
        Act.VICTIM_REGISTERED, result=result, case=page.head.id, giver=work.seat.partner,
        receiver=verdict.partner.id if verdict else None, subject=page.subject_id, what=form.what, purpose="P7",
        rules=sorted({one.number for one in verdict.grounds if one.number}) if verdict else [], **more,
    )  # fmt: skip


def _lines(work: Writing, case_id: UUID, statement_id: UUID) -> list[str]:
    """What it says, if it may still be given."""
    said, verdict = seen.told(work, visible.require_case(work, case_id), statement_id)
    if verdict is None or verdict.outcome is not Outcome.PERMITTED:
        raise Refused(say("De regels staan dit niet meer toe, bijvoorbeeld omdat de toestemming is ingetrokken."))
    _heading, *lines = said.text.splitlines()
    return lines


def _paper(work: Writing, made_at: datetime, lines: list[str], voice: Voice) -> Paper:
    """The registration on paper: no code word, no letter, no name of anybody it is about."""
    speak, day = voice.speak, clock.day_of(made_at)
    title = say("Registratie bij CoMensha") if lines else say("Telling voor CoMensha")
    return Paper(
        language="nl", day=day, sender=speak(say("Regionale Tafel Mensenhandel")),
        region=work.seat.region_name, copy_for=speak(say("Voor")), partner="CoMensha", person="", title=speak(title),
        lede=speak(say("Vastgelegd op {day}.", day=voice.day(day))),
        parts=(
            Part(
                heading=speak(say("Vermoedelijk slachtoffer")), columns=(speak(say("Gegeven")), speak(say("Antwoord"))),
                rows=tuple(_rows(work, lines, voice)),
            ),
        ),
        rule=speak(say("Niet kopiëren of doorgeven zonder toestemming van de gever.")),
        foot=f"{work.seat.person_name}, {work.seat.partner_name}",
        page=speak(say("bladzijde {page} van {pages}", page="{page}", pages="{pages}")),
    )  # fmt: skip


def _rows(work: Writing, lines: list[str], voice: Voice) -> Iterator[tuple[str, str]]:
    assert work.seat.kind
    yield voice.speak(say("Aantal")), "1"
    yield voice.speak(say("Soort melder")), voice.speak(work.seat.kind)
    yield voice.speak(say("Regio")), work.seat.region_name
    for line in lines:
        label, _, answer = line.partition(": ")
        yield label, answer


def _partner(work: Writing) -> UUID:
    assert work.seat.partner
    return work.seat.partner
