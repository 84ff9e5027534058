"""The words for the rule book: what it asks, what it answers, how sure it is."""

from models.rule_terms import Answered, Change, Fact, ProfileWhy
from models.terms import BookState, Condition, EvidenceMark, Keep, Outcome, RowOutcome, RowStatus
from tafel.refusals import say

CONDITIONS = {
    Condition.ROLE: say("de ontvanger is deelnemer"),
    Condition.TTL: say("een einddatum"),
    Condition.LOG: say("een regel in het verstrekkingenregister"),
    Condition.NPS: say("vastgelegd waarom het nodig is, in verhouding staat en niet lichter kan"),
    Condition.CONS_S: say("toestemming van de betrokkene"),
    Condition.CONS_S_WRITTEN: say("schriftelijke toestemming van de betrokkene"),
    Condition.CONS_G: say("uitdrukkelijke toestemming van de betrokkene"),
    Condition.AGE: say("toestemming naar leeftijd"),
    Condition.W19: say("een besluit voor dit ene geval (Wpg 19)"),
    Condition.W20: say("een besluit voor deze samenwerking (Wpg 20)"),
    Condition.OM: say("instemming van de officier van justitie"),
    Condition.BF: say("instemming van de bevoegd functionaris"),
    Condition.DECISION_39F: say("een besluit van het OM (Wjsg 39f)"),
    Condition.CVP: say("een vastgelegde afweging tussen zwijgen en spreken"),
    Condition.CONV: say("een convenant dat gever en ontvanger noemt"),
    Condition.AGR: say("een schriftelijke afspraak met de toezichthouder"),
    Condition.REG: say("beide staan op de lijst van deelnemers van het samenwerkingsverband"),
    Condition.FLAG: say("per passage: feit of mening, en hoe betrouwbaar"),
    Condition.INF: say("de betrokkene is geïnformeerd, of dat is uitgesteld"),
    Condition.OWN: say("de casus speelt in de gemeente van de ontvanger"),
    Condition.FOLG: say("dezelfde passage is al met een andere partner gedeeld"),
    Condition.HIT: say("gever en ontvanger hebben allebei iets"),
    Condition.PERS: say("één persoon bij naam die nu moet handelen"),
    Condition.HAND: say("een aanvaarde overdracht"),
    Condition.DECL_MIN: say("Ik geef niet meer dan voor dit doel nodig is."),
    Condition.DECL_ORDER: say("Dit is nodig voor gezag over de politie of voor de openbare orde."),
    Condition.DECL_MELDPUNT: say("Dit valt onder het besluit meldpunten niet-acute zorg."),
    Condition.DECL_VICTIM: say("Dit is nodig voor hulp aan het slachtoffer."),
    Condition.DECL_TASK: say("De ontvanger heeft dit nodig voor zijn wettelijke taak bij dit kind."),
    Condition.DECL_DEP: say(
        "Er is een vermoeden van huiselijk geweld of kindermishandeling; de reden staat in de tekst."
    ),
    Condition.DECL_OTS: say("Dit kind staat onder toezicht en de jeugdbescherming heeft dit daarvoor nodig."),
    Condition.DECL_ACUTE: say("Er is nu gevaar voor leven of gezondheid."),
    Condition.DECL_VITAL: say("De persoon kan niet om toestemming worden gevraagd en er is levensgevaar."),
    Condition.DECL_TEAM: say("De ontvanger is rechtstreeks bij deze hulp of behandeling betrokken."),
    Condition.DECL_COOP: say("Zonder deze ontvanger kan Veilig Thuis zijn taak hier niet uitvoeren."),
    Condition.DECL_PROV: say("Dit is nodig voor de ondersteuning zelf."),
    Condition.DECL_OWN: say("Dit komt uit onze eigen taak, niet uit een zorgdossier."),
    Condition.DECL_TENANT: say("Dit gaat over de huur en over wat wij zelf zagen; geen verdenking."),
    Condition.DECL_ASK: say("Dit is alleen een verzoek om te handelen, zonder reden."),
    Condition.DECL_FIRM: say("Dit gaat over een bedrijf of plaats, niet over een persoon."),
    Condition.DECL_YESNO: say("Er staat alleen dat er iets loopt en wie gebeld kan worden."),
    Condition.DECL_ONE: say("Dit is niet tot anderen te herleiden."),
    Condition.DECL_FORM: say("Alleen de vorm van uitbuiting; geen details, geen afkomst."),
    Condition.DECL_B8: say("Alleen of bedenktijd of B8 loopt, en tot wanneer."),
    Condition.DECL_WISH: say("De persoon weet ervan en heeft geen bezwaar."),
    Condition.DECL_ASKED: say("De Belastingdienst vroeg hierom."),
    Condition.DECL_BEHALF: say("Dit is namens de partner die de casus inbracht."),
    Condition.DECL_SIGNAL: say("De signaaltoets is gedaan."),
}

