"""The vocabulary of the table: every closed list, under the field's own codes."""

from enum import StrEnum


class PartnerKind(StrEnum):
    """What a partner is under the law; one partner has one kind, a town hall is three partners."""

    POL = "POL"  # politie
    KMAR = "KMAR"  # Koninklijke Marechaussee
    NLA_O = "NLA-O"  # Arbeidsinspectie, opsporing
    OM = "OM"  # Openbaar Ministerie
    BGM = "BGM"  # burgemeester, openbare orde
    COL_W = "COL-W"  # college, Wmo en jeugd
    COL_T = "COL-T"  # college, toezicht, vergunningen, BRP
    NLA_T = "NLA-T"  # Arbeidsinspectie, toezicht
    ZC = "ZC"  # zorgcoördinatie
    OPV = "OPV"  # opvang en ondersteuning
    VT = "VT"  # Veilig Thuis
    GGD = "GGD"
    ARTS = "ARTS"  # behandelaar
    JHV = "JHV"  # jeugdhulp
    GI = "GI"  # jeugdbescherming
    RVDK = "RvdK"  # Raad voor de Kinderbescherming
    COM = "COM"  # CoMensha
    SHN = "SHN"  # Slachtofferhulp
    RECL = "RECL"  # reclassering
    LEER = "LEER"  # leerplicht, school
    WOCO = "WOCO"  # woningcorporatie
    RIEC = "RIEC"
    ZVH = "ZVH"  # Zorg- en Veiligheidshuis
    VZ = "VZ"  # secretariaat van de tafel
    IND = "IND"
    BD = "BD"  # Belastingdienst
    ZC_X = "ZC-X"  # zorgcoördinatie van een andere regio
    BUI = "BUI"  # buiten: pers, raad, werkgever, familie


class Role(StrEnum):
    """What a person does at the table. Only the last two sit for no partner."""

    MEMBER = "member"
    CHAIR = "chair"
    SECRETARY = "secretary"
    CARE_COORDINATOR = "care-coordinator"
    PRIVACY_CONTACT = "privacy-contact"
    PRIVACY_OFFICER = "privacy-officer"
    ADMINISTRATOR = "administrator"


class DataCategory(StrEnum):
    """What a passage is about, in the law's eyes."""

    D0 = "D0"  # anoniem
    D1 = "D1"  # naam, geboortedatum, contact, adres
    D2 = "D2"  # wat is gezien
    D3 = "D3"  # hulp loopt
    D4 = "D4"  # gezondheid
    D5 = "D5"  # seksueel leven en ander bijzonder gegeven
    D6 = "D6"  # verdenking, strafrechtelijk
    D7 = "D7"  # politie, artikel 8
    D8 = "D8"  # politie, artikel 9-10
    D8I = "D8i"  # informant
    D9 = "D9"  # vervolging
    D10 = "D10"  # verblijfsstatus
    D11 = "D11"  # belasting, uitkering, geld
    D12 = "D12"  # geheim adres
    D13 = "D13"  # burgerservicenummer
    D14 = "D14"  # minderjarige (overlay, never chosen)
    D15 = "D15"  # huur, bewoning
    D16 = "D16"  # inspectie, werk
    D17 = "D17"  # wie meldde
    D18 = "D18"  # bestaan: that a partner knows or holds something


class Purpose(StrEnum):
    P1 = "P1"  # signaal wegen
    P2 = "P2"  # directe veiligheid
    P3 = "P3"  # zorg en opvang
    P4 = "P4"  # opsporing en vervolging
    P5 = "P5"  # openbare orde, bestuurlijke maatregel
    P6 = "P6"  # toezicht
    P7 = "P7"  # registratie en cijfers
    P8 = "P8"  # planning en verslag
    P9 = "P9"  # verblijfsprocedure


class Framework(StrEnum):
    """The legal frame of a case (juridisch kader)."""

    A = "A"  # Zorg- en Veiligheidshuis, WGS
    B = "B"  # RIEC, WGS
    C = "C"  # eigen convenant
    D = "D"  # anoniem overleg


