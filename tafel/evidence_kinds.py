"""The kinds of record that meet a condition: what each asks, who makes it, who must confirm it, what it must name."""

from dataclasses import dataclass

from models.terms import Condition, ConsentOf, PartnerKind
from tafel.refusals import Said, say

OPS = frozenset({PartnerKind.POL, PartnerKind.KMAR, PartnerKind.NLA_O})
AUTHORITY = frozenset({PartnerKind.OM, PartnerKind.BGM})
YES = "yes"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form; with choices the answer is one of them."""

    text: Said
    help: Said | None = None
    choices: tuple[tuple[str, Said], ...] = ()

    def worded(self, answer: str) -> str:
        """The answer as it is read back."""
        return dict(self.choices).get(answer, answer)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    `confirmers`: kinds of partner of which one must confirm it. `between_parties`: no single giver, it counts for all
    it names. `for_another`: the kinds that make it for another partner that gives. `names_all`: it must say which
    receivers, data and purposes.
    """

    condition: Condition
    slug: str
    title: Said
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
    of_region: bool = False

    @property
    def needs_confirmation(self) -> bool:
        """Whether it counts only once somebody else confirmed it."""
        return bool(self.confirmers or self.colleague_confirms or self.party_confirms)


NECESSITY = (
    Question(say("Waarom is dit delen nodig voor het doel?")),
    Question(say("Waarom is het niet meer dan past bij het doel?")),
    Question(say("Waarom is er geen lichtere weg?")),
)
_SIX = (
    Question(say("Welk zwaarwegend algemeen belang is er?")),
    Question(say("Voor welke samenwerking is het besluit?")),
    Question(say("Voor welk doel?")),
    Question(say("Welke gegevens noemt het besluit?")),
    Question(say("Onder welke voorwaarden?")),
    Question(say("Aan welke ontvangers?")),
)
_FIVE = (
    Question(say("Is toestemming gevraagd of overwogen?")),
    Question(say("Welke ernstige schade dreigt?")),
    Question(say("Waarom is dit de enige weg?")),
    Question(say("Waarom is dit het minste dat nodig is?")),
    Question(say("Met wie is dit besproken?"), say("Noem de functie, geen naam.")),
)
_CONSENT = (Question(say("Hoe en door wie is toestemming gevraagd?"), say("Noem de functie, geen naam.")),)
_AGE = (
    Question(
        say("Wie stemde in?"),
        say("Jonger dan 12: een ouder of voogd. Van 12 tot en met 15: allebei. Vanaf 16: de minderjarige zelf."),
        (
            (ConsentOf.MINOR, say("de minderjarige zelf")),
            (ConsentOf.GUARDIAN, say("een ouder of voogd")),
            (ConsentOf.BOTH, say("de minderjarige en een ouder of voogd")),
        ),
    ),
    Question(
        say("Kan een ouder of voogd bij de uitbuiting betrokken zijn?"),
        say("Vraag deze ouder of voogd dan niets."),
        (("no", say("nee")), (YES, say("ja, dat kan"))),
    ),
)
_MAKER_GIVES = say("Wie deelt, legt dit zelf vast.")
_POLICE = say("De politie, de marechaussee of de opsporing van de Arbeidsinspectie legt dit vast.")
_POLICE_AGREED = say(
    "De politie, de marechaussee of de opsporing van de Arbeidsinspectie legt dit vast. "
    "Het Openbaar Ministerie bevestigt het; voor openbare orde bevestigt een burgemeester het."
)
_DECISION = say("Het besluit geldt alleen voor de ontvangers, gegevens en doelen die u hier aanvinkt.")
_PARTIES = say("Een van de partijen legt dit vast, een andere bevestigt het.")

