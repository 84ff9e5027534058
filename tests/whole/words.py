"""What is typed at the meeting, item by item, each once: whoever has such words got them. And who may have which."""

SAID = {
    "Zwaluw": (
        "Wie bezoekt de kas?", "De kas staat leeg.", "De voorman is weg.", "rijdt langs de kas", "Notitie kas.",
        "Eerst kijken.", "Bij haar thuis.", "Er zat een slot op.",
    ),
    "Kievit": ("Wat weten wij van de loods?", "De loods is verhuurd.", "De loods wordt bezocht."),
    "Wielewaal": ("Is de woning veilig?",),
    "Grutto": ("Is er morgen een bed?", "Er is een bed vanaf morgen.", "regelt een bed", "Getypt zonder lijn."),
    "Merel": (
        "Wie praat met de huurder?", "De huurder wil praten.", "De huurder wil misschien praten.",
        "De huur is betaald.",
    ),
    "Scholekster": ("Kan zij terug naar huis?", "belt de huismeester"),
    "Samenwerking": ("Werkt de afspraak?",),
}  # fmt: skip
EVERYTHING = frozenset(words for said in SAID.values() for words in said) | SAID.keys()
HIDDEN_FROM = {
    "inge.bakels": ("Merel", "Scholekster"),
    "bram.kuijper": ("Zwaluw", "Kievit", "Wielewaal"),
    "petra.dekker": ("Zwaluw", "Kievit", "Grutto"),
    "wouter.lansink": ("Wielewaal", "Grutto", "Merel", "Scholekster", "Samenwerking"),
    "soraya.pinas": ("Kievit", "Wielewaal", "Merel", "Scholekster", "Samenwerking"),
}
_KAS = {"De kas staat leeg.", "Eerst kijken.", "rijdt langs de kas", "Er zat een slot op."}
COPIES: dict[str, dict[str, set[str]]] = {  # by recipient and part: the words of the minutes that are for them
    "samir.el.khatib": {},
    "marijke.terpstra": {},
    "inge.bakels": {
        "Zwaluw": _KAS, "Kievit": {"De loods wordt bezocht."}, "Wielewaal": set(), "Grutto": set(),
        "Samenwerking": set(),
    },
    "wouter.lansink": {"Zwaluw": _KAS, "Kievit": {"De loods wordt bezocht."}},
    "soraya.pinas": {"Zwaluw": {"Bij haar thuis."}, "Grutto": set()},
    "bram.kuijper": {
        "Grutto": {"regelt een bed"}, "Merel": {"De huurder wil misschien praten."}, "Scholekster": set(),
        "Samenwerking": set(),
    },
    "petra.dekker": {
        "Wielewaal": set(), "Merel": {"De huur is betaald."}, "Scholekster": {"belt de huismeester"},
        "Samenwerking": set(),
    },
}  # fmt: skip
ACTIONS = {  # by who sees them in the list of actions; who wrote them down sees them too
    "samir.el.khatib": {"rijdt langs de kas", "regelt een bed", "belt de huismeester"},
    "inge.bakels": {"rijdt langs de kas"},
    "wouter.lansink": {"rijdt langs de kas"},
    "bram.kuijper": {"regelt een bed"},
    "petra.dekker": {"belt de huismeester"},
}


def found_in(text: str) -> set[str]:
    """Which of all these words stand there, however the spaces between them were set."""
    there = flat(text)
    return {words for words in EVERYTHING if flat(words) in there}


def flat(text: str) -> str:
    """Without any space."""
    return "".join(text.split())
