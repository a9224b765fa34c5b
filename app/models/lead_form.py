"""LeadForm: a public form in which people ask for a place, on our own page or inside somebody's website."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.entity import Entity
from app.models.location import Location
from app.models.track import Track


class CaptchaKind(StrEnum):
    """Who tells people from programs (S1)."""

    NONE = "none"
    RECAPTCHA_V2 = "recaptcha_v2"
    RECAPTCHA_V3 = "recaptcha_v3"
    TURNSTILE = "turnstile"


class LeadForm(Entity):
    """`slug` is its name in addresses. Without a location the visitor chooses one.

    `hostnames` are those that the captcha may have been solved on, `origins` the websites that may show the form in a frame; both are
    separated by spaces. `sealed_secret` is the captcha's. A program that posts leads (S8) is known by `hook_key_mark`, a keyed hash, and
    signs with what `sealed_hook_secret` holds. `caught` counts posts of programs that filled the field which people do not see (S2).
    """

    __tablename__ = "lead_form"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_is_of_an_address"),
        CheckConstraint(
            "captcha = 'none' OR (site_key <> '' AND sealed_secret IS NOT NULL AND hostnames <> '')", name="captcha_has_its_keys"
        ),
        CheckConstraint("(hook_key_mark IS NULL) = (sealed_hook_secret IS NULL)", name="hook_has_both"),
    )

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"), index=True)
    intro: Mapped[str] = mapped_column(String(500), default="", server_default="")
    thanks: Mapped[str] = mapped_column(String(500), default="", server_default="")
    captcha: Mapped[CaptchaKind] = mapped_column(default=CaptchaKind.NONE, server_default="none")
    site_key: Mapped[str] = mapped_column(String(200), default="", server_default="")
    sealed_secret: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    hostnames: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    origins: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    is_active: Mapped[bool] = mapped_column(default=True, server_default="true")
    hook_key_mark: Mapped[str | None] = mapped_column(String(64), unique=True)
    sealed_hook_secret: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    caught: Mapped[int] = mapped_column(default=0, server_default="0")

    location: Mapped[Location | None] = relationship()
    track: Mapped[Track | None] = relationship()

    def __str__(self) -> str:
        return self.title
