"""The words for partners and for what people do at the table."""

from models.terms import PartnerKind, Role
from tafel.refusals import say

PARTNER_KINDS = {
    PartnerKind.POL: say("politie"),
    PartnerKind.KMAR: say("Koninklijke Marechaussee"),
    PartnerKind.NLA_O: say("Arbeidsinspectie, opsporing"),
    PartnerKind.OM: say("Openbaar Ministerie"),
    PartnerKind.BGM: say("burgemeester, openbare orde"),
    PartnerKind.COL_W: say("gemeente, Wmo en jeugd"),
    PartnerKind.COL_T: say("gemeente, toezicht en vergunningen"),
    PartnerKind.NLA_T: say("Arbeidsinspectie, toezicht"),
    PartnerKind.ZC: say("zorgcoördinatie"),
    PartnerKind.OPV: say("opvang en ondersteuning"),
    PartnerKind.VT: say("Veilig Thuis"),
    PartnerKind.GGD: say("GGD"),
    PartnerKind.ARTS: say("behandelaar"),
    PartnerKind.JHV: say("jeugdhulp"),
    PartnerKind.GI: say("jeugdbescherming"),
    PartnerKind.RVDK: say("Raad voor de Kinderbescherming"),
    PartnerKind.COM: say("CoMensha"),
    PartnerKind.SHN: say("Slachtofferhulp"),
    PartnerKind.RECL: say("reclassering"),
    PartnerKind.LEER: say("leerplicht of school"),
    PartnerKind.WOCO: say("woningcorporatie"),
    PartnerKind.RIEC: say("RIEC"),
    PartnerKind.ZVH: say("Zorg- en Veiligheidshuis"),
    PartnerKind.VZ: say("secretariaat van de tafel"),
    PartnerKind.IND: say("Immigratie- en Naturalisatiedienst"),
    PartnerKind.BD: say("Belastingdienst"),
    PartnerKind.ZC_X: say("zorgcoördinatie van een andere regio"),
    PartnerKind.BUI: say("buiten de tafel"),
}

ROLES = {
    Role.MEMBER: say("deelnemer"),
    Role.CHAIR: say("voorzitter"),
    Role.SECRETARY: say("secretaris"),
    Role.CARE_COORDINATOR: say("zorgcoördinator"),
    Role.PRIVACY_CONTACT: say("contact voor privacy"),
    Role.PRIVACY_OFFICER: say("functionaris gegevensbescherming"),
    Role.ADMINISTRATOR: say("applicatiebeheerder"),
}
