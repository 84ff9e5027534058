"""On PostgreSQL a page reads no more than its seat may, whatever it asks: the wall says once more what sight says.

It leaves the release before this one working, behind the wall of its region alone, and imports no models.
"""

# ruff: noqa: S608 every part of what is asked stands here

from collections.abc import Sequence

from tafel.schema import HERE, ME, MINE, NOW, OURS, asks, sight

revision: str = "20261212"
down_revision: str | None = "20261211"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KIND = f"SELECT FROM partners p WHERE p.region_id = {HERE} AND p.id = {OURS} AND p.kind ="
_SECRETARIAT, _CARE = f"EXISTS ({_KIND} 'VZ')", f"EXISTS ({_KIND} 'ZC')"


def _member(of: str) -> str:
    """A member of the case, now."""
    return f"""EXISTS (SELECT FROM case_members c WHERE c.region_id = {of}.region_id AND c.case_id = {of}.case_id
        AND c.membership_id = {MINE} AND c.until IS NULL)"""


def _in_force(share: str) -> str:
    return f"{share}.ended_at IS NULL AND {share}.ends_at > {NOW} AND {share}.held_at IS NULL"


_TAKEN = f"""EXISTS (SELECT FROM lines l
    WHERE l.region_id = s.region_id AND l.statement_id = s.id AND l.taken_by = {MINE})"""
_TO_US = f"h.region_id = s.region_id AND h.statement_id = s.id AND h.receiver_id = {OURS}"
_SHOWN = "d.region_id = s.region_id AND d.version_id = this_version"
_SHARED = f"""EXISTS (SELECT FROM shares h WHERE {_TO_US} AND h.version_id = this_version AND {_in_force("h")}
    AND (h.receiver_person_id IS NULL OR h.receiver_person_id = {ME} AND NOT EXISTS (
        SELECT FROM hand_outs d WHERE {_SHOWN} AND d.person_id = {ME} AND d.partner_id = {OURS})))"""
_CORRECTED = f"""EXISTS (SELECT FROM shares h
    JOIN shares n ON n.region_id = h.region_id AND n.statement_id = h.statement_id AND n.receiver_id = {OURS}
        AND n.receiver_person_id IS NULL AND {_in_force("n")}
    JOIN amendments a ON a.region_id = h.region_id AND a.statement_id = h.statement_id AND a.kind = 'corrected'
        AND a.made_at > h.given_at AND a.made_at <= n.given_at
    WHERE {_TO_US} AND h.version_id = this_version AND h.receiver_person_id IS NULL AND h.ended_why = 'replaced'
        AND h.ends_at > {NOW}
        AND EXISTS (SELECT FROM hand_outs d WHERE {_SHOWN} AND d.partner_id = {OURS})
        AND NOT EXISTS (SELECT FROM shares b WHERE b.region_id = h.region_id AND b.statement_id = h.statement_id
            AND b.receiver_id = {OURS} AND b.given_at >= h.given_at AND b.given_at < n.given_at
            AND b.ended_why <> 'replaced'))"""
_CONTACT = f"""(s.field IS NULL OR s.field <> 'safe-contact' OR {_CARE} OR EXISTS (
    SELECT FROM action_contacts k
    JOIN subjects o ON o.region_id = k.region_id AND o.id = k.subject_id
    JOIN subjects t ON t.region_id = k.region_id AND t.id = s.subject_id
        AND coalesce(t.merged_into, t.id) = coalesce(o.merged_into, o.id)
    JOIN action_items a ON a.region_id = k.region_id AND a.statement_id = k.statement_id AND a.state = 'open'
        AND (a.person_id IS NULL OR a.person_id = {MINE})
    JOIN statements w ON w.region_id = k.region_id AND w.id = k.statement_id AND w.case_id = s.case_id
        AND w.partner_id = {OURS} AND w.removed_at IS NULL
    WHERE k.region_id = s.region_id))"""
