"""A recipient's sheet in words of that recipient's language.

A part without anything in it is left out, so that nothing tells of what its recipient may not have.
"""

from collections.abc import Iterator

from models.views.minutes import ItemLeft, Sheet, SheetLine, SheetTelling, WhoTells
from tafel import clock
from tafel.agenda_export import Voice
from tafel.papers.paper import Paper, Part, Said
from tafel.refusals import Said as Sentence
from tafel.refusals import say


def of_sheet(sheet: Sheet, voice: Voice) -> Paper:
    """What the copy says."""
    speak = voice.speak
    return Paper(
        language=sheet.language, day=sheet.day, sender=speak(say("Regionale Tafel Mensenhandel")), region=sheet.region,
        copy_for=speak(say("Exemplaar voor")), partner=sheet.recipient, person=sheet.person,
        title=speak(say("Verslag: {word}", word=sheet.word) if sheet.word else say("Verslag, algemeen deel")),
        lede=_lede(sheet, voice), parts=tuple(_parts(sheet, voice)),
        rule=speak(say("Niet kopiëren of doorgeven zonder toestemming van de gever.")),
        foot=f"{sheet.person}, {sheet.recipient}",
        page=speak(say("bladzijde {page} van {pages}", page="{page}", pages="{pages}")),
    )  # fmt: skip


def _lede(sheet: Sheet, voice: Voice) -> str:
    when = f"{sheet.title}, {voice.day(sheet.day)}"
    if sheet.starts_at:
        when += sheet.starts_at.astimezone(clock.AMSTERDAM).strftime(", %H:%M")
    return f"{when}. {voice.speak(_state(sheet, voice))}"


def _state(sheet: Sheet, voice: Voice) -> Sentence:
    if sheet.adopted_on:
        return say("Vastgesteld op {day}.", day=voice.day(sheet.adopted_on))
    if sheet.remarks_by:
        return say("Opmerkingen kunnen tot en met {day}.", day=voice.day(sheet.remarks_by))
    return say("Concept.")


def _parts(sheet: Sheet, voice: Voice) -> Iterator[Part]:
    speak = voice.speak
    runs = say("Voorzitter: {chair}. Notulist: {note_taker}.", chair=sheet.chair, note_taker=sheet.note_taker)
    there = (f"{', '.join(sheet.present)}.",) if sheet.present else ()
    heading = say("Deelnemers aan dit punt") if sheet.word else say("Aanwezig")
    absent = (speak(say("Afwezig: {names}.", names=", ".join(sheet.absent))),) if sheet.absent else ()
    yield Part(heading=speak(heading), lines=(*there, speak(runs), *absent))
    if sheet.left:
        yield Part(heading=speak(say("Niet behandeld")), lines=tuple(speak(_left(one)) for one in sheet.left))
    if sheet.said:
        yield Part(heading=speak(say("Besproken")), said=_said(sheet.said, voice))
    if sheet.decided:
        yield Part(heading=speak(say("Uitkomst")), said=_said(sheet.decided, voice))
    if sheet.actions:
        columns = (speak(say("Wie")), speak(say("Wat")), speak(say("Vóór")))
        rows = tuple((one.owner, one.text or "", voice.day(one.due_on)) for one in sheet.actions)
        yield Part(heading=speak(say("Afspraken en acties")), columns=columns, rows=rows)
    for one in sheet.told:
        heading = say("Wie vertelt het aan betrokkene {letter}?", letter=one.letter)
        yield Part(heading=speak(heading), lines=(_tells(one, voice),))
    if sheet.remarks:
        yield Part(heading=speak(say("Opmerkingen bij dit verslag")), said=_said(sheet.remarks, voice))
    if sheet.additions:
        yield Part(heading=speak(say("Aanvullingen na vaststelling")), said=_said(sheet.additions, voice))


def _left(item: ItemLeft) -> Sentence:
    if item.carried:
        return say("{word}: doorgeschoven naar het volgende overleg.", word=item.word)
    return Sentence("{word}.", word=item.word)


def _tells(line: SheetTelling, voice: Voice) -> str:
    """Who tells it and when in the recipient's language; what people wrote stays."""
    said = line.tells or WhoTells(words=line.text or "")
    if said.on is None:
        return said.words
    day = voice.day(said.on)
    tells = say("{teller} vertelt wat is afgesproken, op {day}.", teller=said.teller, day=day)
    has_told = say("{teller} heeft op {day} verteld wat is afgesproken.", teller=said.teller, day=day)
    postponed = say("Uitgesteld tot {day}.", day=day)
    head = voice.speak((has_told if said.done else tells) if said.teller else postponed)
    return f"{head} {said.words}".strip()


def _said(lines: tuple[SheetLine, ...], voice: Voice) -> tuple[Said, ...]:
    return tuple(Said(who=one.giver, text=f"{_outcome(one, voice)}{_words(one, voice)}") for one in lines)


def _outcome(line: SheetLine, voice: Voice) -> str:
    """What came of a signal that was weighed, and who leads."""
    if line.outcome is None:
        return ""
    outcome = voice.speak(line.outcome)
    lead = f" {voice.speak(say('Regie: {partner}.', partner=line.lead))}" if line.lead else ""
    return f"{outcome[:1].upper()}{outcome[1:]}.{lead} "


def _words(line: SheetLine, voice: Voice) -> str:
    """The words; and where their giver corrected what this recipient was shown before, or says they are wrong, that."""
    if line.wrong_since:
        wrong = say("(De gever meldde op {day} dat dit niet klopt.)", day=voice.day(line.wrong_since))
        return f"{line.text} {voice.speak(wrong)}"
    if line.was is None or line.corrected_on is None:
        return line.text or ""
    before = say("(Verbeterd op {day}. Eerder stond hier: {was})", day=voice.day(line.corrected_on), was=line.was)
    return f"{line.text} {voice.speak(before)}"
