"""python -m benchmarks.mutants.played: reads mutants from standard input, tries the tests on each, and writes one verdict a line.

A process of its own, because no rule may be imported before it is broken. It forks for each mutant: a function is broken by giving it other
code, after the tests were collected once; what happens as a module is imported is broken before anything imports it.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, FunctionType
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants.changes import Mutant, mutated
from config import HERE

ALONE = ["--noconftest", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:timeout", "-o", "addopts=--import-mode=importlib", "-q"]
SLOW = 3.0  # seconds of a test; one that takes longer is no quick one
LOOK = 0.5  # seconds of a test in which it calls all that it ever calls
ENDLESS = 30  # seconds of the processor beyond what the tests take
MOST_MEMORY = 2 * 1024**3
Measured = dict[str, tuple[float, list[tuple[str, str]]]]


def main() -> None:
    asked = json.load(sys.stdin)
    tests, mutants = asked["tests"], [Mutant(**each) for each in asked["mutants"]]
    out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    always = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None, phases=always, deadline=None)
    hypothesis.settings.load_profile("mutants")
    measured = _measured(tests)
    out.write(json.dumps({"tests": len(measured), "failed": [name for name, (seconds, _) in measured.items() if seconds < 0]}) + "\n")

    def tell(mutant: Mutant, killed: bool) -> None:
        out.write(json.dumps({"module": mutant.module, "number": mutant.number, "killed": killed}) + "\n")

    of_import = [each for each in mutants if not each.where or each.where.endswith(".")]
    judge = Judge([each for each in mutants if each not in of_import], measured, tell)
    _in_child(lambda: pytest.main([*ALONE, *tests], plugins=[judge]))
    for mutant in of_import:
        tell(mutant, _in_child(lambda mutant=mutant: _imported(mutant, measured)) != 0)


def _in_child(work: Callable[[], int]) -> int:
    """The exit status of a fork that does this; its death by a signal is one as well."""
    child = os.fork()
    if not child:
        code = 70
        try:
            code = int(work())
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def _measured(tests: list[str]) -> Measured:
    """Each test with its seconds, below zero if it fails, and the functions of ours that it calls."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        watch = Watch()
        pytest.main([*ALONE, *tests], plugins=[watch])
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            json.dump(watch.measured, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        found: Measured = {name: (seconds, [(path, where) for path, where in calls]) for name, (seconds, calls) in json.load(pipe).items()}
    os.waitpid(child, 0)
    return found


class Watch:
    """What each test calls, and how long it takes."""

    def __init__(self) -> None:
        self.measured: dict[str, tuple[float, list[tuple[str, str]]]] = {}
        self.live: Live | None = None

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        called: set[tuple[str, str]] = set()
        ours, began = f"{HERE}/app/", time.process_time()

        def see(frame: Any, event: str, _argument: object) -> None:
            if event == "call" and frame.f_code.co_filename.startswith(ours):
                called.add((frame.f_code.co_filename[len(str(HERE)) + 1 :], frame.f_code.co_qualname))
                if time.process_time() - began > LOOK:
                    sys.setprofile(None)

        self.live = self.live or Live()
        self.live.forget()
        began = time.process_time()
        sys.setprofile(see)
        reports = runtestprotocol(item, log=False, nextitem=None)
        sys.setprofile(None)
        failed = any(report.failed for report in reports)
        self.measured[item.nodeid] = (-1.0 if failed else time.process_time() - began, sorted(called))
        return True


class Judge:
    """Breaks one function after another in forks of the process that collected the tests, and runs what calls it, the quickest first."""

    def __init__(self, mutants: list[Mutant], measured: Measured, tell: Callable[[Mutant, bool], None]) -> None:
        self.mutants, self.measured, self.tell = mutants, measured, tell

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        by_name = {item.nodeid: item for item in session.items}
        live = Live()
        gc.freeze()  # forks share what nobody looks through
        for mutant in self.mutants:
            calling = sorted((seconds, name) for name, (seconds, calls) in self.measured.items() if (mutant.path, mutant.where) in calls)
            chosen = [by_name[name] for seconds, name in calling if 0 <= seconds <= SLOW]
            limit = sum(seconds for seconds, _name in calling)
            self.tell(
                mutant,
                bool(chosen) and _in_child(lambda mutant=mutant, chosen=chosen, limit=limit: _broken(mutant, live, chosen, limit)) != 0,
            )
        return True


class Live:
    """Our functions as they are in memory, and what they remember."""

    def __init__(self) -> None:
        self.functions = [
            each for each in gc.get_objects() if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(f"{HERE}/app/")
        ]
        self.memories = [
            each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper) and str(each.__module__).startswith("app.")
        ]

    def forget(self) -> None:
        """It was computed by the right function, or for another test."""
        for each in self.memories:
            each.cache_clear()


def _broken(mutant: Mutant, live: Live, tests: list[pytest.Item], seconds: float) -> int:
    _limited(seconds)
    path = str(HERE / mutant.path)
    code = compile(mutated(mutant, HERE), path, "exec")
    other = next(each for each in _codes(code) if each.co_qualname == mutant.where)
    for function in live.functions:
        if function.__code__.co_qualname == mutant.where and function.__code__.co_filename == path:
            function.__code__ = other
    live.forget()
    return int(any(report.failed for test in tests for report in runtestprotocol(test, log=False, nextitem=None)))


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _imported(mutant: Mutant, measured: Measured) -> int:
    seconds: dict[str, float] = {}
    touching = {name.split("::")[0] for name, (_, calls) in measured.items() if any(path == mutant.path for path, _where in calls)}
    touching |= {
        file for name in measured if f"from {mutant.module} import" in (HERE / (file := name.split("::")[0])).read_text(encoding="utf-8")
    }
    for name, (took, _calls) in measured.items():
        file = name.split("::")[0]
        if file in touching or not touching:
            seconds[file] = seconds.get(file, 0) + max(took, 0)
    slow = [f"--deselect={name}" for name, (took, _calls) in measured.items() if took > SLOW or took < 0]
    _limited(sum(seconds.values()))
    sys.meta_path.insert(0, Broken(mutant))
    return int(pytest.main([*ALONE, "-x", *slow, *sorted(seconds, key=lambda file: seconds[file])]))


class Broken(MetaPathFinder, SourceFileLoader):
    """Finds this one module in its broken form."""

    def __init__(self, mutant: Mutant) -> None:
        SourceFileLoader.__init__(self, mutant.module, str(HERE / mutant.path))
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None

    def get_code(self, fullname: str) -> CodeType:
        return compile(mutated(self.mutant, HERE), self.path, "exec")


def _limited(seconds: float) -> None:
    """A mutant that never ends, or never has enough, ends like this."""
    cpu = int(seconds) + ENDLESS + int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
