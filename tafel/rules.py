"""May I share this? A rule book and an ask in, a verdict out: no database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import InitVar, dataclass
from datetime import date
from functools import cache
from itertools import product

from models.terms import Condition, DataCategory, Framework, Keep, Outcome, PartnerKind, Purpose, RowOutcome
from tafel.book import Mark, RuleBook
from tafel.matrix import Cell, Conditions, Deciding, Finding, Refusal, cells, marked

CHOICES = tuple(category for category in DataCategory if category is not DataCategory.D14)

_PURPOSES = frozenset(Purpose)
_NOTHING: Conditions = frozenset()
_CONDITIONS = frozenset(Condition)
_BY_AGE = frozenset({Condition.AGE})
_CONSENT = frozenset({Condition.CONS_S})
_WRITTEN_CONSENT = frozenset({Condition.CONS_S_WRITTEN})
_STRICTEST_FIRST = (Keep.MEETING, Keep.ACTION, Keep.CLOSURE_6, Keep.STATUTORY, Keep.CLOSURE_12)
_GRAVER_POLICE_DATA = (DataCategory.D8, DataCategory.D8I)
_SHOWN_AFTER_ROWS = (Mark.NOT_HELD, Mark.NO_RULE, Mark.NOT_ADOPTED)
_FROM_GIVER = {
    PartnerKind.POL: DataCategory.D7,
    PartnerKind.KMAR: DataCategory.D7,
    PartnerKind.NLA_O: DataCategory.D7,
    PartnerKind.OM: DataCategory.D9,
    PartnerKind.BD: DataCategory.D11,
    PartnerKind.IND: DataCategory.D10,
    PartnerKind.COL_W: DataCategory.D3,
    PartnerKind.ZC: DataCategory.D3,
    PartnerKind.OPV: DataCategory.D3,
    PartnerKind.VT: DataCategory.D3,
    PartnerKind.JHV: DataCategory.D3,
    PartnerKind.GI: DataCategory.D3,
    PartnerKind.RVDK: DataCategory.D3,
    PartnerKind.GGD: DataCategory.D4,
    PartnerKind.ARTS: DataCategory.D4,
    PartnerKind.RECL: DataCategory.D6,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the giver may see of a passage. Nothing has a default: unknown is never read as no."""

    named: bool
    linked: bool
    exact_place: bool
    exact_date: bool
    suspect: bool
    minor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One question: may this giver give this to this receiver, for this purpose, on this day."""

    giver: PartnerKind
    receiver: PartnerKind
    chosen: DataCategory
    purpose: Purpose
    framework: Framework
    facts: Facts
    met: Conditions
    on: date

    @property
    def judged_purpose(self) -> Purpose:
        """What the secretariat gets is for the minutes, whatever the purpose of the item."""
        return Purpose.P8 if self.receiver == PartnerKind.VZ else self.purpose


@dataclass(frozen=True, slots=True)
class Offer:
    """*Kan wel, als …*: an exception that lifts a refusing row, and what it still lacks."""

    lifts: Deciding
    exception: Deciding
    missing: Conditions


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule book says of one ask: a refusal names what refuses, any other verdict all it stands on."""

    outcome: Outcome
    deciding: tuple[Deciding, ...]
    missing: Conditions = frozenset()
    offered: tuple[Offer, ...] = ()
    overlay: Deciding | None = None

    @property
    def first(self) -> Deciding:
        """The one shown first: what refuses, else what lacks something, else what permits the chosen category."""
        return self.deciding[0]

    @property
    def grounds(self) -> tuple[int, ...]:
        """The numbers of the rows that decide, lowest first."""
        return tuple(sorted({found.rule for found in self.deciding if isinstance(found.rule, int)}))

    @property
    def keep(self) -> Keep | None:
        """How long the receiver may keep it: the strictest term of the rows that permit."""
        return min((found.keep for found in self.deciding if found.keep), key=_STRICTEST_FIRST.index, default=None)


class NotPermitted(Exception):
    """There is no permit; the verdict says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.first.en)
        self.verdict = verdict


_THESE_RULES = object()


@dataclass(frozen=True, slots=True)
class Permit:
    """Proof that a rule book permits an ask: only the rules make one, and nothing is shared without it."""

    made_by: InitVar[object]
    book_hash: str
    book_version: str
    ask: Ask
    number: int
    outcome: RowOutcome
    verdict: Verdict

    def __post_init__(self, made_by: object) -> None:
        if made_by is not _THESE_RULES:
            raise TypeError("only the rules make a permit")

    def __init_subclass__(cls) -> None:
        raise TypeError("only the rules make a permit")

    @property
    def grounds(self) -> tuple[int, ...]:
        """The numbers of all rows it stands on, lowest first."""
        return self.verdict.grounds

    @property
    def stands_on(self) -> Conditions:
        """The conditions whose records it stands on: when one of these ends, so does the share."""
        needs = frozenset[Condition]().union(*(found.needs for found in self.verdict.deciding))
        return needs if needs <= self.ask.met else needs - _CONSENT | _WRITTEN_CONSENT


def permit(book: RuleBook, ask: Ask) -> Permit:
    """Gives the proof without which nothing is shared, or refuses and says why."""
    found = verdict(book, ask)
    chosen = found.first
    if found.outcome is not Outcome.PERMITTED or chosen.outcome is None or isinstance(chosen.rule, Mark):
        raise NotPermitted(found)
    return Permit(_THESE_RULES, book.hash, book.version, ask, chosen.rule, chosen.outcome, found)


def verdict(book: RuleBook, ask: Ask) -> Verdict:
    """Says whether this may be shared, and if not, what is missing or why; there is an answer to every ask."""
    concerned = _concerned(book, ask)
    if not concerned:
        return Verdict(Outcome.REFUSED, (marked(book, Mark.UNKNOWN, None),))
    if not book.in_force(ask.on):
        return Verdict(Outcome.REFUSED, (marked(book, Mark.NO_RULE, ask.chosen),))
    met = ask.met | _CONSENT if Condition.CONS_S_WRITTEN in ask.met else ask.met
    findings = [cell.judged(met) for cell in concerned]
    refused = [finding.deciding[0] for finding in findings if finding.refused]
    if refused:
        return Verdict(Outcome.REFUSED, tuple(sorted(refused, key=_shown)), offered=_offers(concerned, met))
    return _granted(book, findings)


def categories(giver: PartnerKind, chosen: DataCategory, facts: Facts) -> frozenset[DataCategory]:
    """What a passage is in the law's eyes: what the giver chose, and all that follows from giver and facts."""
    return frozenset(_derived(giver, chosen, facts))


