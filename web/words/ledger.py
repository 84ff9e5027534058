"""The words for what stands in the ledger: acts in the past tense, as a line begins with them."""

from models.acts import Act, Result, RetentionClass
from models.terms import ShareEnd
from tafel.refusals import say

ACTS = {
    Act.BOOK_ADOPTED: say("Regels vastgesteld"),
    Act.BOOK_ADVISED: say("Advies over de regels gegeven"),
    Act.BOOK_PROPOSED: say("Regels voorgesteld"),
    Act.CARD_DUPLICATE_SHOWN: say("Mogelijke dubbele persoon getoond"),
    Act.CASE_CHANGED: say("Casus gewijzigd"),
    Act.CASE_OPENED: say("Casus geopend"),
    Act.CASE_PARTNER_ADDED: say("Partner bij casus gezet"),
    Act.CASE_PARTNER_REMOVED: say("Partner van casus gehaald"),
    Act.CATEGORY_DOUBTED: say("Soort gegeven betwijfeld"),
    Act.CATEGORY_KEPT: say("Soort gegeven gehouden"),
    Act.CHECKPOINT_SENT: say("Controlepunt verstuurd"),
    Act.CHECKPOINT_TAKEN: say("Controlepunt opgehaald"),
    Act.ERASED: say("Gewist"),
    Act.EVIDENCE_CONFIRMED: say("Bewijsstuk bevestigd"),
    Act.EVIDENCE_ENDED: say("Bewijsstuk beëindigd"),
    Act.EVIDENCE_HANDED_OUT: say("Bewijsstuk getoond"),
    Act.EVIDENCE_RECORDED: say("Bewijsstuk vastgelegd"),
    Act.LEDGER_EXPORTED: say("Register geëxporteerd"),
    Act.LEDGER_HANDED_OUT: say("Register getoond"),
    Act.LEDGER_VERIFIED: say("Register gecontroleerd"),
    Act.MEMBER_ADDED: say("Deelnemer toegevoegd"),
    Act.MEMBER_REMOVED: say("Deelnemer weggehaald"),
    Act.MEMBER_SIGNED_IN: say("Aangemeld"),
    Act.MEMBER_SIGNED_OUT: say("Afgemeld"),
    Act.MEMBERSHIP_CONFIRMED: say("Plaats aan tafel bevestigd"),
    Act.MEMBERSHIP_ENDED: say("Plaats aan tafel beëindigd"),
    Act.MEMBERSHIP_PROPOSED: say("Plaats aan tafel voorgesteld"),
    Act.PARTNER_ADDED: say("Partner toegevoegd"),
    Act.PASSWORD_CHANGED: say("Wachtwoord gewijzigd"),
    Act.PERSON_ADDED: say("Persoon toegevoegd"),
    Act.PROFILE_CONFIRMED: say("Deelprofiel bevestigd"),
    Act.REGION_OPENED: say("Regio geopend"),
    Act.SECRECY_SIGNED: say("Geheimhouding getekend"),
    Act.SHARE_ENDED: say("Delen gestopt"),
    Act.SHARE_GIVEN: say("Gedeeld"),
    Act.SHARE_REFUSED: say("Geweigerd"),
    Act.SHARE_WITHDRAWN: say("Ingetrokken"),
    Act.SHARES_EXPORTED: say("Verstrekkingen geëxporteerd"),
    Act.STATEMENT_EDITED: say("Passage gewijzigd"),
    Act.STATEMENT_HANDED_OUT: say("Getoond"),
    Act.STATEMENT_MOVED: say("Passage verplaatst"),
    Act.STATEMENT_REMOVED: say("Passage verwijderd"),
    Act.STATEMENT_RESTORED: say("Passage teruggezet"),
    Act.STATEMENT_WRITTEN: say("Passage geschreven"),
    Act.SUBJECT_ADDED: say("Betrokkene toegevoegd"),
    Act.SUBJECTS_MERGED: say("Betrokkenen samengevoegd"),
    Act.SUBJECTS_SPLIT: say("Betrokkenen gesplitst"),
    Act.TOKEN_MADE: say("Sleutel voor een systeem gemaakt"),
    Act.TOKEN_REVOKED: say("Sleutel voor een systeem ingetrokken"),
}

RESULTS = {Result.DONE: say("gedaan"), Result.REFUSED: say("geweigerd")}

RETENTION_CLASSES = {
    RetentionClass.DISCLOSURE: say("verstrekking, vijf jaar"),
    RetentionClass.AUDIT: say("logregel, drie jaar"),
    RetentionClass.RULES: say("regels, zolang de regio bestaat"),
}

SHARE_ENDS = {
    ShareEnd.WITHDRAWN: say("ingetrokken"),
    ShareEnd.EXPIRED: say("einddatum voorbij"),
    ShareEnd.REPLACED: say("vervangen door een nieuwe versie"),
    ShareEnd.EVIDENCE_ENDED: say("bewijsstuk geldt niet meer"),
    ShareEnd.MOVED: say("passage verplaatst"),
    ShareEnd.LEFT: say("partner niet meer bij de casus"),
    ShareEnd.CATEGORY_CHANGED: say("soort gegeven veranderd"),
}
