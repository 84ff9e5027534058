"""What the forms of records ask, and how an answer is read back."""

from dataclasses import dataclass

from models.evidence_terms import AimOfPolice, AimOfProsecutor, Involved, Spoken, WaitGround
from models.terms import ConsentOf, Framework, Told
from tafel.refusals import Said, say

Choices = tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form, under the name its form gives it; with choices the answer is one of them.

    `only_if`: the question and the answer to it that make this one be asked.
    """

    name: str
    text: Said
    help: Said | None = None
    choices: Choices = ()
    only_if: tuple[str, str] | None = None

    def worded(self, answer: str) -> str:
        """The answer as it is read back."""
        return dict(self.choices).get(answer, answer)


_FUNCTION = say("Noem de functie, geen naam.")
_ASKED_BY = Question("asked_by", say("Hoe en door wie is toestemming gevraagd?"), _FUNCTION)
_UNDERSTOOD = Question("understood", say("Waaruit blijkt dat de betrokkene het begreep en vrij was om nee te zeggen?"))
_INTEREST = Question("interest", say("Welk zwaarwegend algemeen belang is er?"))
_DECIDED = Question("decided", say("Wat houdt het besluit in?"), say("Noem ook het kenmerk en de dag van het besluit."))
_HOW: Choices = ((Spoken.WRITTEN, say("schriftelijk")), (Spoken.SPOKEN, say("mondeling")))

NECESSITY = (
    Question("necessary", say("Waarom is dit delen nodig voor het doel?")),
    Question("proportionate", say("Waarom is het niet meer dan past bij het doel?")),
    Question("no_lighter_way", say("Waarom is er geen lichtere weg?")),
)
AGREEMENT = (
    Question("called", say("Hoe heet het convenant?")),
    Question(
        "annexes",
        say("Welke bijlagen horen erbij, en in welke versie?"),
        say("Een regel per bijlage, bijvoorbeeld: partijenlijst, versie 3."),
    ),
    Question(
        "framework",
        say("Voor welk juridisch kader?"),
        say("Het convenant telt alleen bij casussen met dit kader."),
        (
            (Framework.C, say("eigen convenant")),
            (Framework.A, say("Zorg- en Veiligheidshuis")),
            (Framework.B, say("RIEC-samenwerking")),
        ),
    ),
)
SIX_ELEMENTS = (
    _INTEREST,
    Question("cooperation", say("Voor welke samenwerking is het besluit?")),
    Question("aim", say("Voor welk doel?")),
    Question("data", say("Welke gegevens noemt het besluit?")),
    Question("terms", say("Onder welke voorwaarden?")),
    Question("recipients", say("Aan welke ontvangers?")),
)
SINGLE_DECISION = (
    _DECIDED,
    Question(
        "aim",
        say("Voor welk doel laat het besluit dit toe?"),
        choices=(
            (AimOfPolice.OFFENCES, say("strafbare feiten voorkomen en opsporen")),
            (AimOfPolice.ORDER, say("de openbare orde handhaven")),
            (AimOfPolice.HELP, say("hulp verlenen aan wie dat nodig heeft")),
            (AimOfPolice.SUPERVISION, say("toezicht houden op regels")),
        ),
    ),
    _INTEREST,
)
PROSECUTORS_DECISION = (
    _DECIDED,
    Question(
        "aim",
        say("Voor welk doel laat het besluit dit toe?"),
        choices=(
            (AimOfProsecutor.OFFENCES, say("strafbare feiten voorkomen en opsporen")),
            (AimOfProsecutor.ORDER, say("de orde en veiligheid handhaven")),
            (AimOfProsecutor.SUPERVISION, say("toezicht houden op regels")),
            (AimOfProsecutor.ADMINISTRATIVE, say("een bestuurlijk besluit nemen")),
            (AimOfProsecutor.DISCIPLINE, say("een maatregel in werk of beroep beoordelen")),
            (AimOfProsecutor.HELP, say("slachtoffers en andere betrokkenen helpen")),
        ),
    ),
    _INTEREST,
    Question("untraceable", say("Hoe is voorkomen dat het naar anderen dan de betrokkene te herleiden is?")),
)
PROSECUTOR = (
    Question("officer", say("Welke officier, en wanneer?"), say("Noem de functie en de dag, geen naam.")),
    Question("how", say("Hoe stemde de officier in?"), choices=_HOW),
)
OFFICER = (
    Question("officer", say("Welke bevoegd functionaris, en wanneer?"), say("Noem de functie en de dag, geen naam.")),
    Question("how", say("Hoe stemde de functionaris in?"), choices=_HOW),
)
SUPERVISION = (
    Question("data", say("Welke gegevens noemt de afspraak?")),
    Question("moments", say("Wanneer worden ze gegeven?")),
    Question("terms", say("Onder welke voorwaarden?")),
)
PARTICIPANTS = (Question("cooperation", say("Welk samenwerkingsverband en welke deelnemerslijst?")),)
SPOKEN_CONSENT = (_ASKED_BY, _UNDERSTOOD)
WRITTEN_CONSENT = (Question("kept_where", say("Waar ligt het getekende papier of bericht?")), _ASKED_BY)
EXPLICIT_CONSENT = (_ASKED_BY, Question("how", say("Hoe stemde de betrokkene in?"), choices=_HOW), _UNDERSTOOD)
AGE = (
    Question(
        "consent_of",
        say("Wie stemde in?"),
        say("Jonger dan 12: een ouder of voogd. Van 12 tot en met 15: allebei. Vanaf 16: de minderjarige zelf."),
        (
            (ConsentOf.MINOR, say("de minderjarige zelf")),
            (ConsentOf.GUARDIAN, say("een ouder of voogd")),
            (ConsentOf.BOTH, say("de minderjarige en een ouder of voogd")),
        ),
    ),
    Question(
        "involved",
        say("Kan een ouder of voogd bij de uitbuiting betrokken zijn?"),
        say("Vraag deze ouder of voogd dan niets. Stemde er eerder een in, dan eindigt dat, met wat erop steunt."),
        ((Involved.NO, say("nee")), (Involved.YES, say("ja, dat kan"))),
    ),
)
FIVE_QUESTIONS = (
    Question("consent", say("Is toestemming gevraagd of overwogen?")),
    Question("harm", say("Welke ernstige schade dreigt?")),
    Question("only_way", say("Waarom is dit de enige weg?")),
    Question("minimal", say("Waarom is dit het minste dat nodig is?")),
    Question("consulted", say("Met wie is dit besproken?"), _FUNCTION),
)
HAND_OVER = (Question("handed_over", say("Wat wordt overgedragen, en hoe is dat verteld?")),)
_WAITS = ("told", str(Told.POSTPONED))
INFORMED = (
    Question(
        "told",
        say("Weet de betrokkene ervan?"),
        choices=((Told.TOLD, say("ja, het is verteld")), (Told.POSTPONED, say("nee, dat is uitgesteld"))),
    ),
    Question("why", say("Hoe is het verteld, of waarom wacht dat?")),
    Question(
        "ground",
        say("Op welke grond wacht het?"),
        only_if=_WAITS,
        choices=(
            (WaitGround.PROTECTION, say("bescherming van de betrokkene of van een ander")),
            (WaitGround.OFFENCES, say("strafbare feiten voorkomen, opsporen of vervolgen")),
            (WaitGround.SAFETY, say("openbare veiligheid")),
            (WaitGround.SUPERVISION, say("toezicht of inspectie door de overheid")),
            (WaitGround.COURTS, say("onafhankelijke rechtspraak en lopende procedures")),
            (WaitGround.PROFESSIONS, say("schending van beroepsregels onderzoeken")),
            (WaitGround.PUBLIC_INTEREST, say("een ander belangrijk algemeen belang")),
            (WaitGround.CLAIMS, say("inning van civiele vorderingen")),
            (WaitGround.NATION, say("nationale veiligheid")),
            (WaitGround.DEFENCE, say("landsverdediging")),
        ),
    ),
    Question("aims", say("Voor welk doel worden de gegevens gebruikt?"), only_if=_WAITS),
    Question("kinds", say("Om welke soorten gegevens gaat het?"), only_if=_WAITS),
    Question("extent", say("Hoe ver gaat het uitstel: wat hoort de betrokkene nu niet?"), only_if=_WAITS),
    Question("safeguards", say("Hoe is misbruik of onbevoegd inzien voorkomen?"), only_if=_WAITS),
    Question("responsible", say("Welke organisatie is verantwoordelijk?"), only_if=_WAITS),
    Question("storage", say("Hoe lang wordt het bewaard, en met welke bescherming?"), only_if=_WAITS),
    Question("risks", say("Welke risico’s loopt de betrokkene door het uitstel?"), only_if=_WAITS),
    Question(
        "right_to_know",
        say("Kan de betrokkene horen dat er iets wordt uitgesteld? Zo nee, waarom niet?"),
        only_if=_WAITS,
    ),
)
