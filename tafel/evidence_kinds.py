"""The kinds of record that meet a condition: what each asks, who makes it, who must confirm it, what it must name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.forms import evidence as forms
from models.forms.evidence import RecordEvidence
from models.terms import Condition, PartnerKind
from tafel import evidence_questions as asked
from tafel.evidence_questions import Question
from tafel.refusals import Said, say

OPS = frozenset({PartnerKind.POL, PartnerKind.KMAR, PartnerKind.NLA_O})
AUTHORITY = frozenset({PartnerKind.OM, PartnerKind.BGM})
CONSENTS = frozenset({Condition.CONS_S, Condition.CONS_S_WRITTEN, Condition.CONS_G})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, with its form and what that asks.

    `confirmers`: kinds of partner of which one must confirm it. `between_parties`: no single giver, it counts for all
    it names. `for_another`: the kinds that make it for another partner that gives. `names_all`: it must say which
    receivers, data and purposes; `names_none`: it counts whatever they are. `once_asked`: what an earlier release
    asked, where that is not what comes first now.
    """

    condition: Condition
    slug: str
    title: Said
    form: type[RecordEvidence]
    asks: tuple[Question, ...]
    help: Said
    who: Said
    makers: frozenset[PartnerKind] | None = None
    confirmers: frozenset[PartnerKind] = frozenset()
    for_another: frozenset[PartnerKind] = frozenset()
    colleague_confirms: bool = False
    party_confirms: bool = False
    between_parties: bool = False
    about_subject: bool = False
    needs_end: bool = False
    names_all: bool = False
    names_none: bool = False
    of_region: bool = False
    once_asked: tuple[str, ...] = ()

    @property
    def needs_confirmation(self) -> bool:
        """Whether it counts only once somebody else confirmed it."""
        return bool(self.confirmers or self.colleague_confirms or self.party_confirms)

    @property
    def is_consent(self) -> bool:
        """Whether a subject agreed, and can take that back."""
        return self.condition in CONSENTS

    def written(self, form: RecordEvidence) -> list[str]:
        """The answers of a form, in the order of its questions."""
        return [getattr(form, question.name) or "" for question in self.asks]

    def told(self, kept: Sequence[str]) -> dict[str, str]:
        """Answers as they were kept, by the name of their question."""
        names = self.once_asked if len(kept) == len(self.once_asked) else [question.name for question in self.asks]
        return dict(zip(names, kept, strict=False))

    def read_back(self, kept: Sequence[str]) -> Iterable[tuple[Said, str]]:
        """Each question that was answered, with the answer as it is read."""
        told = self.told(kept)
        return ((one.text, one.worded(told[one.name])) for one in self.asks if told.get(one.name))


_MAKER_GIVES = say("Wie deelt, legt dit zelf vast.")
_POLICE = say("De politie, de marechaussee of de opsporing van de Arbeidsinspectie legt dit vast.")
_POLICE_AGREED = say(
    "De politie, de marechaussee of de opsporing van de Arbeidsinspectie legt dit vast. "
    "Het Openbaar Ministerie bevestigt het; voor openbare orde bevestigt een burgemeester het."
)
_DECISION = say("Het besluit geldt alleen voor de ontvangers, gegevens en doelen die u hier aanvinkt.")
_PARTIES = say("Een van de partijen legt dit vast, een andere bevestigt het.")
_CONSENT = say("De betrokkene weet wat wordt gedeeld, met wie, waarvoor en tot wanneer, en stemt daarmee in.")

