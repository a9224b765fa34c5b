"""Marks of the tables about credits. The ledger is never rewritten, so what it says about why and by whom stays as long as the books do."""

from __future__ import annotations

from app.models.personal.marks import Kind, Marks, marks

ENTITY = "id public_id created_at"
OWN = "wallet_id IN (SELECT w.id FROM wallet w WHERE w.user_id = :person)"

CREDITS: dict[str, Marks] = {
    "wallet": marks(
        "Wallets",
        f"{ENTITY} user_id organisation_id unit currency is_shared balance_cents reserved_cents overdraft_cents",
        of="user_id = :person",
    ),
    "lot": marks(
        "Lots of credits",
        f"{ENTITY} wallet_id source vat_point expires_at location_id room_kind grant_key balance_cents reserved_cents",
        of=OWN,
    ),
    "ledger_entry": marks(
        "Movements of credits",
        "id at key kind wallet_id lot_id account cents reserved vat_cents currency cause",
        of=OWN,
        reason=Kind.TAX,
        actor=Kind.TAX,
    ),
    "ledger_checkpoint": marks("Sums of credits on the way", "id wallet_id entry_id cents reserved"),
    "reserve": marks("Credits on hold", "id key wallet_id lot_id cause cents expires_at state debited_cents ended_at", of=OWN),
}
