"""What `doctor` looks at. A check yields Findings: what is so, whether that is well, and what to do when it is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    WELL = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is what a person can do about it."""

    about: str
    verdict: Verdict
    fact: str
    remedy: str = ""


def well(about: str, fact: str) -> Finding:
    return Finding(about, Verdict.WELL, fact)


def note(about: str, fact: str, remedy: str = "") -> Finding:
    return Finding(about, Verdict.NOTE, fact, remedy)


def wrong(about: str, fact: str, remedy: str) -> Finding:
    return Finding(about, Verdict.WRONG, fact, remedy)
