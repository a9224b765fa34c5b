"""Peer: another instance of Foyer, whose members may visit ours and ours theirs; the keys of both, and what was asked (K4, contracts.md 8)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity, Record
from app.core.states import Machine
from app.models.location import Location

if TYPE_CHECKING:
    from app.models.user import FoyerUser


class PeerStatus(StrEnum):
    """`pending`: its keys were fetched and nobody has compared them yet."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Peer(Entity):
    """`peer_id` is what it calls itself, its own base URL. The two public keys are JWKs, pinned by their RFC 7638 thumbprints, which an
    administrator compared: `pinned_at`. While they are fetched the keys are empty, and thumbprints of before stay to be compared with.
    `rests_until`: after five failures in a row it is not asked for a minute. `is_near` allows addresses of a private network.
    `trouble`: what somebody has to look at."""

    __tablename__ = "peer"
    __table_args__ = (
        CheckConstraint("status = 'pending' OR (signing_thumbprint <> '' AND sealing_thumbprint <> '')", name="active_peer_has_keys"),
    )

    name: Mapped[str] = mapped_column(String(200))
    base_url: Mapped[str] = mapped_column(String(300), unique=True)
    peer_id: Mapped[str] = mapped_column(String(300), unique=True)
    status: Mapped[PeerStatus] = mapped_column(default=PeerStatus.PENDING, server_default="pending")
    signing_key: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    sealing_key: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    signing_thumbprint: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sealing_thumbprint: Mapped[str] = mapped_column(String(64), default="", server_default="")
    pinned_at: Mapped[dt.datetime | None]
    pinned_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    is_near: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    rests_until: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    trouble: Mapped[str] = mapped_column(String(300), default="", server_default="")

    moves = Machine(
        column="status",
        activate=({PeerStatus.PENDING, PeerStatus.SUSPENDED}, PeerStatus.ACTIVE),
        suspend=(PeerStatus.ACTIVE, PeerStatus.SUSPENDED),
        repin=(set(PeerStatus), PeerStatus.PENDING),
    )

    def __str__(self) -> str:
        return self.name


class KeyUse(StrEnum):
    SIGN = "sign"
    SEAL = "seal"


class FederationKey(Entity):
    """A key of this instance: Ed25519 to sign, X25519 to open what was sealed for us. The private half is sealed by the instance's secret."""

    __tablename__ = "federation_key"
    __table_args__ = (Index("one_key_in_use", "use", unique=True, postgresql_where=text("retired_at IS NULL")),)

    kid: Mapped[str] = mapped_column(String(64), unique=True)
    use: Mapped[KeyUse]
    public: Mapped[dict[str, Any]]
    sealed_private: Mapped[bytes] = mapped_column(LargeBinary)
    retired_at: Mapped[dt.datetime | None]


class Answer(StrEnum):
    """`unreachable`: no answer in time, or none that could be believed; `locked`: too many wrong PINs; `refused`: the peer does not take ours."""

    ASKED = "asked"
    OK = "ok"
    NO = "no"
    LOCKED = "locked"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


class PeerQuestion(Entity):
    """A PIN at one of our kiosks that is none of ours: its peers are asked by a job, and the kiosk looks here for the answer. The PIN
    itself is never kept. `key` is the kiosk's, so that asking twice is asking once. `leaving`: they want to check out, and never come by it."""

    __tablename__ = "peer_question"

    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    answer: Mapped[Answer] = mapped_column(default=Answer.ASKED, server_default="asked")
    asked_at: Mapped[dt.datetime]
    answered_at: Mapped[dt.datetime | None]
    check_in_id: Mapped[int | None] = mapped_column(ForeignKey("check_in.id", ondelete="SET NULL"), index=True)
    leaving: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    location: Mapped[Location] = relationship()


class Direction(StrEnum):
    """Who asked: we asked them, or they asked us."""

    OUT = "out"
    IN = "in"


class PeerRequest(Record):
    """One request between two instances. Unique by `jti`, so that a second one is a replay. Asked by us it belongs to a question and
    carries `sealed`, the sealed and signed request, until it was sent; asked by them it names our member once the PIN was right.
    `place` is the code of the location where somebody stood, and `day` the date there; `ref` the person, as only their home can tell (pairwise).
    `leaving`: asked to check out, which is no visit."""

    __tablename__ = "peer_request"
    __table_args__ = (
        Index("one_request_a_jti", "peer_id", "direction", "jti", unique=True),
        Index("requests_of_peer", "peer_id", "at"),
        Index("visits_of_peer", "peer_id", "direction", "day", postgresql_where=text("answer = 'ok'")),
    )

    peer_id: Mapped[int] = mapped_column(ForeignKey("peer.id", ondelete="CASCADE"))
    direction: Mapped[Direction]
    jti: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
    place: Mapped[str] = mapped_column(String(40), default="", server_default="")
    day: Mapped[dt.date | None]
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("peer_question.id", ondelete="CASCADE"), index=True)
    sealed: Mapped[str] = mapped_column(String(4096), default="", server_default="")
    answer: Mapped[Answer] = mapped_column(default=Answer.ASKED, server_default="asked")
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    answered_at: Mapped[dt.datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"), index=True)
    ref: Mapped[str] = mapped_column(String(64), default="", server_default="")
    leaving: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    peer: Mapped[Peer] = relationship()
    user: Mapped[FoyerUser | None] = relationship()
