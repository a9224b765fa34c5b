"""What is asked of whoever opens or answers a ticket, at the desk and at /my/help."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import request
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, MultipleFileField, SelectField, TextAreaField
from wtforms.validators import Length, Optional

from app.actions.tickets.open import Asked
from app.actions.tickets.said import LONGEST, MOST_PHOTOS
from app.core.pictures import MOST_BYTES
from app.models.ticket import TicketCategory
from app.queries.tickets.places import Spot
from app.web.forms import Keyed, tidy
from app.web.lookup import LookupField
from views.tickets.words import CATEGORIES

PHOTOS = {"accept": "image/jpeg,image/png,image/webp", "multiple": True}


def words(label: Any, **how: Any) -> TextAreaField:
    return TextAreaField(
        label, filters=[tidy], validators=[Length(max=LONGEST)], render_kw={"rows": 5, "maxlength": LONGEST, "data-send-by-key": "", **how}
    )


def photos_field() -> MultipleFileField:
    return MultipleFileField(
        _("Photos"), render_kw=PHOTOS, description=_("Up to four, of at most 10 MB each. Where and when they were taken is not kept.")
    )


def ask_form(places: list[tuple[int, str]], spots: list[Spot], *, view: Any = None) -> Any:
    """`view` lets staff choose whose it is; without it, it is whoever asks."""
    names = dict(places)
    spots_said = [("", gettext("Nowhere special"))] + [
        (each.key, f"{each.name} · {names[each.location_id]}" if len(places) > 1 else each.name) for each in spots
    ]

    class AskForm(DynamicForm):  # type: ignore[misc]
        key = HiddenField(default=lambda: uuid4().hex)
        if view is not None:
            user = LookupField(_("Who told you?"), [Optional()], view=view, column="user", description=_("Empty: you saw it yourself."))
        location_id = SelectField(_("Location"), coerce=int, choices=places)
        category = SelectField(_("What is it about?"), choices=[(each.value, said()) for each, said in CATEGORIES.items()])
        where = SelectField(_("Where?"), choices=spots_said)
        text = words(_("What is wrong, or what do you need?"), required=True)
        photos = photos_field()

    return AskForm()


def asked_in(form: Any, *, user_id: int | None, spots: list[Spot]) -> Asked:
    """The room says in which location it is, whatever the other field says."""
    spot = next((each for each in spots if each.key == form.where.data), None)
    kind, _colon, number = (form.where.data or "").partition(":")
    return Asked(
        spot.location_id if spot is not None else form.location_id.data,
        TicketCategory(form.category.data),
        form.text.data or "",
        room_id=int(number) if kind == "room" else None,
        space_id=int(number) if kind == "space" else None,
        user_id=user_id,
    )


def uploaded() -> list[bytes]:
    """What was chosen; one more than may be is enough to say no."""
    given = [each for each in request.files.getlist("photos") if each.filename]
    return [each.stream.read(MOST_BYTES + 1) for each in given[: MOST_PHOTOS + 1]]


class ReplyForm(Keyed):
    text = words(_("Your answer"))
    photos = photos_field()
