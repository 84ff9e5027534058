"""Overviews are published by the clock, once for each half-year, and never changed; and leave as a file for a sheet."""

import csv
import hashlib
from collections.abc import Iterator
from enum import StrEnum
from io import StringIO

from models.acts import Act
from models.overview_terms import Breakdown
from models.signal_terms import SignalOutcome
from models.tables.overviews import Overview
from models.terms import ExploitationForm, PartnerKind
from models.views.overviews import Figures, OverviewPage
from tafel import half_years
from tafel.db import Reading, Writing
from tafel.entries import canonical
from tafel.exports import File, Speak, harmless
from tafel.refusals import NotFound, Said, say
from tafel.sight import overviews

_FEW, _ENOUGH = 2, 10  # for what is fewer than five, in an estimate; below this it is none

FEWER = say("minder dan 5")
BREAKDOWNS = {
    Breakdown.MONTH: say("Per maand"),
    Breakdown.FORM: say("Per vorm van uitbuiting"),
    Breakdown.OUTCOME: say("Wat ervan kwam"),
    Breakdown.BRINGER: say("Per soort melder"),
    Breakdown.MUNICIPALITY: say("Per gemeente"),
}
PERIOD = say("Periode")
WAITING = say("nog niet gewogen")
ELSEWHERE = say("elders, of niet ingevuld")
TOO_FEW = say("te weinig om te tonen")
REGISTERED = say("Vermoedelijke slachtoffers geregistreerd bij CoMensha")
ACKNOWLEDGED = say("Dagen tot de melder hoort dat het binnen is, de middelste")
WEIGHED = say("Dagen tot de weging met een antwoord aan de melder, de middelste")


def publish(work: Writing) -> int:
    """Publish every half-year that is over and was not published yet; returns how many.

    What was published stands in the register by its fingerprint; later outcomes and corrections do not move it.
    """
    waiting = overviews.due(work)
    for begin in waiting:
        told = overviews.figures(work, begin).model_dump(mode="json")
        row = Overview(region_id=work.seat.region, begins_on=begin, figures=told, published_at=work.now)
        work.session.add(row)
        work.session.flush()
        work.record(
            Act.OVERVIEW_PUBLISHED, first=begin, last=half_years.last_of(begin),
            sha256=hashlib.sha256(canonical(told).encode()).hexdigest(),
        )  # fmt: skip
    return len(waiting)


def any_due(reading: Reading) -> bool:
    """Whether a half-year waits to be published."""
    return bool(overviews.due(reading))


def in_ten(figures: Figures) -> int | None:
    """Of every ten signals that were weighed, to about how many something came; estimated from what is published.

    None where that would say too little.
    """
    told = {line.of: line.about or _FEW for line in figures.of(Breakdown.OUTCOME)}
    if not told:
        return None
    weighed = figures.signals - told[overviews.WAITING] - told[SignalOutcome.ENRICH]
    came = weighed - told[SignalOutcome.NO_TRAFFICKING]
    return min(max(round(10 * came / weighed), 0), 10) if weighed >= _ENOUGH else None


def named(breakdown: Breakdown, code: str) -> Said | StrEnum | str:
    """What a line of a breakdown is about; a month or a municipality is called by itself."""
    if breakdown is Breakdown.FORM:
        return ExploitationForm(code)
    if breakdown is Breakdown.BRINGER:
        return PartnerKind(code)
    if breakdown is Breakdown.OUTCOME:
        return WAITING if code == overviews.WAITING else SignalOutcome(code)
    return ELSEWHERE if code == overviews.ELSEWHERE else code


def sheet(view: OverviewPage, speak: Speak) -> File:
    """The figures as a file for a sheet: no cell of it is a formula. NotFound while nothing was published."""
    if view.figures is None:
        raise NotFound
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows(map(harmless, row) for row in _rows(view, view.figures, speak))
    body = b"\xef\xbb\xbf" + text.getvalue().encode()
    return File(f"overzicht-{view.begins_on}.csv", "text/csv; charset=utf-8", body)


def _rows(view: OverviewPage, told: Figures, speak: Speak) -> Iterator[list[str]]:
    def about(figure: int) -> str:
        return str(figure) if figure else speak(FEWER)

    yield [speak(say("Overzicht")), speak(say("Wat")), speak(say("Ongeveer"))]
    yield [view.region, speak(PERIOD), f"{view.begins_on} - {view.ends_on}"]
    yield [view.region, speak(say("Signalen")), about(told.signals)]
    yield [view.region, speak(REGISTERED), about(told.registered)]
    for days, what in ((told.acknowledged, ACKNOWLEDGED), (told.weighed, WEIGHED)):
        yield [view.region, speak(what), speak(TOO_FEW) if days is None else str(days)]
    for breakdown, heading in BREAKDOWNS.items():
        if told.breakdowns[breakdown] is None:
            yield [speak(heading), speak(TOO_FEW), ""]
        for line in told.of(breakdown):
            yield [speak(heading), _word(named(breakdown, line.of), speak), about(line.about)]


def _word(called: Said | StrEnum | str, speak: Speak) -> str:
    """A name stays as it is."""
    return speak(called) if isinstance(called, Said | StrEnum) else called
