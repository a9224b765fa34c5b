"""Marks of the tables about money: who is billed, for what, and the documents, whose facts stay as long as tax law asks (P9)."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"
# An organisation that bears the person's own name and has nobody else in it is that person.
SOLE = "lower(name) = ANY(:names) AND NOT EXISTS (SELECT FROM ab_user o WHERE o.organisation_id = organisation.id AND o.id <> :person AND o.username NOT LIKE 'erased-%')"
LINE = (
    "key license_id line_item_id adhoc_id deposit_id position kind service_month starts_on ends_on days of_days quantity price_cents role before_days"
    " billed_cents net_cents vat_cents vat_percent tax_type item_code xero_line_id"
)
DOCUMENT = (
    f"{ENTITY} organisation_id location_id run_id kind month number status currency issued_on net_cents vat_cents total_cents seller content_hash"
    " sent_at send_wanted_at xero_id document_id"
)

BOOKS: dict[str, Marks] = {
    "organisation": marks(
        "Organisations",
        f"{ENTITY} code location_id status status_by_hand currency payment_days auto_pay rooms_on_invoice buys_on_account allowed_payments escalation_percent escalation_date",
        of=SOLE,
        name=Kind.NAME,
        invoice_email=Kind.WORDS,
        accounting_email=Kind.WORDS,
        address=Kind.CONTACT,
        vat_number=Kind.CONTACT,
        registration_number=Kind.CONTACT,
    ),
    "opening_balance": marks("Opening balances", f"{ENTITY} organisation_id date document amount_due_cents"),
    "license": marks(
        "Licenses",
        f"{ENTITY} code location_id organisation_id user_id membership_id space_id starts_on ends_on commitment_months commitment_start"
        " custom_price_cents custom_price_end net_price escalation_percent escalation_date replaces_id touched_at",
        of="user_id = :person",
        end_reason=Kind.WORDS,
        custom_price_reason=Kind.WORDS,
        custom_price_by=Kind.AUTHOR,
        occupancy_reason=Kind.WORDS,
    ),
    "revenue_change": marks("Changes of monthly revenue", "id license_id organisation_id location_id month before_cents cents"),
    "revenue_reading": marks("How far monthly revenue is known", "id location_id through read_at anew_at"),
    "license_pause": marks(
        "Pauses of licenses",
        f"{ENTITY} license_id starts_on ends_on",
        of="license_id IN (SELECT l.id FROM license l WHERE l.user_id = :person)",
    ),
    "license_agreement": marks(
        "What was agreed before about licenses",
        f"{ENTITY} license_id ends_on commitment_months commitment_start custom_price_cents custom_price_end net_price",
        of="license_id IN (SELECT l.id FROM license l WHERE l.user_id = :person)",
        custom_price_reason=Kind.WORDS,
        custom_price_by=Kind.AUTHOR,
    ),
    "license_price": marks(
        "Price versions of licenses", f"{ENTITY} license_id valid_from primary_cents extra_cents escalation_id restores", reason=Kind.WORDS
    ),
    "escalation": marks(
        "Rises of prices",
        f"{ENTITY} location_id organisation_id license_id due_on valid_from percent old_primary_cents old_extra_cents new_primary_cents new_extra_cents now_cents"
        " renewed_cents then_cents commitment_ends_on commitment_percent status decided_at letter_id undo_letter_id",
        reason=Kind.WORDS,
        decided_by=Kind.AUTHOR,
    ),
    "line_item": marks(
        "Recurring charges",
        f"{ENTITY} code organisation_id location_id license_id price_cents starts_on ends_on xero_item_code",
        description=Kind.WORDS,
    ),
    "adhoc": marks(
        "One-off charges",
        f"{ENTITY} code organisation_id location_id date quantity unit_price_cents product_id invoiced_at kept_from_id booking_id extra_id claws_back_id clawed_until",
        description=Kind.WORDS,
    ),
    "deposit": marks(
        "Deposits",
        f"{ENTITY} code key organisation_id location_id license_id asked_on amount_cents received_cents held_cents status invoice_id",
        reason=Kind.WORDS,
    ),
    # Never rewritten: what was held, and why it went where, is a fact of the books.
    "deposit_movement": marks(
        "Movements of deposits",
        f"{ENTITY} deposit_id location_id kind cents date key invoice_id reverses_id",
        reference=Kind.TAX,
        reason=Kind.TAX,
        recorded_by=Kind.TAX,
    ),
    "payment": marks(
        "Payments",
        f"{ENTITY} organisation_id location_id kind currency amount_cents credit_cents refunded_cents received_on key receipt_id",
        reference=Kind.TAX,
        recorded_by=Kind.TAX,
    ),
    "payment_part": marks("Parts of payments", "id payment_id invoice_id cents applied_on reverses_id refund_id key"),
    "bank_import": marks(
        "Bank statements",
        f"{ENTITY} location_id account file_name sha256 came_in known went_out",
        content=Kind.TAX,
        recorded_by=Kind.AUTHOR,
    ),
    "bank_line": marks("Lines of bank statements", f"{ENTITY} import_id location_id number on cents key state payment_id", words=Kind.TAX),
    "refund": marks(
        "Refunds",
        f"{ENTITY} organisation_id location_id payment_id credit_note_id way state currency amount_cents refunded_on key before_cents",
        reference=Kind.TAX,
        reason=Kind.WORDS,
        recorded_by=Kind.TAX,
        told=Kind.WORDS,
    ),
    "payment_attempt": marks(
        "Payments by card that were begun",
        f"{ENTITY} organisation_id location_id invoice_id method_id reference amount_cents keeps_card state is_auto for_good retry_on vendor_number"
        " look_at looks asked_at decided_at",
        reason=Kind.WORDS,
        begun_by=Kind.AUTHOR,
        decided_by=Kind.AUTHOR,
    ),
    "payment_method": marks(
        "Kept cards",
        f"{ENTITY} organisation_id is_default refused_at removed_at cancelled_at",
        name=Kind.WORDS,
        refused_reason=Kind.WORDS,
        token_mark=Kind.SECRET,
        sealed_token=Kind.SECRET,
    ),
    # `sent_from` is the address of a server.
    "payment_receipt": marks(
        "Notices of payments",
        "id received_at sent_from digest state finding looks payment_id payment_status gross_cents",
        sealed_body=Kind.SECRET,
    ),
    "purchase": marks(
        "Purchases",
        f"{ENTITY} key organisation_id location_id user_id for_team product_id what unit quantity way status currency net_cents vat_cents total_cents"
        " vat_point credit_cents credit_days days adhoc_id invoice_id credit_note_id refunded_cents wallet_cents",
        of="user_id = :person",
        made_by=Kind.AUTHOR,
    ),
    "fulfilment": marks(
        "What purchases brought",
        f"{ENTITY} invoice_line_id invoice_id credit_note_line_id credit_note_id organisation_id location_id user_id what unit cents days currency vat_point credit_days key state attempt"
        " balance_before_cents asked_at lot_id returned_cents done_at",
        of="user_id = :person",
        reason=Kind.WORDS,
        back_reason=Kind.WORDS,
        back_by=Kind.AUTHOR,
    ),
    "account_letter": marks(
        "Reminders, statements, receipts, and letters about prices",
        f"{ENTITY} organisation_id location_id kind written_on invoice_id payment_id days due_cents first_day last_day currency",
    ),
    "debtor_note": marks(
        "Notes on debts",
        f"{ENTITY} organisation_id kind noted_on amount_cents currency until withdrawn_at",
        text=Kind.WORDS,
        noted_by=Kind.AUTHOR,
    ),
    "discount": marks(
        "Discounts",
        f"{ENTITY} code organisation_id license_id membership_id product_id percent starts_on ends_on",
        reason=Kind.WORDS,
        granted_by=Kind.AUTHOR,
    ),
    "invoice_run": marks(
        "Invoice runs",
        f"{ENTITY} location_id month sequence cut_off cut_off_chosen status fingerprint organisations net_cents vat_cents total_cents previous_net_cents"
        " previewed_at approval_asked_by_id approval_asked_fingerprint approved_at proration discount_mode counts_free paused_at send_wanted_at",
        approved_by=Kind.WORDS,  # several names, where two people approve
    ),
    "run_organisation": marks(
        "Rows of invoice runs",
        "id run_id organisation_id decision decided_at volume_count corrected_counts fingerprint net_cents vat_cents total_cents previous_net_cents licenses"
        " invoice_id credit_note_id",
        left_out_reason=Kind.WORDS,
        decided_by=Kind.AUTHOR,
        warnings=Kind.WORDS,
        causes=Kind.WORDS,
        lines=Kind.WORDS,
    ),
    "invoice": marks(
        "Invoices", f"{DOCUMENT} due_on credited_cents paid_cents reference locked_at", buyer=Kind.TAX, void_reason=Kind.WORDS
    ),
    "invoice_line": marks("Lines of invoices", f"id invoice_id {LINE}", description=Kind.TAX, factors=Kind.TAX, parts=Kind.TAX),
    "credit_note": marks("Credit notes", f"{DOCUMENT} invoice_id corrects_id applied_cents spent_cents", buyer=Kind.TAX, reason=Kind.TAX),
    "credit_note_part": marks(
        "Invoices that credit notes paid", "id credit_note_id invoice_id cents applied_on reverses_id key", reason=Kind.WORDS
    ),
    "credit_note_line": marks(
        "Lines of credit notes",
        f"id credit_note_id invoice_line_id {LINE}",
        description=Kind.TAX,
        factors=Kind.TAX,
        parts=Kind.TAX,
    ),
    "document": marks("Files of documents", f"{ENTITY} organisation_id location_id name media_type sha256 stored_id", content=Kind.TAX),
    "step": marks(
        "Steps of documents",
        "id run_id invoice_id credit_note_id name state key call_key attempt external_id started_at done_at",
        reason=Kind.WORDS,
    ),
    "mail_file": marks(
        "Files of mails",
        "id copy_id media_type size document_id stored_id",
        of="copy_id IN (SELECT c.id FROM mail_copy c JOIN delivery d ON d.id = c.delivery_id WHERE d.user_id = :person OR lower(d.address) = ANY(:mails) OR d.addressee = ANY(:mails))",
        fate=Fate.GOES,
        name=Kind.WORDS,
        content=Kind.SECRET,
    ),
    # What they were sent goes; what others were sent of them forgets their name.
    "mail_copy": marks(
        "Mails as they went",
        f"{ENTITY} delivery_id hidden sender",
        of="delivery_id IN (SELECT d.id FROM delivery d WHERE d.user_id = :person OR lower(d.address) = ANY(:mails) OR d.addressee = ANY(:mails))",
        fate=Fate.GOES,
        reply_to=Kind.WORDS,
        subject=Kind.WORDS,
        text=Kind.WORDS,
        html=Kind.WORDS,
    ),
    "mail_bounce": marks(
        "Mails that came back",
        "id delivery_id attempt mark at status is_theirs",
        of="delivery_id IN (SELECT d.id FROM delivery d WHERE d.user_id = :person OR lower(d.address) = ANY(:mails) OR d.addressee = ANY(:mails))",
        fate=Fate.GOES,
        reason=Kind.WORDS,
    ),
    "delivery": marks(
        "Mails",
        f"{ENTITY} run_id invoice_id credit_note_id user_id offer_id letter_id attempt_id refund_id paper_id lead_id booking_id booking_sequence activity_id activity_sequence episode_id check_in_id visit_id ticket_entry_id token_id location_id kind state message_id attempt"
        " started_at sent_at bounced_at subscription_id subscription_slot",
        of="user_id = :person OR lower(address) = ANY(:mails) OR addressee = ANY(:mails)",
        address=Kind.MAIL,
        addressee=Kind.MAIL,
        key=Kind.KEY,
        reason=Kind.WORDS,
        decided_by=Kind.AUTHOR,
    ),
    "suppressed_address": marks(
        "Addresses that get no mail",
        f"{ENTITY} state since status location_id lifted_at",
        of="address = ANY(:mails)",
        fate=Fate.GOES,
        address=Kind.MAIL,
        reason=Kind.WORDS,
        lifted_by=Kind.AUTHOR,
    ),
    "month_close": marks(
        "Closed months", f"{ENTITY} location_id month documents documents_hash previous_hash corrects_waiting", closed_by=Kind.AUTHOR
    ),
    "number_series": marks("Number series", f"{ENTITY} prefix document_type first_number last_number"),
    "tax_rate": marks("Tax rates", f"{ENTITY} country name percent valid_from withdrawn xero_tax_type"),
    "xero_connection": marks(
        "Connections to Xero",
        f"{ENTITY} name tenant_id state token_expires_at rests_until looked_at tracking_category",
        sealed_token=Kind.SECRET,
    ),
    "xero_held": marks(
        "Documents in Xero, as read", "id xero_connection_id kind xero_id status total_cents open_cents dated of_xero_id", number=Kind.TAX
    ),
    "xero_match": marks("What Xero has that may be ours", "id xero_connection_id organisation_id why xero_id", name=Kind.WORDS),
    "xero_reading": marks("Readings of Xero", "id xero_connection_id kind changed_since read_at"),
    "xero_entry": marks(
        "What of money is told to Xero",
        "id xero_connection_id location_id invoice_id kind till payment_part_id deposit_movement_id credit_note_id payment_id refund_id removes_id over_id cents dated"
        " state key call_key attempt external_id started_at done_at",
        reason=Kind.WORDS,
    ),
    "xero_consent": marks(
        "Consents to connect Xero", f"{ENTITY} user_id state xero_connection_id", sealed_code=Kind.SECRET, reason=Kind.WORDS
    ),
    "xero_contact": marks("Contacts at Xero", f"{ENTITY} organisation_id xero_connection_id contact_id told"),
}