_ALL = (
    Kind(
        Condition.NPS,
        "noodzaak",
        say("Noodzaak"),
        forms.RecordNecessity,
        asked.NECESSITY,
        help=say("Drie korte antwoorden. Ze gelden zes maanden, voor de ontvangers, gegevens en doelen die u kiest."),
        who=_MAKER_GIVES,
    ),
    Kind(
        Condition.CONV,
        "convenant",
        say("Convenant"),
        forms.RecordAgreement,
        asked.AGREEMENT,
        help=say("Het convenant noemt gever en ontvanger, ook het secretariaat als dat notuleert."),
        who=_PARTIES,
        party_confirms=True,
        between_parties=True,
        needs_end=True,
        of_region=True,
    ),
    Kind(
        Condition.W20,
        "besluit-wpg-20",
        say("Besluit Wpg 20"),
        forms.RecordStandingDecision,
        asked.SIX_ELEMENTS,
        help=_DECISION,
        who=_POLICE_AGREED,
        makers=OPS,
        confirmers=AUTHORITY,
        needs_end=True,
        names_all=True,
        of_region=True,
    ),
    Kind(
        Condition.W19,
        "besluit-wpg-19",
        say("Besluit Wpg 19"),
        forms.RecordSingleDecision,
        asked.SINGLE_DECISION,
        help=_DECISION,
        who=_POLICE_AGREED,
        makers=OPS,
        confirmers=AUTHORITY,
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.DECISION_39F,
        "besluit-wjsg-39f",
        say("Besluit Wjsg 39f"),
        forms.RecordProsecutorsDecision,
        asked.PROSECUTORS_DECISION,
        help=_DECISION,
        who=say("Het Openbaar Ministerie legt dit vast."),
        makers=frozenset({PartnerKind.OM}),
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.OM,
        "instemming-om",
        say("Instemming van het OM"),
        forms.RecordOfficersConsent,
        asked.PROSECUTOR,
        help=say("De officier van justitie stemt in met delen in dit onderzoek, voor wat u hier aanvinkt."),
        who=say("Het Openbaar Ministerie legt dit vast, of de gever met functie en datum."),
        makers=OPS | {PartnerKind.OM},
        for_another=frozenset({PartnerKind.OM}),
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.BF,
        "instemming-bevoegd-functionaris",
        say("Instemming van de bevoegd functionaris"),
        forms.RecordOfficersConsent,
        asked.OFFICER,
        help=say("Nodig voor gegevens van politie onder artikel 9-10. Zij geldt voor wat u hier aanvinkt."),
        who=_POLICE,
        makers=OPS,
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.AGR,
        "toezichtafspraak",
        say("Afspraak met de toezichthouder"),
        forms.RecordSupervision,
        asked.SUPERVISION,
        help=say("De schriftelijke afspraak tussen politie en toezichthouder."),
        who=_PARTIES,
        party_confirms=True,
        between_parties=True,
        of_region=True,
    ),
    Kind(
        Condition.REG,
        "samenwerkingsverband",
        say("Lijst van deelnemers"),
        forms.RecordParticipants,
        asked.PARTICIPANTS,
        help=say("Vink alle partners aan die op de gesloten lijst van deelnemers staan."),
        who=say("Het Zorg- en Veiligheidshuis of het RIEC legt dit vast."),
        makers=frozenset({PartnerKind.ZVH, PartnerKind.RIEC}),
        between_parties=True,
        of_region=True,
    ),
    Kind(
        Condition.CONS_S,
        "toestemming",
        say("Toestemming"),
        forms.RecordSpokenConsent,
        asked.SPOKEN_CONSENT,
        help=_CONSENT,
        who=_MAKER_GIVES,
        about_subject=True,
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.CONS_S_WRITTEN,
        "toestemming-schriftelijk",
        say("Schriftelijke toestemming"),
        forms.RecordWrittenConsent,
        asked.WRITTEN_CONSENT,
        help=say("De toestemming staat op een getekend papier of in een bericht dat u bewaart."),
        who=_MAKER_GIVES,
        about_subject=True,
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.CONS_G,
        "toestemming-uitdrukkelijk",
        say("Uitdrukkelijke toestemming"),
        forms.RecordExplicitConsent,
        asked.EXPLICIT_CONSENT,
        help=say("Uitdrukkelijke toestemming als grondslag. Een overheid kan zich hier niet op beroepen."),
        who=say("CoMensha of Slachtofferhulp legt dit vast."),
        makers=frozenset({PartnerKind.COM, PartnerKind.SHN}),
        about_subject=True,
        needs_end=True,
        names_all=True,
    ),
    Kind(
        Condition.AGE,
        "toestemming-leeftijd",
        say("Toestemming naar leeftijd"),
        forms.RecordAge,
        asked.AGE,
        help=say("Bij een kind hoort naast toestemming ook wie instemde."),
        who=_MAKER_GIVES,
        about_subject=True,
        names_none=True,
    ),
    Kind(
        Condition.CVP,
        "conflict-van-plichten",
        say("Conflict van plichten"),
        forms.RecordConflict,
        asked.FIVE_QUESTIONS,
        help=say("Uw afweging tussen zwijgen en spreken. Zij geldt dertig dagen."),
        who=say("Wie deelt legt dit vast, een collega bevestigt het."),
        colleague_confirms=True,
    ),
    Kind(
        Condition.INF,
        "informeren",
        say("Informeren"),
        forms.RecordInformed,
        asked.INFORMED,
        help=say("De betrokkene weet ervan, of hoort het later. Stelt u het uit, dan vraagt tafel het u opnieuw."),
        who=_MAKER_GIVES,
        about_subject=True,
        names_none=True,
        once_asked=("why",),
    ),
    Kind(
        Condition.HAND,
        "overdracht",
        say("Overdracht"),
        forms.RecordHandOver,
        asked.HAND_OVER,
        help=say("De zorgcoördinatie van de andere regio aanvaardt de overdracht."),
        who=say("De zorgcoördinatie legt dit vast, die van de andere regio bevestigt het."),
        makers=frozenset({PartnerKind.ZC}),
        confirmers=frozenset({PartnerKind.ZC_X}),
    ),
)

KINDS: dict[Condition, Kind] = {kind.condition: kind for kind in _ALL}
BY_SLUG: dict[str, Kind] = {kind.slug: kind for kind in _ALL}
