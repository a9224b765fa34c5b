"""One row for each screen, and the addresses of all screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Flask

from app.models import (
    AbandonReason,
    Access,
    Activity,
    Announcement,
    AuditEvent,
    Closure,
    Contract,
    DayPass,
    Delivery,
    DepositMovement,
    DoorEntry,
    DoorGroup,
    DoorLock,
    DoorTag,
    Escalation,
    Fulfilment,
    Kiosk,
    KioskRefusal,
    LicenseAgreement,
    LicensePrice,
    OutboxMessage,
    PaymentAttempt,
    PaymentMethod,
    Peer,
    Purchase,
    Schedule,
    ScheduleSlot,
    SignUp,
    SuppressedAddress,
    Task,
    Template,
    VisitorTerms,
    Webhook,
    WebhookAttempt,
    WebhookMessage,
    WifiGroup,
)
from app.models.access import AccessState
from app.models.delivery import DeliveryKind
from app.models.door_tag import TagState
from app.models.schedule import Frequency
from app.rules.access import System
from app.rules.units import Unit
from tests.offers import proposal

JUNE = dt.date(2026, 6, 1)


def fill_every_screen(make: Any) -> dict[str, Any]:
    """At least one row of every table that has a screen; by view name."""
    location = make.location(name="Kloof")
    license = make.license(make.organisation(location, name="Acme"), make.membership(location))
    make.pause(license, JUNE, dt.date(2026, 6, 9))
    own = LicensePrice(license_id=license.id, valid_from=JUNE, primary_cents=300000, extra_cents=250000, reason="8 %")
    agreed = LicenseAgreement(
        license_id=license.id, ends_on=dt.date(2026, 5, 31), commitment_months=6, custom_price_cents=280000, custom_price_reason="A friend"
    )
    rise = Escalation(
        location_id=location.id, organisation_id=license.organisation_id, license_id=license.id, due_on=JUNE, valid_from=JUNE, percent=8, old_primary_cents=295000, old_extra_cents=245000,
        new_primary_cents=318600, new_extra_cents=264600, now_cents=295000, renewed_cents=318600, then_cents=318600,
    )  # fmt: skip
    message = OutboxMessage(event="InvoiceApproved", job="push_invoice", queue="xero", key="k1", payload={"invoice_id": 1})
    schedule = Schedule(task="refresh_xero_token", frequency=Frequency.EVERY_MINUTE)
    audit = AuditEvent(
        actor="Pat", verb="change", noun="license", noun_id=license.id, name=license.code, changes={"net_price": [False, True]}
    )
    make.session.add_all([own, agreed, rise, message, schedule, audit])
    make.session.commit()
    invoice = make.invoice(license=license)
    delivery = Delivery(
        invoice_id=invoice.id,
        location_id=location.id,
        kind=DeliveryKind.INVOICE,
        address="pay@acme.example",
        key="d1",
        message_id="<d1@foyer>",
    )
    wanted = {"standing": "granted", "groups": {"Front door": [license.code]}, "until": None}
    holder = make.user("Member", organisation_id=license.organisation_id)
    access = Access(
        user_id=holder.id,
        location_id=location.id,
        system=System.DOORS,
        state=AccessState.FAILED,
        username="ann",
        wanted=wanted,
        reason="No seat is free.",
    )
    asked = SignUp(location_id=location.id, first_name="Ann", last_name="Other", email="ann@other.example")
    make.session.add_all([delivery, access, asked])
    make.session.commit()
    plan = make.floor_plan(location)
    make.mark(plan, license.space)
    waits = make.waiting(license.space)
    make.deposit(license, held=500000)
    movement = make.session.query(DepositMovement).order_by(DepositMovement.id.desc()).limit(1).one()
    wifi_group, door_group = WifiGroup(name="desks", vlan=20), DoorGroup(name="Front door", locks=["l1"])
    tag = DoorTag(number="04A1", external_id="t1", state=TagState.GIVEN, user_id=holder.id, location_id=location.id)
    entry = DoorEntry(
        external_id="e1", at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC), user_id=holder.id, location_id=location.id, door="Front door"
    )
    prints = Access(
        user_id=holder.id,
        location_id=location.id,
        system=System.PRINTING,
        state=AccessState.GRANTED,
        username="ann",
        wanted=wanted,
        balance_cents=-1250,
    )
    make.session.add_all([wifi_group, door_group, tag, entry, prints, DoorLock(external_id="l1", name="Street door")])
    make.session.commit()
    room = make.room(license.space)
    booking = make.booking(
        room, starts_at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC), user_id=holder.id, organisation_id=holder.organisation_id
    )
    closure = Closure(location_id=location.id, starts_on=JUNE, ends_on=JUNE, reason="Painting")
    make.session.add(closure)
    announcement = Announcement(location_id=location.id, title="Braai", body="On the roof.", starts_on=JUNE, ends_on=JUNE)
    make.session.add(announcement)
    make.session.commit()
    sold = make.sold(make.product(location, type=Unit.SPACE, credit_cents=50000), license.organisation)
    brings = Fulfilment(
        invoice_line_id=sold.lines[0].id, invoice_id=sold.id, organisation_id=sold.organisation_id, location_id=sold.location_id, user_id=holder.id,
        what="Room credit", unit=Unit.SPACE, cents=50000, currency="ZAR", vat_point="sale", key="fulfil:1", state="failed", reason="No wallet takes it.",
    )  # fmt: skip
    make.session.add(brings)
    make.session.commit()
    charge = make.adhoc(license.organisation, description="Room credit")
    bought = Purchase(
        key="1:form", organisation_id=license.organisation_id, location_id=location.id, user_id=holder.id, product_id=make.product(location).id, what="Room credit",
        unit=Unit.SPACE, way="next_invoice", currency="ZAR", net_cents=43478, vat_cents=6522, total_cents=50000, vat_point="sale", credit_cents=50000,
        adhoc_id=charge.id, made_by="Pat",
    )  # fmt: skip
    make.session.add(bought)
    make.session.commit()
    card = PaymentMethod(organisation_id=license.organisation_id, name="Visa 4242", token_mark="m1", sealed_token=b"x", is_default=True)
    make.session.add(card)
    make.session.flush()
    lost = PaymentAttempt(
        organisation_id=invoice.organisation_id, location_id=location.id, invoice_id=invoice.id, method_id=card.id, reference="inv-1-1", amount_cents=115000,
        state="lost", asked_at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC), reason="PayFast's answer could not be read.", begun_by="Pat",
    )  # fmt: skip
    make.session.add(lost)
    make.session.commit()
    asker = make.lead(location, make.contact("Ann of Acme", email="ask@acme.example", company="Acme")).contact
    make.session.add(
        Activity(
            location_id=location.id,
            contact_id=asker.id,
            kind="visit",
            status="planned",
            at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC),
            minutes=30,
            uid=uuid.uuid4(),
            subject="Tour",
        )
    )
    draft = proposal(make, license.membership, starts_on=dt.date(2027, 6, 12))
    contract = Contract(
        code="KLF-C1", location_id=location.id, opportunity_id=draft.opportunity_id, currency="ZAR", addressee="Ann Other", subject="Contract", body="Words", valid_until=JUNE,
    )  # fmt: skip
    words = Template(kind="proposal", name="Usual", subject="S", body="B", location_id=location.id)
    make.session.add_all([contract, words])
    make.session.commit()
    deal, track = (
        make.opportunity(make.lead(location, company="Acme")),
        make.track(location, name="Kloof tours", tasks=(("Call Acme", None, "opened", 0),)),
    )
    task, reason = (
        Task(opportunity_id=deal.id, location_id=location.id, position=0, title="Call Acme", due_on=JUNE),
        AbandonReason(name="Too far from home"),
    )
    make.session.add_all([task, reason])
    make.session.commit()
    network = Peer(name="There", base_url="https://there.example", peer_id="https://there.example")
    make.session.add(network)
    make.session.commit()
    days = DayPass(
        organisation_id=holder.organisation_id, user_id=holder.id, location_id=location.id, days=5, used=2, key="passes:1", made_by="Pat"
    )
    tablet = Kiosk(location_id=location.id, name="Lobby", secret_hash="0" * 64, made_by="Pat")
    refused = KioskRefusal(
        location_id=location.id,
        kiosk="Lobby",
        key="refused:1",
        who="Ann",
        at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC),
        why="Nobody expects them.",
    )
    dead = SuppressedAddress(
        address="dead@acme.example",
        since=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC),
        status="5.1.1",
        reason="No such user",
        location_id=location.id,
    )
    ran = ScheduleSlot(schedule_id=schedule.id, slot=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC))
    terms = VisitorTerms(
        version=7, language="en", text="Wear your badge.", published_at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC), published_by="Pat"
    )
    make.session.add_all([days, tablet, refused, dead, ran, terms])
    make.session.commit()
    hook = Webhook(
        description="Books",
        url="https://books.example/hook",
        events=["invoice.paid"],
        owner_id=make.user().id,
        location_id=location.id,
        sealed_secret=b"-",
    )
    make.session.add(hook)
    make.session.flush()
    note = WebhookMessage(
        webhook_id=hook.id,
        message_id="msg_1",
        event="invoice.paid",
        body="{}",
        next_at=dt.datetime.now(dt.UTC),
        made_at=dt.datetime.now(dt.UTC),
    )
    make.session.add(note)
    make.session.flush()
    tried = WebhookAttempt(message_id=note.id, at=note.made_at, took_ms=12, answered=500, reason="It answered with status 500.")
    make.session.add(tried)
    make.session.commit()
    return {
        "CreditNoteView": make.credit_note(license.organisation),
        "DayPassView": days,
        "GuestView": make.guest(),
        "KioskRefusalView": refused,
        "KioskView": tablet,
        "ScheduleSlotView": ran,
        "SuppressedAddressView": dead,
        "VisitorTermsView": terms,
        "WebhookView": hook,
        "WebhookMessageView": note,
        "WebhookAttemptView": tried,
        "CheckInView": make.check_in(holder, location),
        "ExpectedGuestView": make.visit(location, holder, expected_at=dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)),
        "TicketView": make.ticket(holder, location),
        "TicketPhotoView": make.ticket_photo(make.ticket(holder, location)),
        "SavedAnswerView": make.saved_answer(location),
        "ContactView": asker,
        "PeerView": network,
        "ProposalView": draft,
        "ContractView": contract,
        "PaperLineView": draft.lines[0],
        "TemplateView": words,
        "PurchaseView": bought,
        "SellView": holder,
        "PaymentAttemptView": lost,
        "PaymentMethodView": card,
        "FulfilmentView": brings,
        "BookingView": booking,
        "ChangeBookingView": booking,
        "AnnouncementView": announcement,
        "ClosureView": closure,
        "FloorPlanView": plan,
        "FloorPlanEditingView": plan,
        "WifiGroupView": wifi_group,
        "DoorGroupView": door_group,
        "DoorTagView": tag,
        "DoorEntryView": entry,
        "PrintingView": prints,
        "OpportunityView": deal,
        "LeadView": deal.lead,
        "TaskView": task,
        "TrackView": track,
        "TrackTaskView": track.tasks[0],
        "AbandonReasonView": reason,
        "EnquiryView": make.enquiry(location),
        "LeadFormView": make.lead_form(location),
        "WaitingEntryView": waits,
        "SignUpView": asked,
        "AccessView": access,
        "DriftView": access,
        "LocationView": location,
        "SpaceView": license.space,
        "RoomView": room,
        "RoomLinksView": room,
        "RoomPictureView": room,
        "MembershipView": license.membership,
        "MembershipPriceView": license.membership.prices[0],
        "OrganisationView": license.organisation,
        "LicenseView": license,
        "LicensePauseView": license.pauses[0],
        "LicenseAgreementView": agreed,
        "LicensePriceView": own,
        "MemberView": make.user("Member", organisation_id=license.organisation_id, location_id=location.id),
        "UserView": make.user("Front desk", location_id=location.id, locations=[location]),
        "AdhocView": make.adhoc(license.organisation),
        "LineItemView": make.line_item(license.organisation),
        "DiscountView": make.discount("5", organisation_id=license.organisation_id),
        "ProductView": make.product(location),
        "DepositView": make.deposit(license),
        "DepositMovementView": movement,
        "WalletView": make.wallet(license.organisation, bought=50000),
        "PaymentView": make.payment(license.organisation),
        "RefundView": make.refund(make.payment(license.organisation)),
        "InvoiceLineView": invoice.lines[0],
        "InvoiceView": invoice,
        "DeliveryView": delivery,
        "OutboxView": message,
        "ScheduleView": schedule,
        "AuditView": audit,
    }


def pages(app: Flask, rows: dict[str, Any], *methods: str) -> list[tuple[str, str]]:
    """(endpoint, address) of list, add, show and edit of every model view."""
    found = []
    with app.test_request_context():
        for view in app.appbuilder.baseviews:
            name = type(view).__name__
            for method in methods:
                endpoint = f"{name}.{method}"
                if endpoint not in app.view_functions or not hasattr(view, "datamodel"):
                    continue
                if method in ("list", "add"):
                    found.append((endpoint, app.url_for(endpoint)))
                elif name in rows:
                    found.append((endpoint, app.url_for(endpoint, pk=rows[name].id)))
    return found