OUTCOMES = {
    Outcome.PERMITTED: say("mag"),
    Outcome.ONLY_IF: say("mag als"),
    Outcome.REFUSED: say("mag niet"),
}

ROW_OUTCOMES = {
    RowOutcome.YES: say("ja"),
    RowOutcome.IF: say("ja, als"),
    RowOutcome.NO_STATUTE: say("nee, volgens de wet"),
    RowOutcome.NO_POLICY: say("nee, volgens afspraak"),
}

EVIDENCE_MARKS = {
    EvidenceMark.CURRENT: say("geldende wettekst gelezen"),
    EvidenceMark.OLDER: say("oudere wettekst gelezen"),
    EvidenceMark.INTERPRETATION: say("uitleg of afspraak"),
}

ROW_STATES = {
    RowStatus.TAKES_PART: say("doet mee"),
    RowStatus.NOT_ADOPTED: say("nog niet vastgesteld"),
}

KEEPS = {
    Keep.MEETING: say("tot het einde van het overleg"),
    Keep.ACTION: say("tot de actie klaar is"),
    Keep.CLOSURE_6: say("tot zes maanden na het sluiten van de casus"),
    Keep.CLOSURE_12: say("tot twaalf maanden na het sluiten van de casus"),
    Keep.STATUTORY: say("zolang de wet van de ontvanger zegt"),
}

BOOK_STATES = {
    BookState.DRAFT: say("concept"),
    BookState.ADVISED: say("advies gegeven"),
    BookState.ADOPTED: say("vastgesteld"),
}

FACTS = {
    Fact.NAMED: say("er staat een naam, adres, kenteken of ander gegeven in dat naar een persoon wijst"),
    Fact.LINKED: say("het gaat over een betrokkene, ook als er alleen een letter staat"),
    Fact.EXACT_PLACE: say("er staat een plaats in die preciezer is dan de gemeente"),
    Fact.EXACT_DATE: say("er staat een datum in die preciezer is dan de maand"),
    Fact.SUSPECT: say("het gaat over iemand die mogelijk als dader betrokken is"),
    Fact.MINOR: say("het gaat over iemand die jonger is dan 18, of het misschien is"),
}

ANSWERS = {
    Answered.MAY: say("mag"),
    Answered.ONLY_IF: say("mag als"),
    Answered.UNLESS: say("mag niet, tenzij"),
    Answered.NEVER: say("mag niet"),
}

CHANGES = {
    Change.PERMITTED: say("nieuw toegestaan"),
    Change.FORBIDDEN: say("nieuw verboden"),
    Change.CONDITIONS: say("andere voorwaarden"),
}

PROFILE_WHYS = {
    ProfileWhy.OLD: say("U bevestigde het drie maanden geleden of langer."),
    ProfileWhy.OPENED: say("De regiehouder wijzigde de regie of het doel, of de casus is opnieuw geopend."),
    ProfileWhy.RECEIVERS: say("Een partner die erin staat, doet niet meer mee."),
    ProfileWhy.EVIDENCE: say("Een bewijsstuk waarop u deelde, is beëindigd of afgelopen."),
    ProfileWhy.RULES: say("Er gelden nieuwe regels, en die zeggen voor deze ontvangers iets anders."),
}
