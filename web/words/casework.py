"""The words for what is said of a case and of the people in it."""

from models.care_terms import Came, Way
from models.terms import (
    AgeBranch,
    CaseState,
    ConsentOf,
    DataCategory,
    ExploitationForm,
    FieldName,
    Framework,
    Purpose,
    Reliability,
    Shape,
    StatementKind,
    SubjectRole,
    Told,
)
from tafel.refusals import say

DATA_CATEGORIES = {
    DataCategory.D0: say("anoniem"),
    DataCategory.D1: say("naam, geboortedatum, contact of adres"),
    DataCategory.D2: say("wat is gezien"),
    DataCategory.D3: say("hulp loopt"),
    DataCategory.D4: say("gezondheid"),
    DataCategory.D5: say("seksueel leven of ander bijzonder gegeven"),
    DataCategory.D6: say("verdenking of strafrechtelijk gegeven"),
    DataCategory.D7: say("politie, artikel 8"),
    DataCategory.D8: say("politie, artikel 9-10"),
    DataCategory.D8I: say("informant"),
    DataCategory.D9: say("vervolging"),
    DataCategory.D10: say("verblijfsstatus"),
    DataCategory.D11: say("belasting, uitkering of geld"),
    DataCategory.D12: say("geheim adres"),
    DataCategory.D13: say("burgerservicenummer"),
    DataCategory.D14: say("minderjarige"),
    DataCategory.D15: say("huur of bewoning"),
    DataCategory.D16: say("inspectie of werk"),
    DataCategory.D17: say("wie meldde"),
    DataCategory.D18: say("dat een partner iets weet of heeft"),
}

PURPOSES = {
    Purpose.P1: say("signaal wegen"),
    Purpose.P2: say("directe veiligheid"),
    Purpose.P3: say("zorg en opvang"),
    Purpose.P4: say("opsporing en vervolging"),
    Purpose.P5: say("openbare orde of bestuurlijke maatregel"),
    Purpose.P6: say("toezicht"),
    Purpose.P7: say("registratie en cijfers"),
    Purpose.P8: say("planning en verslag"),
    Purpose.P9: say("verblijfsprocedure"),
}

FRAMEWORKS = {
    Framework.A: say("Zorg- en Veiligheidshuis"),
    Framework.B: say("RIEC-samenwerking"),
    Framework.C: say("eigen convenant"),
    Framework.D: say("anoniem overleg"),
}

STATEMENT_KINDS = {
    StatementKind.FACT: say("feit"),
    StatementKind.OPINION: say("mening"),
    StatementKind.HYPOTHESIS: say("hypothese"),
}

RELIABILITIES = {
    Reliability.OWN_OBSERVATION: say("eigen waarneming"),
    Reliability.HEARD: say("van een ander gehoord"),
    Reliability.UNVERIFIED: say("niet nagegaan"),
}

SHAPES = {Shape.PASSAGE: say("passage"), Shape.FIELD: say("gegeven")}

FIELD_NAMES = {
    FieldName.ROLE: say("rol"),
    FieldName.AGE_BRANCH: say("leeftijd"),
    FieldName.NAME: say("naam"),
    FieldName.BIRTH_DATE: say("geboortedatum"),
    FieldName.ADDRESS: say("adres"),
    FieldName.CONTACT: say("telefoon of e-mail"),
    FieldName.SAFE_CONTACT: say("veilig contact"),
    FieldName.SECRET_ADDRESS: say("geheim adres"),
    FieldName.FORM: say("vorm van uitbuiting"),
    FieldName.TOLD: say("informeren"),
}

SUBJECT_ROLES = {
    SubjectRole.VICTIM: say("vermoedelijk slachtoffer"),
    SubjectRole.SUSPECT: say("mogelijk betrokken als dader"),
    SubjectRole.BOTH: say("vermoedelijk slachtoffer en mogelijk betrokken als dader"),
    SubjectRole.GUARDIAN: say("ouder of voogd"),
    SubjectRole.WITNESS: say("getuige"),
    SubjectRole.OTHER: say("iemand anders"),
}

AGE_BRANCHES = {
    AgeBranch.UNDER_12: say("jonger dan 12 jaar"),
    AgeBranch.FROM_12_TO_15: say("12 tot en met 15 jaar"),
    AgeBranch.FROM_16_TO_17: say("16 of 17 jaar"),
    AgeBranch.MAYBE_MINOR: say("misschien minderjarig"),
    AgeBranch.ADULT: say("18 jaar of ouder"),
}

CONSENTS = {
    ConsentOf.MINOR: say("de minderjarige zelf"),
    ConsentOf.GUARDIAN: say("een ouder of voogd"),
    ConsentOf.BOTH: say("de minderjarige en een ouder of voogd"),
}

FORMS = {
    ExploitationForm.SEXUAL: say("seksuele uitbuiting"),
    ExploitationForm.LABOUR: say("arbeidsuitbuiting"),
    ExploitationForm.CRIMINAL: say("criminele uitbuiting"),
    ExploitationForm.BEGGING: say("gedwongen bedelen"),
    ExploitationForm.SERVICES: say("gedwongen dienstverlening"),
    ExploitationForm.ORGANS: say("orgaanverwijdering"),
    ExploitationForm.MARRIAGE: say("gedwongen huwelijk"),
    ExploitationForm.ADOPTION: say("illegale adoptie"),
    ExploitationForm.UNKNOWN: say("nog niet bekend"),
}

CAME = {
    Came.DISCUSSED: say("besproken"),
    Came.NOT_REACHED: say("niet aan toegekomen"),
    Came.CARRIED_ON: say("doorgeschoven"),
}

WAYS = {
    Way.CALL: say("bellen"),
    Way.MESSAGE: say("een bericht sturen"),
    Way.MAIL: say("mailen"),
    Way.VISIT: say("langsgaan"),
}

TOLD = {Told.TOLD: say("geïnformeerd"), Told.POSTPONED: say("informeren uitgesteld")}

CASE_STATES = {CaseState.OPEN: say("lopend"), CaseState.CLOSED: say("gesloten")}
