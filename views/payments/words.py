"""How payments and refunds are called on screens."""

from __future__ import annotations

from typing import Any

from app.models import Payment
from app.models.payment import charged_invoice
from app.rendering.words.ways_of_paying import came_said, went_back_said


def kind_said(kind: Any, row: Any = None) -> str:
    """How the money came."""
    return came_said(kind)


def reference_said(reference: str, row: Payment) -> str:
    """What a vendor calls a charge says less than the invoice that it was for."""
    return charged_invoice(reference, row.kind) or reference


def way_said(way: Any, row: Any = None) -> str:
    """How it went back."""
    return went_back_said(way)