_PLAINLY = f"""EXISTS (SELECT FROM statements s
    WHERE s.region_id = versions.region_id AND s.id = versions.statement_id
    AND s.removed_at IS NULL AND s.field IS DISTINCT FROM 'safe-contact' AND {_member("s")}
    AND (s.partner_id = {OURS} OR EXISTS (SELECT FROM shares h
        WHERE {_TO_US} AND h.version_id = versions.id AND h.receiver_person_id IS NULL AND {_in_force("h")})))"""
_OTHERWISE = f"""SELECT FROM statements s WHERE s.region_id = {HERE} AND s.id = this_statement
    AND (writer = {ME} AND s.removed_at IS NULL AND (s.partner_id = {OURS} OR {_TAKEN})
        OR {_member("s")} AND CASE
            WHEN s.partner_id = {OURS} THEN writer = {ME} OR {_CONTACT}
            ELSE s.removed_at IS NULL AND ({_SHARED} OR {_CORRECTED}) AND {_CONTACT} END)"""
_RUNS = f"(m.chair_id = {MINE} OR m.note_taker_id = {MINE})"
_LED = f"""SELECT FROM lines l WHERE l.region_id = {HERE} AND l.statement_id = this_statement
    AND (l.taken_by = {MINE} OR EXISTS (SELECT FROM agenda_items i
        JOIN meetings m ON m.region_id = i.region_id AND m.id = i.meeting_id
        WHERE i.region_id = l.region_id AND i.id = l.item_id
            AND ({_RUNS} OR {MINE} IN (i.chair_id, i.note_taker_id) OR {_SECRETARIAT})))"""
_SHARES = f"(giver_id = {OURS} OR receiver_id = {OURS} AND (receiver_person_id IS NULL OR receiver_person_id = {ME}))"
_CIRCLE = f"""EXISTS (SELECT FROM item_partners i
    WHERE i.region_id = m.region_id AND i.item_id = this_item AND i.partner_id = {OURS} AND i.until IS NULL)"""
_INVITED = f"""EXISTS (SELECT FROM meeting_partners j
    WHERE j.region_id = m.region_id AND j.meeting_id = m.id AND j.partner_id = {OURS})"""
_SENT = "m.sent_at IS NOT NULL AND stands IN ('accepted', 'handled')"
_INSIDE = _member("m").replace("m.case_id", "this_case")
_KNOWN = f"""SELECT FROM meetings m WHERE m.region_id = {HERE} AND m.id = this_meeting AND (
    {_RUNS} AND {_SENT}
    OR ({_RUNS} OR {_INVITED}) AND ({_SENT} OR proposer = {OURS}) AND {_CIRCLE} AND {_INSIDE})"""
_FILE = f"kind <> 'case' AND {_member('agenda_items')}"  # whose file it is, so that no list takes that for a case
_THIS = "this_item uuid, this_meeting uuid, this_case uuid, stands text, proposer uuid"


def upgrade() -> None:
    """Say for each kind of thing who reads it: what is rare in functions, so that no plan has to hold all of it."""
    sight("shares", _SHARES)
    sight("minutes_copies", f"membership_id = {MINE}")
    asks("sight_item", _THIS, _KNOWN)
    known = "sight_item(id, meeting_id, case_id, state, proposed_by)"
    sight("agenda_items", f"({_SECRETARIAT} OR {_FILE} OR {known})")
    asks("sight_line", "this_statement uuid", _LED)
    given = "EXISTS (SELECT FROM shares h WHERE h.region_id = statements.region_id AND h.statement_id = statements.id)"
    sight("statements", f"(partner_id = {OURS} OR {given} OR sight_line(id))")
    said = "SELECT FROM statements s WHERE s.region_id = action_items.region_id AND s.id = action_items.statement_id"
    sight("action_items", f"EXISTS ({said})")
    asks("sight_words", "this_version uuid, this_statement uuid, writer uuid", _OTHERWISE)
    sight("versions", f"({_PLAINLY} OR sight_words(id, statement_id, written_by))")


def downgrade() -> None:
    """There is no way back: the ledger does not forget. Put a copy back instead."""
    raise RuntimeError("tafel gaat niet terug naar een oudere versie. Zet een kopie van de database terug.")
