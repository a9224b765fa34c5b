"""Every small way in which a module can be broken: another operator, a number one higher, a condition turned round, a result that is lost."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
NAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}
Change = Callable[[], None]


@dataclass(frozen=True)
class Mutant:
    """One change. `where` is the qualified name of its function, "" for what happens as the module is imported; `number` finds it again."""

    module: str
    path: str
    number: int
    line: int
    where: str
    was: str
    becomes: str

    @property
    def key(self) -> str:
        """Names it in the file of equal mutants, whatever line it is on."""
        return f"{self.module}:{self.where or '<module>'}: {self.was} => {self.becomes}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.was}  =>  {self.becomes}"


def mutants_of(module: str, root: Path) -> list[Mutant]:
    path = Path(*module.split(".")).with_suffix(".py")
    walk = _Walk(ast.parse((root / path).read_text(encoding="utf-8")))
    return [Mutant(module, str(path), number, line, where, was, becomes) for number, (line, where, was, becomes) in enumerate(walk.told())]


def mutated(mutant: Mutant, root: Path) -> ast.Module:
    """The module's tree with this one change."""
    walk = _Walk(ast.parse((root / mutant.path).read_text(encoding="utf-8")))
    return walk.with_change(mutant.number)


class _Walk:
    """Goes through a tree in one order always, so that a change has a number."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree

    def told(self) -> Iterator[tuple[int, str, str, str]]:
        for shown, node, where, change, undo in self._changes():
            was = _text(shown)
            change()
            becomes = _text(shown)
            undo()
            yield getattr(node, "lineno", shown.lineno), where, was, becomes

    def with_change(self, number: int) -> ast.Module:
        for place, (_shown, _node, _where, change, _undo) in enumerate(self._changes()):
            if place == number:
                change()
                return ast.fix_missing_locations(self.tree)
        raise LookupError(number)

    def _changes(self) -> Iterator[tuple[ast.stmt, ast.AST, str, Change, Change]]:
        for shown, node, where in _visited(self.tree, "", None):
            for change in _ways(node):
                kept = {name: [*value] if isinstance(value, list) else value for name, value in vars(node).items()}
                kind = type(node)
                yield shown, node, where, change, lambda node=node, kept=kept, kind=kind: _restore(node, kept, kind)  # type: ignore[misc]


def _restore(node: ast.AST, kept: dict[str, object], kind: type[ast.AST]) -> None:
    node.__class__ = kind
    vars(node).clear()
    vars(node).update(kept)


def _visited(node: ast.AST, where: str, shown: ast.stmt | None) -> Iterator[tuple[ast.stmt, ast.AST, str]]:
    """Every node with its statement, and the function in whose code it is; annotations and words for people left out."""
    if isinstance(node, ast.stmt):
        shown = node
    if isinstance(node, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom | ast.Assert) or _is_docstring(node):
        return
    if shown is not None:
        yield shown, node, where
    if isinstance(node, ast.FunctionDef):
        for default in [*node.args.defaults, *(each for each in node.args.kw_defaults if each)]:
            yield from _visited(default, where, shown)
        inner = _inside(where, node.name)
        for each in node.body:
            yield from _visited(each, inner, shown)
        return
    if isinstance(node, ast.ClassDef):
        for each in node.body:
            yield from _visited(each, f"{where}{node.name}.", shown)
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "ctx"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _visited(each, where, shown)


def _inside(where: str, name: str) -> str:
    """The function whose code object is replaced: the outermost one."""
    return where if where and not where.endswith(".") else where + name


def _ways(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[first, *_]):
            yield lambda: node.ops.__setitem__(0, COMPARED[type(first)]())
            if len(node.ops) > 1:
                yield lambda: node.ops.__setitem__(1, COMPARED[type(node.ops[1])]())
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in COMPUTED and not _is_text(node):
            yield lambda: setattr(node, "op", COMPUTED[type(op)]())
        case ast.BoolOp(op=op):
            yield lambda: setattr(node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield lambda: _become(node, operand)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield lambda: _become(node, operand)
        case ast.Constant(value=bool(value)):
            yield lambda: setattr(node, "value", not value)
        case ast.Constant(value=int(value)):
            yield lambda: setattr(node, "value", value + 1)
        case ast.Constant(value=str(value)):
            yield lambda: setattr(node, "value", f"{value}9" if value.replace(".", "").isdigit() else f"XX{value}")
        case ast.Name(id=name) if name in NAMED:
            yield lambda: setattr(node, "id", NAMED[name])
        case ast.Break():
            yield lambda: setattr(node, "__class__", ast.Continue)
        case ast.Continue():
            yield lambda: setattr(node, "__class__", ast.Break)
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield lambda: setattr(node, "value", ast.Constant(None))
        case ast.Assign(value=value) if not _is_none(value):
            yield lambda: setattr(node, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield lambda: setattr(node, "value", ast.Constant(None))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))


def _become(node: ast.AST, other: ast.AST) -> None:
    node.__class__ = other.__class__
    fields = dict(vars(other))
    vars(node).clear()
    vars(node).update(fields)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(node))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _text(node: ast.stmt) -> str:
    """Its first line; what it is decorated with does not tell it."""
    lines = ast.unparse(node).strip().split("\n")
    return next(line for line in lines if not line.startswith("@"))
