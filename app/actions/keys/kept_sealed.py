"""Every column that is kept sealed, and for which purpose: what another key of the instance seals anew."""

from __future__ import annotations

from typing import Any

from app.access.sealing import (
    ACCESS,
    API_ANSWER,
    ARCHIVE,
    CARD,
    EXPORT,
    FEDERATION,
    LEAD_CAPTCHA,
    LEAD_HOOK,
    NOTICE,
    SALTO_TOKEN,
    SECOND_FACTOR,
    SUBJECT,
    WEBHOOK,
    XERO_CODE,
    XERO_TOKEN,
)
from app.models import (
    Access,
    ApiCall,
    Erasure,
    FederationKey,
    LeadForm,
    MailArchive,
    PaymentMethod,
    PaymentReceipt,
    PersonalExport,
    SaltoConnection,
    SecondFactor,
    Webhook,
    WifiVoucher,
    XeroConnection,
    XeroConsent,
)

KEPT_SEALED: tuple[tuple[Any, str], ...] = (
    (PaymentMethod.sealed_token, CARD),
    (XeroConnection.sealed_token, XERO_TOKEN),
    (XeroConsent.sealed_code, XERO_CODE),
    (SaltoConnection.sealed_token, SALTO_TOKEN),
    (MailArchive.sealed_secret, ARCHIVE),
    (SecondFactor.sealed_secret, SECOND_FACTOR),
    (Access.sealed_password, ACCESS),
    (Access.sealed_new_password, ACCESS),
    (WifiVoucher.sealed_password, ACCESS),
    (Webhook.sealed_secret, WEBHOOK),
    (Webhook.sealed_old_secret, WEBHOOK),
    (LeadForm.sealed_secret, LEAD_CAPTCHA),
    (LeadForm.sealed_hook_secret, LEAD_HOOK),
    (FederationKey.sealed_private, FEDERATION),
    (PaymentReceipt.sealed_body, NOTICE),
    (ApiCall.sealed_answer, API_ANSWER),
    (Erasure.sealed_subject, SUBJECT),
    (PersonalExport.sealed, EXPORT),
)
