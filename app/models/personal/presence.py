"""Marks of the tables about who is in the building, as whose guest, and by which PIN."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"
GUESTS = "guest_id IN (SELECT g.id FROM guest g WHERE lower(g.email) = ANY(:mails))"
OWN = "user_id = :person"

PRESENCE: dict[str, Marks] = {
    "wifi_voucher": marks(
        "WiFi of guests",
        f"{ENTITY} check_in_id location_id until removed_at",
        of=f"check_in_id IN (SELECT c.id FROM check_in c WHERE c.{GUESTS})",  # noqa: S608 - ours
        fate=Fate.GOES,
        username=Kind.ACCOUNT,
        sealed_password=Kind.SECRET,
    ),
    "terms_consent": marks(
        "Consent to the terms for visitors", "id guest_id terms_id location_id at", of=GUESTS, fate=Fate.GOES, address=Kind.TRACE
    ),
    "visitor_terms": marks("Terms for visitors", f"{ENTITY} version language text published_at", published_by=Kind.AUTHOR),
    "day_use": marks(
        "Days in the house", f"{ENTITY} user_id location_id day taken_from check_in_id license_id day_pass_id adhoc_id", of=OWN
    ),
    "day_pass": marks(
        "Day passes",
        f"{ENTITY} organisation_id user_id location_id product_id days used valid_until key",
        of=OWN,
        reason=Kind.WORDS,
        made_by=Kind.AUTHOR,
    ),
    "check_in": marks(
        "Check-ins",
        f"{ENTITY} location_id user_id guest_id peer_id host_id visit_id source arrived_at left_at left_by was_offline key",
        of=f"{OWN} OR {GUESTS}",
        fate=Fate.GOES,
        peer_ref=Kind.TRACE,
        name=Kind.NAME,
        company=Kind.CONTACT,
        host_name=Kind.WORDS,
        made_by=Kind.AUTHOR,
    ),
    "visit": marks(
        "Invited guests",
        f"{ENTITY} location_id host_id expected_at until_at status pass_key secret_hash request_key",
        of="lower(email) = ANY(:mails) OR id = ANY(:visits)",
        fate=Fate.GOES,
        name=Kind.NAME,
        email=Kind.MAIL,
        email_key=Kind.MAIL,
        company=Kind.CONTACT,
        note=Kind.SAID,
        invited_by=Kind.AUTHOR,
    ),
    "picture": marks(  # before the guest, whose row says which it is
        "Picture",
        f"{ENTITY} stored_id",
        of="id IN (SELECT u.picture_id FROM ab_user u WHERE u.id = :person UNION ALL SELECT g.picture_id FROM guest g WHERE lower(g.email) = ANY(:mails))",
        fate=Fate.GOES,
        sha256=Kind.SECRET,
        content=Kind.SECRET,
    ),
    "guest": marks(
        "Guests",
        f"{ENTITY} language seen_at picture_id",
        of="lower(email) = ANY(:mails)",
        fate=Fate.GOES,
        name=Kind.NAME,
        email=Kind.MAIL,
        email_key=Kind.MAIL,
        company=Kind.CONTACT,
    ),
    "kiosk": marks("Tablets at the door", f"{ENTITY} location_id name seen_at", secret_hash=Kind.SECRET, made_by=Kind.AUTHOR),
    "kiosk_refusal": marks(
        "Who could not be checked in at a kiosk",
        f"{ENTITY} location_id kiosk key at why",
        of="lower(who) = ANY(:mails)",
        fate=Fate.GOES,
        who=Kind.WORDS,
    ),
    "pin": marks("PINs", f"{ENTITY} user_id made_at", of=OWN, fate=Fate.GOES, mark=Kind.SECRET),
    "wrong_pin": marks("Wrong PINs", "id location_id peer_id place at"),
    "peer": marks(
        "Other networks",
        f"{ENTITY} name base_url peer_id status signing_key sealing_key signing_thumbprint sealing_thumbprint pinned_at is_near failures rests_until trouble",
        pinned_by=Kind.AUTHOR,
        note=Kind.WORDS,
    ),
    "federation_key": marks("Keys for other networks", f"{ENTITY} kid use public retired_at", sealed_private=Kind.SECRET),
    "peer_question": marks("Questions to other networks", f"{ENTITY} location_id key answer asked_at answered_at check_in_id leaving"),
    "peer_request": marks(
        "Requests between networks",
        "id peer_id direction jti at place day location_id question_id answer reason answered_at user_id leaving",
        of=OWN,
        sealed=Kind.SECRET,
        ref=Kind.TRACE,
    ),
}
