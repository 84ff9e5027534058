"""The closed lists of signals: what casework is, how far a signal is, what came of it, where indicators stand."""

from enum import StrEnum


class CaseStage(StrEnum):
    """What a piece of casework is: one observation, or a case."""

    SIGNAL = "signal"
    CASE = "case"


class SignalState(StrEnum):
    """How far a signal is; while it is a draft only who writes it knows of it."""

    DRAFT = "draft"
    NEW = "new"
    ENRICHING = "enriching"
    WEIGHED = "weighed"


class SignalOutcome(StrEnum):
    """What came of a signal, in the order in which the table says it: (a) to (g), or settled between two partners."""

    NO_TRAFFICKING = "no-trafficking"  # a
    ENRICH = "enrich"  # b
    CRIMINAL = "criminal"  # c
    CARE = "care"  # d
    ADMINISTRATIVE = "administrative"  # e
    HANDED_OVER = "handed-over"  # f
    COMBINED = "combined"  # g
    CONSULTED = "consulted"  # between two partners; no table was needed


class SignalRoute(StrEnum):
    """Where a signal goes from the table."""

    AVIM = "avim"
    KMAR = "kmar"
    NLA_O = "nla-o"
    CARE_COORDINATION = "care-coordination"
    SHELTER = "shelter"
    SAFE_HOME = "safe-home"
    GUARDIANSHIP = "guardianship"
    BIBOB = "bibob"
    CLOSURE = "closure"
    PERMIT = "permit"
    LABOUR_LAW = "labour-law"
    BRP_CHECK = "brp-check"
    RIEC = "riec"
    ZVH = "zvh"


ROUTES_OF = {
    SignalOutcome.CRIMINAL: (SignalRoute.AVIM, SignalRoute.KMAR, SignalRoute.NLA_O),
    SignalOutcome.CARE: (
        SignalRoute.CARE_COORDINATION, SignalRoute.SHELTER, SignalRoute.SAFE_HOME, SignalRoute.GUARDIANSHIP,
    ),
    SignalOutcome.ADMINISTRATIVE: (
        SignalRoute.BIBOB, SignalRoute.CLOSURE, SignalRoute.PERMIT, SignalRoute.LABOUR_LAW, SignalRoute.BRP_CHECK,
    ),
    SignalOutcome.HANDED_OVER: (SignalRoute.RIEC, SignalRoute.ZVH),
    SignalOutcome.COMBINED: tuple(SignalRoute),
}  # fmt: skip


class Weight(StrEnum):
    """What is looked at when a signal is weighed, besides whether anybody is in danger now."""

    FACTS = "facts"
    SOURCES = "sources"
    FRESH = "fresh"
    PLACE = "place"
    CLUSTERS = "clusters"
    MINOR = "minor"


class Cluster(StrEnum):
    """Where an indicator stands: the five official clusters, and the lists for some places and people."""

    DEPENDENCY = "dependency"
    FREEDOM = "freedom"
    CONDITIONS = "conditions"
    INTEGRITY = "integrity"
    PATTERN = "pattern"
    THREATS = "threats"
    MINORS = "minors"
    HOME = "home"
    LABOUR = "labour"
    SCHOOL = "school"


class Missing(StrEnum):
    """What a stack still lacks to be weighed well, in what one reader may read of it."""

    NOT_READ = "not-read"  # of a signal nothing is shared with this reader
    NO_PERIOD = "no-period"
    NO_PLACE = "no-place"
    OLD = "old"
    ONE_CLUSTER = "one-cluster"
    ONE_PARTNER = "one-partner"
    NOT_ACKNOWLEDGED = "not-acknowledged"
