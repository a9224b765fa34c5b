"""What Foyer promises about accidents, played with real processes: python3 run.py drill NAME.

A drill is a module with NAME, TARGETS and play(settings, long); its docstring says what is broken.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

COMPARED = {"=": operator.eq, "<=": operator.le, ">=": operator.ge}


def holds(figures: Mapping[str, Any], targets: Mapping[str, str]) -> bool:
    """Every target is met; one without its figure is not."""
    return all(name in figures and met(figures[name], target) for name, target in targets.items())


def met(figure: Any, target: str) -> bool:
    """`target` reads "<= 60" or "= 0"."""
    sign, _, number = target.partition(" ")
    return bool(COMPARED[sign](figure, float(number)))
