"""What a run of the drill has looked at, line by line in a file, so that one that was ended goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from app.cli.say import CannotStart
from benchmarks.drills.axe_looks import Finding
from benchmarks.drills.axe_walk import Looked


class Kept:
    """`asked` is what the run was asked for: another one's lines are not taken over.

    Raises CannotStart when it is to go on and the file is of a run that was asked for something else.
    """

    def __init__(self, path: Path, asked: Mapping[str, object], *, go_on: bool) -> None:
        self._path = path
        self.looked: dict[tuple[str, str], Looked] = {}
        lines = path.read_text().splitlines() if go_on and path.exists() else []
        if lines and json.loads(lines[0]) != asked:
            raise CannotStart(f"{path} is of a run that was asked for something else: {lines[0]}. Without --resume it begins anew.")
        for line in lines[1:]:
            if not line.endswith("]"):  # it was ended while it wrote
                break
            person, route, opened, pages, looks, findings = json.loads(line)
            self.looked[person, route] = Looked(person, route, opened, pages, looks, [Finding(*each) for each in findings])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{json.dumps(each)}\n" for each in (asked, *self.looked.values())))

    def add(self, looked: Looked) -> None:
        self.looked[looked.person, looked.route] = looked
        with self._path.open("a") as file:
            file.write(json.dumps(looked) + "\n")
