"""What the drills printed last: docs/figures/drills.json, and docs/drills.md, which is made from it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from app.core.clock import machine
from benchmarks import drills
from config import HERE

FIGURES, PAGE = HERE / "docs" / "figures" / "drills.json", HERE / "docs" / "drills.md"
FORMS = ("short", "long")
HEAD = """# What the drills printed

Each drill breaks something on purpose and then counts what [promises](promises.md) says; `python3 run.py drill NAME` plays it, `--long` as often and as big as the promise says, and `--note` writes down here what it printed
(`docs/figures/drills.json`). *Held* says how often in a row it did, on one state of the code. Played on two cores. A test fails while a drill but `axe` and `soak` has no figures here, or any has some that miss a target of its present ones.
"""


def note(module: ModuleType, figures: Mapping[str, Any], *, holds: bool, seconds: float, long: bool) -> None:
    """Instead of what was kept of this drill in this form; what held before at the same state of the code is counted."""
    kept = read()
    of, form, code = kept.setdefault(module.NAME, {}), FORMS[long], _code()
    last = of.get(form, {})
    before = last.get("held", 0) if last.get("code") == code else 0
    of[form] = {
        "on": machine().date().isoformat(),
        "code": code,
        "held": before + 1 if holds else 0,
        "seconds": round(seconds),
        "figures": {name: figures.get(name) for name in module.TARGETS},
    }
    FIGURES.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
    PAGE.write_text(page(targets()))


def read() -> dict[str, dict[str, dict[str, Any]]]:
    """By drill and form."""
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    return found


def targets() -> dict[str, Mapping[str, str]]:
    from app.cli.drill import modules

    return {name: module.TARGETS for name, module in modules().items()}


def page(of: Mapping[str, Mapping[str, str]]) -> str:
    """`of`: the present targets of each drill."""
    kept = read()
    parts = [HEAD]
    for name in sorted(of):
        forms = [form for form in FORMS if form in kept.get(name, {})]
        said = [f"{form}: {_said(kept[name][form])}" for form in forms]
        parts.append(f"\n## {name}\n\n{'; '.join(said) or 'Not noted yet'}.\n")
        parts.append(f"\n| figure | target | {' | '.join(forms)} |\n|---|---|{'---|' * len(forms)}\n" if forms else "")
        for figure, target in of[name].items() if forms else ():
            cells = [str(kept[name][form]["figures"].get(figure, "")) for form in forms]
            parts.append(f"| {figure.replace('_', ' ')} | {target} | {' | '.join(cells)} |\n")
    return "".join(parts)


def missed(name: str, of: Mapping[str, str]) -> list[str]:
    """Targets that what is kept of the short form does not meet."""
    figures = read().get(name, {}).get("short", {}).get("figures", {})
    return [figure for figure, target in of.items() if figures.get(figure) is None or not drills.met(figures[figure], target)]


def _said(kept: Mapping[str, Any]) -> str:
    times = {1: "once", 2: "twice"}.get(kept["held"], f"{kept['held']} times")
    return (
        f"held {times} in a row, {kept['seconds']} s, {kept['on']}, at `{kept['code']}`" if kept["held"] else f"did not hold, {kept['on']}"
    )


def _code() -> str:
    """The commit that is checked out; with a plus where files differ from it, but for what is noted here."""
    ours = [f":!{path.relative_to(HERE)}" for path in (FIGURES, PAGE)]
    told = subprocess.run(["git", "rev-parse", "--short=8", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False)
    changed = subprocess.run(["git", "status", "--porcelain", "--", ".", *ours], cwd=HERE, capture_output=True, text=True, check=False)
    return told.stdout.strip() + ("+" if changed.stdout.strip() else "")
