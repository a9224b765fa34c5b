"""Captcha: whether whoever sent a form is a person, asked of the vendor by the token that their browser was given (S1; contracts section 7)."""

from __future__ import annotations

from typing import Protocol

from app.rules.lead_captcha import CaptchaAnswer


class Captcha(Protocol):
    def answer(self, *, secret: str, token: str) -> CaptchaAnswer:
        """What the vendor says of a token, which it answers once. Raises Retry, Unknown or GiveUp when it says nothing in time: that token is then spent or worthless."""


class NoCaptcha:
    """For forms that ask none: everybody is a person."""

    def answer(self, *, secret: str, token: str) -> CaptchaAnswer:
        return CaptchaAnswer(success=True)
