"""Whose changes the audit tells whom: of what they may read, and of nothing else. A row of the audit has before and after in it, often the whole row."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from app.access.actor import Actor
from app.access.nouns import BY_NOUN, READS
from app.access.permissions import P, Permission
from app.access.staff_people import Criterion
from app.access.task_scope import sees_trees
from app.models import Attachment, AuditEvent, Comment, Task

# Tables that have no page of their own: by the permission that reads what they belong to, or all of several where a row does not say which.
PARTS: dict[Permission, str] = {
    P.ACCESS_READ: "access system_look",
    P.AUDIT_READ: "api_call audit_event list_choice saved_filter",
    P.BATCH_READ: "batch batch_row",
    P.BOOKING_READ: "booking_attendee booking_extra booking_series",
    P.ANNOUNCEMENT_READ: "announcement_seen",
    P.CHECK_IN_READ: "terms_consent",
    P.CONTACT_READ: "activity mail_look mail_reference",
    P.CREDIT_NOTE_READ: "credit_note_line credit_note_part document",
    P.DAY_PASS_READ: "day_use",
    P.DEBTOR_READ: "debtor_note account_letter",
    P.DELIVERY_READ: "delivery mail_copy mail_file suppressed_address",
    P.DEPOSIT_READ: "deposit_movement",
    P.DOOR_READ: "door_entry door_lock salto_connection",
    P.ESCALATION_READ: "escalation",
    P.INVOICE_READ: "account_letter document invoice_line number_series step",
    P.INVOICE_RUN_READ: "month_close run_organisation",
    P.KIOSK_READ: "kiosk_refusal wrong_pin",
    P.LEAD_READ: "abandon_reason enquiry heat_change",
    P.LEDGER_READ: "ledger_checkpoint ledger_entry opening_balance",
    P.LICENSE_READ: "license_agreement license_pause license_price",
    P.MAIL_TEXT_READ: "mail_text",
    P.MEMBERSHIP_READ: "membership_price",
    P.OPPORTUNITY_READ: "stage_change",
    P.OUTBOX_READ: "health_episode outbox_message",
    P.PAYMENT_READ: "bank_import bank_line payment_method payment_part payment_receipt",
    P.PEER_READ: "federation_key peer_question peer_request",
    P.PROPOSAL_READ: "paper paper_line",
    P.CONTRACT_READ: "paper paper_line",
    P.REVENUE_READ: "kept_report report_subscription revenue_change revenue_reading",
    P.ROLE_READ: "ab_group ab_permission ab_permission_view ab_role ab_view_menu access_version",
    P.SCHEDULE_READ: "schedule schedule_slot",
    P.SETTING_READ: "mail_archive released_file setting stored_file",
    P.SPACE_READ: "floor_plan plan_mark",
    P.SPREADSHEET_IMPORT: "people_import people_import_row",
    P.TAX_READ: "tax_rate",
    P.TEMPLATE_READ: "template",
    P.TICKET_READ: "saved_answer ticket_entry ticket_photo",
    P.TRACK_READ: "track_task",
    P.USER_READ: "ab_api_key ab_register_user address_change erasure notification notification_switch onboarding personal_export picture pin recovery_code second_factor secret_link sign_in sign_in_token",
    P.VISITOR_TERMS_READ: "visitor_terms",
    P.WAITING_ENTRY_READ: "place_offer",
    P.WALLET_READ: "lot reserve",
    P.WEBHOOK_READ: "webhook webhook_attempt webhook_message",
    P.WIFI_READ: "wifi_group wifi_voucher",
    P.XERO_READ: "xero_connection xero_consent xero_contact xero_entry xero_held xero_match xero_reading",
}
ABOUT_ANYTHING = {"comment", "attachment", "task"}  # by what they are about, below


def _needed() -> dict[str, frozenset[Permission]]:
    found: dict[str, set[Permission]] = {noun: {READS[model]} for noun, model in BY_NOUN.items()}
    for permission, tables in PARTS.items():
        for table in tables.split():
            found.setdefault(table, set()).add(permission)
    return {table: frozenset(needed) for table, needed in found.items() if table not in ABOUT_ANYTHING}


NEEDED = _needed()


def audit_for(by: Actor) -> Criterion | None:
    """Of the staff; None for who may read everything that is audited."""
    readable = [table for table, needed in NEEDED.items() if needed <= by.permissions]
    nouns = [noun for noun, model in BY_NOUN.items() if by.may(READS[model])]
    if len(readable) == len(NEEDED) and len(nouns) == len(BY_NOUN):
        return None
    told: list[ColumnElement[bool]] = [AuditEvent.noun.in_(readable)]
    if by.may(P.TASK_READ):
        trees = Task.opportunity_id.is_not(None)
        about = Task.noun.in_(nouns)
        tasks = select(Task.id).where(or_(about, trees) if sees_trees(by) else about)
        told.append(
            (AuditEvent.noun == "task") & (AuditEvent.noun_id.in_(tasks) | AuditEvent.noun_id.is_(None))
        )  # of none: their list was exported
    comments = select(Comment.id).where(Comment.noun.in_(nouns))
    told.append((AuditEvent.noun == "comment") & AuditEvent.noun_id.in_(comments))
    told.append(
        (AuditEvent.noun == "attachment") & AuditEvent.noun_id.in_(select(Attachment.id).where(Attachment.comment_id.in_(comments)))
    )
    return or_(*told)
