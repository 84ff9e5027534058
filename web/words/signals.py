"""The words for signals: how far one is, what came of it, and the lists in which indicators stand."""

from models.identifier_terms import Asking, HitAnswer, IdentifierKind, Likeness
from models.signal_terms import CaseStage, Cluster, Missing, SignalOutcome, SignalRoute, SignalState, Weight
from tafel.refusals import say

STAGES = {CaseStage.SIGNAL: say("signaal"), CaseStage.CASE: say("casus")}

STATES = {
    SignalState.DRAFT: say("concept"),
    SignalState.NEW: say("nieuw"),
    SignalState.ENRICHING: say("wordt aangevuld"),
    SignalState.WEIGHED: say("gewogen"),
}

OUTCOMES = {
    SignalOutcome.NO_TRAFFICKING: say("geen mensenhandel"),
    SignalOutcome.ENRICH: say("eerst aanvullen, dan opnieuw wegen"),
    SignalOutcome.CRIMINAL: say("opsporing"),
    SignalOutcome.CARE: say("zorg en opvang"),
    SignalOutcome.ADMINISTRATIVE: say("bestuurlijke aanpak"),
    SignalOutcome.HANDED_OVER: say("overgedragen aan RIEC of Zorg- en Veiligheidshuis"),
    SignalOutcome.COMBINED: say("een combinatie"),
    SignalOutcome.CONSULTED: say("afgestemd tussen twee partners"),
}

SIGNAL_ROUTES = {
    SignalRoute.AVIM: say("politie (AVIM)"),
    SignalRoute.KMAR: say("Koninklijke Marechaussee"),
    SignalRoute.NLA_O: say("Arbeidsinspectie, opsporing"),
    SignalRoute.CARE_COORDINATION: say("zorgcoördinator"),
    SignalRoute.SHELTER: say("opvang"),
    SignalRoute.SAFE_HOME: say("Veilig Thuis"),
    SignalRoute.GUARDIANSHIP: say("jeugdbescherming (gecertificeerde instelling)"),
    SignalRoute.BIBOB: say("Bibob-onderzoek"),
    SignalRoute.CLOSURE: say("sluiting van een pand"),
    SignalRoute.PERMIT: say("vergunning"),
    SignalRoute.LABOUR_LAW: say("controle op werk en loon (Wav, Wml)"),
    SignalRoute.BRP_CHECK: say("adrescontrole (BRP)"),
    SignalRoute.RIEC: say("RIEC"),
    SignalRoute.ZVH: say("Zorg- en Veiligheidshuis"),
}

WEIGHTS = {
    Weight.FACTS: say("Er is iets gezien, los van wat men denkt"),
    Weight.SOURCES: say("Meer dan één partner zag iets"),
    Weight.FRESH: say("Het is in de laatste drie maanden gezien"),
    Weight.PLACE: say("De gemeente is bekend"),
    Weight.CLUSTERS: say("Er zijn tekenen uit meer dan één van de vijf groepen"),
    Weight.MINOR: say("Het kan om een jongere gaan"),
}

CLUSTERS = {
    Cluster.DEPENDENCY: say("afhankelijk van anderen"),
    Cluster.FREEDOM: say("weinig vrijheid"),
    Cluster.CONDITIONS: say("slecht werk"),
    Cluster.INTEGRITY: say("lichaam en geweld"),
    Cluster.PATTERN: say("een patroon"),
    Cluster.THREATS: say("dreiging en omgeving"),
    Cluster.MINORS: say("jongeren"),
    Cluster.HOME: say("in een woning"),
    Cluster.LABOUR: say("op het werk"),
    Cluster.SCHOOL: say("op school"),
}

IDENTIFIER_KINDS = {
    IdentifierKind.ADDRESS: say("adres"),
    IdentifierKind.PHONE: say("telefoonnummer"),
    IdentifierKind.PLATE: say("kenteken"),
    IdentifierKind.ADVERT: say("advertentie"),
    IdentifierKind.PERSON: say("naam en geboortedatum"),
    IdentifierKind.COMPANY: say("bedrijfsnummer"),
}

ASKINGS = {
    Asking.NEW: say("nieuw gegeven"),
    Asking.CHANGED: say("gewijzigd gegeven"),
    Asking.DELETED: say("weggehaald gegeven"),
}

LIKENESSES = {Likeness.SAME: say("hetzelfde geschreven"), Likeness.ALIKE: say("lijkt erop: kijk het na")}

HIT_ANSWERS = {
    HitAnswer.OPEN: say("nog niet gekozen"),
    HitAnswer.KNOWN: say("maak mij bekend"),
    HitAnswer.NOT_NOW: say("nu niet"),
}

MISSING = {
    Missing.NOT_READ: say("Hiervan is nog niets met u gedeeld:"),
    Missing.NO_PERIOD: say("Nergens staat wanneer het gezien is."),
    Missing.NO_PLACE: say("Nergens staat een gemeente of adres."),
    Missing.OLD: say("Alles is ouder dan drie maanden. Vraag wat er nu gezien wordt."),
    Missing.ONE_CLUSTER: say("Er is nog maar één officiële groep kenmerken aangevinkt, of geen."),
    Missing.ONE_PARTNER: say("Alles wat u hier leest, komt van één partner."),
    Missing.NOT_ACKNOWLEDGED: say("Hiervan is de ontvangst nog niet bevestigd:"),
}
