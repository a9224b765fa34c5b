"""Marks of the tables about places and what is sold there: nobody's, but some name the staff, or who waits for a place."""

from __future__ import annotations

from app.models.personal.marks import Kind, Marks, marks

ENTITY = "id public_id created_at"

PLACES: dict[str, Marks] = {
    "location": marks(
        "Locations",
        f"{ENTITY} code name zone language currency country is_headquarters address legal_name registration_number vat_registered vat_number bank_details invoice_prefix"
        " payment_days due_on_working_day proration second_approver_above_cents mail_mode xero_connection_id xero_tracking xero_account_code xero_deposit_account_code xero_card_account_code xero_eft_account_code xero_wallet_account_code"
        " peak_start peak_end half_day_percent full_day_percent price_cap wifi_network guest_wifi_group access_points opening_hours referral_cents referral_days takes_sign_ups logo",
        manager_email=Kind.WORDS,
        staff_emails=Kind.WORDS,
        sender_email=Kind.WORDS,
        redirect_email=Kind.WORDS,
        welcome_text=Kind.WORDS,
    ),
    "space": marks("Spaces", f"{ENTITY} code location_id name kind capacity"),
    "room": marks(
        "Rooms",
        f"{ENTITY} code location_id space_id name kind capacity amenities opening_hours peak_rate_cents off_peak_rate_cents is_private"
        " buffer_minutes min_minutes max_minutes picture_id",
    ),
    "waiting_entry": marks(
        "Waiting list",
        f"{ENTITY} location_id space_id kind organisation_id places starts_on since status ended_at",
        of="lower(email) = ANY(:mails)",
        name=Kind.NAME,
        email=Kind.MAIL,
        note=Kind.WORDS,
        reason=Kind.WORDS,
    ),
    "place_offer": marks(
        "Offers of places",
        f"{ENTITY} entry_id location_id space_id places taken starts_on stands_until status",
        reason=Kind.WORDS,
        offered_by=Kind.AUTHOR,
    ),
    "floor_plan": marks("Floor plans", f"{ENTITY} location_id name position document_id width height version"),
    "plan_mark": marks("Places on floor plans", "id plan_id space_id room_id x y width height"),
    "membership": marks(
        "Memberships",
        f"{ENTITY} code location_id name included_primary xero_item_code quota_unit quota_cents quota_frequency room_discount_percent"
        " quota_is_shared quota_here_only quota_room_kind quota_from_start wifi_group door_groups is_active deposit_months deposit_cents notice_months notice_days days_a_month extra_day_cents",
    ),
    "membership_price": marks(
        "Prices of memberships", f"{ENTITY} membership_id valid_from primary_cents extra_cents included_primary retroactive"
    ),
    "product": marks(
        "Shop products",
        f"{ENTITY} code location_id name type price_cents price_includes_vat vat_point credit_cents credit_days stuff_pays space_pays days extra_most xero_item_code is_active",
    ),
}