def domain(
    *, facts: Facts, met: Conditions, on: date, frameworks: Iterable[Framework] = tuple(Framework)
) -> Iterator[Ask]:
    """Every ask there can be with these facts and these records on this day."""
    for giver, receiver, chosen, purpose, framework in product(PartnerKind, PartnerKind, CHOICES, Purpose, frameworks):
        yield Ask(
            giver=giver,
            receiver=receiver,
            chosen=chosen,
            purpose=purpose,
            framework=framework,
            facts=facts,
            met=met,
            on=on,
        )


_ALL_FACTS = frozenset(
    Facts(named=named, linked=linked, exact_place=place, exact_date=day, suspect=suspect, minor=minor)
    for named, linked, place, day, suspect, minor in product((False, True), repeat=6)
)


def _concerned(book: RuleBook, ask: Ask) -> list[Cell]:
    """The cells an ask is about, that of the chosen category first; none when it holds anything unknown."""
    try:
        by_age = _BY_AGE if ask.facts.minor else _NOTHING
        line = cells(book, ask.giver, ask.receiver, ask.judged_purpose, ask.framework, by_age)
        concerned = _derived(ask.giver, ask.chosen, ask.facts)
        known = ask.met <= _CONDITIONS and ask.purpose in _PURPOSES
    except (ValueError, TypeError):
        return []
    return [line[category] for category in concerned] if known and line else []


@cache
def _derived(giver: PartnerKind, chosen: DataCategory, facts: Facts) -> tuple[DataCategory, ...]:
    """The chosen category comes first: it is the one a share names."""
    giver, chosen = PartnerKind(giver), DataCategory(chosen)
    if chosen is DataCategory.D14 or facts not in _ALL_FACTS:
        raise ValueError("a minor is a fact, never a choice; and every fact is yes or no")
    tells_more = facts.named or facts.exact_place or facts.exact_date
    if chosen is DataCategory.D18 and not tells_more:
        return (DataCategory.D18, DataCategory.D14) if facts.minor else (DataCategory.D18,)
    if chosen is DataCategory.D0:
        if not (tells_more or facts.linked or facts.suspect or facts.minor):
            return (DataCategory.D0,)
        chosen = DataCategory.D2
    return tuple(dict.fromkeys((chosen, *_following(giver, chosen, facts))))


def _following(giver: PartnerKind, chosen: DataCategory, facts: Facts) -> Iterator[DataCategory]:
    if chosen is DataCategory.D18:
        yield DataCategory.D2
    follows = _FROM_GIVER.get(giver, chosen)
    if follows is not DataCategory.D7 or chosen not in _GRAVER_POLICE_DATA:
        yield follows
    if facts.named:
        yield DataCategory.D1
    if facts.suspect:
        yield DataCategory.D6
    if facts.minor:
        yield DataCategory.D14


def _granted(book: RuleBook, findings: list[Finding]) -> Verdict:
    """What lacks something stands first, and a child's own line is added where somebody's consent is asked."""
    lacking = [finding for finding in findings if finding.missing]
    if lacking:
        findings = lacking + [finding for finding in findings if not finding.missing]
    deciding = tuple([found for finding in findings for found in finding.deciding])
    missing = _NOTHING.union(*[finding.missing for finding in lacking])
    outcome = Outcome.ONLY_IF if missing else Outcome.PERMITTED
    by_age = any(found.needs >= _BY_AGE for found in deciding)
    overlay = marked(book, Mark.MINOR, DataCategory.D14) if by_age else None
    return Verdict(outcome, deciding, missing, (), overlay)


def _shown(refused: Deciding) -> tuple[int, int]:
    """Of several refusals the lowest row is shown first, then the marks in their order."""
    if isinstance(refused.rule, Mark):
        return (1, _SHOWN_AFTER_ROWS.index(refused.rule))
    return (0, refused.rule)


def _offers(cells: list[Cell], met: Conditions) -> tuple[Offer, ...]:
    """Exceptions are offered only where they could lift the whole refusal; anything else would be a false promise."""
    if any(cell.hopeless for cell in cells):
        return ()
    standing: dict[int | Mark, list[Refusal]] = {}
    for cell in cells:
        for refusal in cell.standing(met):
            standing.setdefault(refusal.row.rule, []).append(refusal)
    offers = [_lifting(refusals, met) for _, refusals in sorted(standing.items())]
    return tuple(offer for choice in offers for offer in choice) if all(offers) else ()


def _lifting(refusals: list[Refusal], met: Conditions) -> list[Offer]:
    """The exceptions that lift one row in every category it refuses."""
    everywhere = set.intersection(*({row.rule for row in refusal.exceptions} for refusal in refusals))
    first = refusals[0]
    return [Offer(first.row, row, row.needs - met) for row in first.exceptions if row.rule in everywhere]
