"""What the drill `mutants` breaks, and that it can tell what tests notice from what they do not."""

from __future__ import annotations

import ast

import pytest

from benchmarks.drills import mutants
from benchmarks.mutants.changes import mutants_of, mutated
from config import HERE


def test_a_mutant_is_the_module_with_one_change() -> None:
    source = ast.unparse(ast.parse((HERE / "app/rules/vat.py").read_text(encoding="utf-8")))
    found = mutants_of("app.rules.vat", HERE)
    broken = [ast.unparse(mutated(each, HERE)) for each in found]

    assert len(found) > 50
    assert source not in broken and len(set(broken)) == len(broken)
    for each, text in zip(found, broken, strict=True):
        compile(text, each.path, "exec")
    assert any(each.where == "vat_on" and each.becomes == "return rounded(net / over, under * 100)" for each in found)
    assert any(each.where == "" and each.was.startswith("NETHERLANDS") for each in found)


def test_every_equal_mutant_is_still_one_and_has_its_reason() -> None:
    keys = {each.key for module in mutants.MODULES for each in mutants_of(module, HERE)}
    equal = mutants.equal_ones()

    assert set(equal) <= keys
    assert all(len(reason) > 10 for reason in equal.values())


@pytest.mark.slow
def test_what_tests_notice_is_killed_and_what_none_of_them_calls_survives(capsys: pytest.CaptureFixture[str]) -> None:
    called, others = (
        [each for each in mutants_of(f"app.rules.{name}", HERE) if each.where and "return " in each.was]
        for name in ("commitment", "allocation")
    )
    figures = mutants.judged([*called, *others], each_module=True, tests=["tests/rules/test_commitment.py"])

    assert called and others
    assert (figures["mutants"], figures["killed"], figures["tests_that_fail"]) == (len(called) + len(others), len(called), 0)
    told = "".join(capsys.readouterr())
    assert all(f"survived  {each}" in told for each in others)