_ALL = (
    Kind(
        Condition.NPS,
        "noodzaak",
        say("Noodzaak"),
        NECESSITY,
        help=say("Drie korte antwoorden. Ze gelden zes maanden, voor de ontvangers, gegevens en doelen die u kiest."),
        who=_MAKER_GIVES,
    ),
    Kind(
        Condition.CONV,
        "convenant",
        say("Convenant"),
        (Question(say("Welke afspraak, en met welke bijlagen?")),),
        help=say("Het convenant noemt gever en ontvanger, ook het secretariaat als dat notuleert."),
        who=_PARTIES,
        party_confirms=True,
        between_parties=True,
        of_region=True,
    ),
    Kind(
        Condition.W20,
        "besluit-wpg-20",
        say("Besluit Wpg 20"),
        _SIX,
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
        (Question(say("Wat houdt het besluit in?")),),
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
        (Question(say("Wat houdt het besluit in?")),),
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
        (Question(say("Welke officier, en wanneer?"), say("Noem de functie en de dag, geen naam.")),),
        help=say("De officier van justitie stemt in met delen in dit onderzoek."),
        who=say("Het Openbaar Ministerie legt dit vast, of de gever met functie en datum."),
        makers=OPS | {PartnerKind.OM},
        for_another=frozenset({PartnerKind.OM}),
    ),
    Kind(
        Condition.BF,
        "instemming-bevoegd-functionaris",
        say("Instemming van de bevoegd functionaris"),
        (Question(say("Welke bevoegd functionaris, en wanneer?"), say("Noem de functie en de dag, geen naam.")),),
        help=say("Nodig voor gegevens van politie onder artikel 9-10."),
        who=_POLICE,
        makers=OPS,
    ),
    Kind(
        Condition.AGR,
        "toezichtafspraak",
        say("Afspraak met de toezichthouder"),
        (Question(say("Welke gegevens, wanneer en onder welke voorwaarden?")),),
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
        (Question(say("Welk samenwerkingsverband en welke deelnemerslijst?")),),
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
        _CONSENT,
        help=say("De betrokkene weet wat wordt gedeeld, met wie en tot wanneer, en stemt daarmee in."),
        who=_MAKER_GIVES,
        about_subject=True,
        needs_end=True,
    ),
    Kind(
        Condition.CONS_S_WRITTEN,
        "toestemming-schriftelijk",
        say("Schriftelijke toestemming"),
        (Question(say("Waar ligt het getekende papier of bericht?")),),
        help=say("De toestemming staat op een getekend papier of in een bericht dat u bewaart."),
        who=_MAKER_GIVES,
        about_subject=True,
        needs_end=True,
    ),
    Kind(
        Condition.CONS_G,
        "toestemming-uitdrukkelijk",
        say("Uitdrukkelijke toestemming"),
        _CONSENT,
        help=say("Uitdrukkelijke toestemming als grondslag. Een overheid kan zich hier niet op beroepen."),
        who=say("CoMensha of Slachtofferhulp legt dit vast."),
        makers=frozenset({PartnerKind.COM, PartnerKind.SHN}),
        about_subject=True,
        needs_end=True,
    ),
    Kind(
        Condition.AGE,
        "toestemming-leeftijd",
        say("Toestemming naar leeftijd"),
        _AGE,
        help=say("Bij een kind hoort naast toestemming ook wie instemde."),
        who=_MAKER_GIVES,
        about_subject=True,
    ),
    Kind(
        Condition.CVP,
        "conflict-van-plichten",
        say("Conflict van plichten"),
        _FIVE,
        help=say("Uw afweging tussen zwijgen en spreken. Zij geldt dertig dagen."),
        who=say("Wie deelt legt dit vast, een collega bevestigt het."),
        colleague_confirms=True,
    ),
    Kind(
        Condition.INF,
        "informeren",
        say("Informeren"),
        (Question(say("Verteld, of uitgesteld: waarom, en wat is afgewogen?")),),
        help=say("Kies als einddatum wanneer u dit opnieuw bekijkt."),
        who=_MAKER_GIVES,
        about_subject=True,
        needs_end=True,
    ),
    Kind(
        Condition.HAND,
        "overdracht",
        say("Overdracht"),
        (Question(say("Wat wordt overgedragen, en hoe is dat verteld?")),),
        help=say("De zorgcoördinatie van de andere regio aanvaardt de overdracht."),
        who=say("De zorgcoördinatie legt dit vast, die van de andere regio bevestigt het."),
        makers=frozenset({PartnerKind.ZC}),
        confirmers=frozenset({PartnerKind.ZC_X}),
    ),
)

KINDS: dict[Condition, Kind] = {kind.condition: kind for kind in _ALL}
BY_SLUG: dict[str, Kind] = {kind.slug: kind for kind in _ALL}