class Condition(StrEnum):
    """What must be on record before a conditional rule permits. c-DECL(x) is one condition per sentence."""

    ROLE = "c-ROLE"
    TTL = "c-TTL"
    LOG = "c-LOG"
    NPS = "c-NPS"
    CONS_S = "c-CONS-S"
    CONS_S_WRITTEN = "c-CONS-S(W)"
    CONS_G = "c-CONS-G"
    AGE = "c-AGE"
    W19 = "c-W19"
    W20 = "c-W20"
    OM = "c-OM"
    BF = "c-BF"
    DECISION_39F = "c-39f"
    CVP = "c-CVP"
    CONV = "c-CONV"
    AGR = "c-AGR"
    REG = "c-REG"
    FLAG = "c-FLAG"
    INF = "c-INF"
    OWN = "c-OWN"
    FOLG = "c-FOLG"
    HIT = "c-HIT"
    PERS = "c-PERS"
    HAND = "c-HAND"
    DECL_MIN = "c-DECL(min)"
    DECL_ORDER = "c-DECL(order)"
    DECL_MELDPUNT = "c-DECL(meldpunt)"
    DECL_VICTIM = "c-DECL(victim)"
    DECL_TASK = "c-DECL(task)"
    DECL_DEP = "c-DECL(dep)"
    DECL_OTS = "c-DECL(ots)"
    DECL_ACUTE = "c-DECL(acute)"
    DECL_VITAL = "c-DECL(vital)"
    DECL_TEAM = "c-DECL(team)"
    DECL_COOP = "c-DECL(coop)"
    DECL_PROV = "c-DECL(prov)"
    DECL_OWN = "c-DECL(own)"
    DECL_TENANT = "c-DECL(tenant)"
    DECL_ASK = "c-DECL(ask)"
    DECL_FIRM = "c-DECL(firm)"
    DECL_YESNO = "c-DECL(yesno)"
    DECL_ONE = "c-DECL(one)"
    DECL_FORM = "c-DECL(form)"
    DECL_B8 = "c-DECL(b8)"
    DECL_WISH = "c-DECL(wish)"
    DECL_ASKED = "c-DECL(asked)"
    DECL_BEHALF = "c-DECL(behalf)"
    DECL_SIGNAL = "c-DECL(signal)"

    @property
    def is_declaration(self) -> bool:
        return self.value.startswith("c-DECL(")


class RowOutcome(StrEnum):
    """What one row of the rule book says."""

    YES = "yes"  # JA
    IF = "if"  # MITS
    NO_STATUTE = "no-statute"  # NEE by statute
    NO_POLICY = "no-policy"  # NEE by policy


class Outcome(StrEnum):
    """What the whole rule book says of one ask."""

    PERMITTED = "permitted"  # mag
    ONLY_IF = "only-if"  # mag als
    REFUSED = "refused"  # mag niet


class Keep(StrEnum):
    """How long a receiver may keep what a rule lets it have."""

    MEETING = "k0"
    ACTION = "kA"
    CLOSURE_6 = "k6"
    CLOSURE_12 = "k12"
    STATUTORY = "kS"


class EvidenceMark(StrEnum):
    """How well a row of the rule book was verified."""

    CURRENT = "A"
    OLDER = "B"
    INTERPRETATION = "C"


class RowStatus(StrEnum):
    TAKES_PART = "v"
    NOT_ADOPTED = "na"


class StatementKind(StrEnum):
    FACT = "fact"
    OPINION = "opinion"
    HYPOTHESIS = "hypothesis"


class Reliability(StrEnum):
    OWN_OBSERVATION = "own-observation"
    HEARD = "heard"
    UNVERIFIED = "unverified"


class Shape(StrEnum):
    """A statement is a passage of text, or one field about one subject."""

    PASSAGE = "passage"
    FIELD = "field"


class FieldName(StrEnum):
    """The fields that can be said of a subject; each is a statement of the partner that says it."""

    ROLE = "role"
    AGE_BRANCH = "age-branch"
    NAME = "name"
    BIRTH_DATE = "birth-date"
    ADDRESS = "address"
    CONTACT = "contact"
    SAFE_CONTACT = "safe-contact"
    SECRET_ADDRESS = "secret-address"  # noqa: S105 an address kept secret, no credential
    FORM = "form"
    TOLD = "told"


IDENTITY_CARD = (FieldName.NAME, FieldName.BIRTH_DATE, FieldName.ADDRESS, FieldName.CONTACT)
ON_SCREEN_ONLY = frozenset({*IDENTITY_CARD, FieldName.SAFE_CONTACT, FieldName.SECRET_ADDRESS})


class SubjectRole(StrEnum):
    VICTIM = "victim"  # vermoedelijk slachtoffer
    SUSPECT = "suspect"  # mogelijk betrokken als dader
    BOTH = "both"
    GUARDIAN = "guardian"  # ouder of voogd
    WITNESS = "witness"
    OTHER = "other"


class AgeBranch(StrEnum):
    UNDER_12 = "under-12"
    FROM_12_TO_15 = "12-15"
    FROM_16_TO_17 = "16-17"
    MAYBE_MINOR = "maybe-minor"
    ADULT = "adult"


class ConsentOf(StrEnum):
    """Whose consent was given for somebody who is, or may be, a child."""

    MINOR = "minor"
    GUARDIAN = "guardian"
    BOTH = "both"


class ExploitationForm(StrEnum):
    """How somebody is exploited, or may be."""

    SEXUAL = "sexual"
    LABOUR = "labour"
    CRIMINAL = "criminal"
    BEGGING = "begging"
    SERVICES = "services"
    ORGANS = "organs"
    MARRIAGE = "marriage"
    ADOPTION = "adoption"
    UNKNOWN = "unknown"


class Told(StrEnum):
    """Whether a subject knows of the case; each goes with a day, of the talk or of the review."""

    TOLD = "told"
    POSTPONED = "postponed"


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class BookState(StrEnum):
    DRAFT = "draft"
    ADVISED = "advised"
    ADOPTED = "adopted"


class ShareEnd(StrEnum):
    """Why a share is no longer in force."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"
    EVIDENCE_ENDED = "evidence-ended"
    MOVED = "moved"
    LEFT = "left"
    CATEGORY_CHANGED = "category-changed"
