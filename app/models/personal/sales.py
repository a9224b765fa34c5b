"""Marks of the tables of the sales team: who asked, what was said with them, and the work on it."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"
LEADS = "lead_id IN (SELECT l.id FROM lead l WHERE lower(l.email) = ANY(:mails) OR l.contact_id = :contact)"
# Theirs by an address of their own, or by that of a contact that was merged into theirs.
MERGED = "SELECT m.merged_into_id FROM contact m WHERE m.merged_into_id IS NOT NULL AND lower(m.email) = ANY(:mails)"
CONTACTS = f"contact_id IN (SELECT c.id FROM contact c WHERE lower(c.email) = ANY(:mails) UNION ALL {MERGED}) OR contact_id = :contact"  # noqa: S608 - ours

# What somebody signed is kept as an invoice is, with names, until its term is over; what was never agreed goes with them, its file too.
PAPERS = "lower(email) = ANY(:mails) AND signed_at IS NULL"

SALES: dict[str, Marks] = {
    "template": marks("Templates of sales", f"{ENTITY} kind name location_id language is_active", subject=Kind.WORDS, body=Kind.WORDS),
    "paper": marks(
        "Proposals and contracts",
        f"{ENTITY} kind code version replaces_id location_id opportunity_id template_id proposal_id status language currency valid_until term_months"
        " notice_months first_invoice monthly link_key secret_hash revoked_at sent_at opened_at reminded_at answered_at signed_at document_id"
        " document_hash sealed_id",
        of=PAPERS,
        fate=Fate.GOES,
        addressee=Kind.TAX,
        company=Kind.TAX,
        email=Kind.TAX,
        subject=Kind.TAX,
        body=Kind.TAX,
        content=Kind.TAX,
        sent_by=Kind.AUTHOR,
        decline_reason=Kind.SAID,
        signer_name=Kind.TAX,
        signer_address=Kind.TAX,
        signer_agent=Kind.TAX,
    ),
    "paper_line": marks(
        "Lines of proposals and contracts",
        "id paper_id position membership_id space_id places starts_on commitment_months price_cents net_price discount_percent discount_until deposit_cents",
        discount_reason=Kind.WORDS,
    ),
    "track": marks("Tracks", f"{ENTITY} code name location_id is_active is_default", note=Kind.WORDS),
    "track_task": marks(
        "Tasks of tracks",
        f"{ENTITY} track_id code parent_id position kind title anchor offset_days is_blocking is_onboarding role",
        note=Kind.WORDS,
    ),
    "abandon_reason": marks("Reasons for losing a deal", f"{ENTITY} name is_active"),
    "activity": marks(
        "What was said with contacts",
        f"{ENTITY} location_id contact_id lead_id paper_id task_id kind status at minutes uid sequence invites host_id booking_id key",
        of=CONTACTS,
        fate=Fate.GOES,
        place=Kind.WORDS,
        subject=Kind.SAID,
        text=Kind.SAID,
        message_id=Kind.TRACE,
        done_by=Kind.AUTHOR,
    ),
    "mail_reference": marks(
        "Mails in the archive",
        "id contact_id at is_theirs body_state attachments",
        of=CONTACTS,
        fate=Fate.GOES,
        message_id=Kind.TRACE,
        archive_id=Kind.TRACE,
        sender=Kind.MAIL,
        recipients=Kind.WORDS,
        subject=Kind.SAID,
        snippet=Kind.SAID,
        body=Kind.SAID,
        trouble=Kind.WORDS,
    ),
    "mail_look": marks("Looks into the mail archive", "id contact_id asked_at looked_at", of=CONTACTS, fate=Fate.GOES, trouble=Kind.WORDS),
    "mail_archive": marks(
        "The mail archive", "id kind address port version username folder ca_pem left_out rests_until trouble", sealed_secret=Kind.SECRET
    ),
    "heat_change": marks("How warm leads were", "id lead_id before after at", of=LEADS, reason=Kind.WORDS, changed_by=Kind.AUTHOR),
    "task": marks(
        "Tasks",
        f"{ENTITY} opportunity_id noun noun_id location_id parent_id track_task_id position kind anchor offset_days moved_days is_blocking is_onboarding role"
        " assignee_id due_on is_estimate status done_on ended_at",
        of="(noun = 'ab_user' AND noun_id = :person) OR (noun = 'contact' AND noun_id = :contact)",
        title=Kind.WORDS,
        note=Kind.WORDS,
        outcome=Kind.WORDS,
        ended_by=Kind.AUTHOR,
    ),
    "stage_change": marks("Stages of opportunities", "id opportunity_id before after at", changed_by=Kind.AUTHOR),
    "opportunity": marks(
        "Opportunities",
        f"{ENTITY} code location_id lead_id owner_id track_id stage stage_since position value_cents currency expected_on opened_on closed_at"
        " abandon_reason_id organisation_id",
        of=LEADS,
        abandon_note=Kind.WORDS,
        contract_waived=Kind.WORDS,
    ),
    "lead_form": marks(
        "Forms for leads",
        f"{ENTITY} slug title location_id track_id intro thanks captcha site_key hostnames origins is_active hook_key_mark caught",
        sealed_secret=Kind.SECRET,
        sealed_hook_secret=Kind.SECRET,
    ),
    "enquiry": marks(
        "Enquiries",
        f"{ENTITY} form_id location_id state origin key text_hash places wanted_on source came_in_flood verdict points signs received_at judged_at lead_id",
        of="email_key = ANY(:mails)",
        fate=Fate.GOES,
        name=Kind.NAME,
        email=Kind.MAIL,
        email_key=Kind.KEY,
        phone=Kind.CONTACT,
        company=Kind.CONTACT,
        message=Kind.SAID,
        page=Kind.TRACE,
        referred_by=Kind.WORDS,
        sender=Kind.TRACE,
        captcha_token=Kind.SECRET,
        decided_by=Kind.AUTHOR,
    ),
    "lead": marks(
        "Leads",
        f"{ENTITY} code location_id contact_id status origin places wanted_on source referrer_id owner_id owned_since heat asked_at heard_at closed_at key",
        of="lower(email) = ANY(:mails) OR contact_id = :contact",
        name=Kind.NAME,
        email=Kind.MAIL,
        phone=Kind.CONTACT,
        company=Kind.CONTACT,
        message=Kind.SAID,
        referred_by=Kind.WORDS,
    ),
    "contact": marks(
        "Contacts",
        f"{ENTITY} language merged_into_id consent_at do_not_contact_at",
        of=f"lower(email) = ANY(:mails) OR id IN ({MERGED}) OR id = :contact",
        name=Kind.NAME,
        email=Kind.MAIL,
        email_key=Kind.KEY,
        phone=Kind.CONTACT,
        phone_key=Kind.CONTACT,
        company=Kind.CONTACT,
        consent_source=Kind.WORDS,
        do_not_contact_reason=Kind.WORDS,
    ),
}
