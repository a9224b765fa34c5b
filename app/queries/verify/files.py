"""Kept files whose contents may be in storage: every row says where its bytes are."""

from __future__ import annotations

from app.queries.verify.promise import Promise

# A mail's file may be a kept document, or have opened something; the hash of a document is I4.pdf's.
HELD = (
    ("document", "<> 1", "false"),
    ("mail_file", "> 1", "false"),
    *((table, "<> 1", "s.sha256 <> h.sha256") for table in ("attachment", "ticket_photo", "picture")),
)

WHERE_THEY_ARE = Promise(
    "F1",
    "Every kept file has its bytes in its row, or names the one content in storage that has its hash and that nobody removes.",
    " UNION ALL ".join(
        f"SELECT '{table} ' || h.id || ' does not say where its bytes are' FROM {table} h LEFT JOIN stored_file s ON s.id = h.stored_id "  # noqa: S608 - our own tables
        f"WHERE num_nonnulls(h.content, h.stored_id) {wrong} OR (h.stored_id IS NOT NULL AND (s.id IS NULL OR s.state <> 'there' OR {other}))"
        for table, wrong, other in HELD
    ),
)
