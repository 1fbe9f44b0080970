"""Breaks the engine on purpose: finds every place of its functions where a comparison, a test, a quantifier or a
rounding could be wrong, and puts the wrong one in its place for a moment.

A mutant is made from the syntax tree of one function and put into the running function (its ``__code__``), so that
every part of the program that calls it meets the mutant. New functions of the modules are found by themselves.
"""

from __future__ import annotations
import __future__

import ast
import copy
import inspect
import operator
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

FLAGS = __future__.annotations.compiler_flag
_ORDERED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.GtE: (ast.Gt, ast.Lt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_NAMES = {"any": "all", "all": "any", "max": "min", "min": "max", "ROUND_DOWN": "ROUND_HALF_UP"}


class Mutant(NamedTuple):
    """One wrong engine: where it differs, in words, and the code that is put in."""

    module: str
    function: str
    change: str
    target: FunctionType
    code: CodeType

    @property
    def name(self) -> str:
        """Its name in lists; the same as long as the function says the same."""
        return f"{self.function}: {self.change}"

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The engine with this mutant, for a moment."""
        right = self.target.__code__
        self.target.__code__ = self.code
        try:
            yield
        finally:
            self.target.__code__ = right


def functions(module: ModuleType) -> dict[str, FunctionType]:
    """The functions and methods that ``module`` defines, by their qualified name."""
    found: dict[str, FunctionType] = {}

    def take(name: str, value: Any) -> None:
        value = getattr(value, "fget", None) or getattr(value, "__func__", None) or getattr(value, "__wrapped__", value)
        own = isinstance(value, FunctionType) and value.__module__ == module.__name__
        if own and value.__code__.co_filename == module.__file__:
            found[name] = value

    for name, value in vars(module).items():
        if inspect.isclass(value) and value.__module__ == module.__name__:
            for inner, member in vars(value).items():
                take(f"{name}.{inner}", member)
        else:
            take(name, value)
    return found


def mutants_of(module: ModuleType, *, skip: Callable[[str], bool]) -> Iterator[Mutant]:
    """Every mutant of the functions of ``module`` but those that ``skip`` names."""
    for name, function in functions(module).items():
        if skip(name):
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        seen: dict[str, int] = {}
        for change, changed in _changes(tree):
            seen[change] = seen.get(change, 0) + 1
            told = change if seen[change] == 1 else f"{change} [{seen[change]}]"
            yield Mutant(module.__name__.rpartition("criteria.")[2], name, told, function, _code(changed, function))


def _code(tree: ast.Module, function: FunctionType) -> CodeType:
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    body: list[ast.stmt] = [definition]
    if "__class__" in function.__code__.co_freevars:
        body = [ast.ClassDef("_", [], [], [definition], [])]
    wrapped = ast.fix_missing_locations(ast.Module(body, []))
    code = compile(wrapped, function.__code__.co_filename, "exec", flags=FLAGS, dont_inherit=True)
    while code.co_name != function.__code__.co_name:
        code = next(each for each in code.co_consts if isinstance(each, CodeType))
    return code


def _changes(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    count = sum(1 for _node in ast.walk(tree))
    for at in range(count):
        for variant in range(8):
            changed = copy.deepcopy(tree)
            node = next(node for place, node in enumerate(ast.walk(changed)) if place == at)
            line = _told(node)
            if _in_annotation(changed, node) or not _mutate(node, variant):
                break
            yield f"{line} → {_told(node)}", changed


def _told(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.IfExp):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return f"for … if {' if '.join(ast.unparse(test) for test in node.ifs)}"
    try:
        return ast.unparse(node)
    except (AttributeError, ValueError):  # pragma: no cover - a context node has no text
        return type(node).__name__


def _in_annotation(tree: ast.Module, wanted: ast.AST) -> bool:
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            inner = getattr(node, name, None)
            if inner is not None and any(each is wanted for each in ast.walk(inner)):
                return True
        if isinstance(node, ast.arguments):
            # A default stands in no code of the function; whoever calls it names the value.
            values = [*node.defaults, *(value for value in node.kw_defaults if value is not None)]
            if any(each is wanted for value in values for each in ast.walk(value)):
                return True
        if isinstance(node, ast.Assert) and any(each is wanted for each in ast.walk(node)):
            return True
    return False


def _mutate(node: ast.AST, variant: int) -> bool:
    """Make the ``variant``-th change of ``node`` itself; false where it has none (any more)."""
    if isinstance(node, ast.Compare):
        choices = [(at, other) for at, sign in enumerate(node.ops) for other in _ORDERED[type(sign)]]
        if variant < len(choices):
            at, other = choices[variant]
            node.ops[at] = other()
            return True
        return False
    if isinstance(node, ast.comprehension):
        if variant < len(node.ifs) and not isinstance(node.ifs[variant], ast.Compare | ast.BoolOp | ast.UnaryOp):
            node.ifs[variant] = ast.UnaryOp(ast.Not(), node.ifs[variant])
            return True
        return False
    if variant:
        return False
    match node:
        case ast.BoolOp(op=ast.And()):
            node.op = ast.Or()
        case ast.BoolOp(op=ast.Or()):
            node.op = ast.And()
        case ast.UnaryOp(op=ast.Not()):
            node.op = ast.UAdd()
            _strip(node)
        case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            node.test = ast.UnaryOp(ast.Not(), test)
        case ast.Name(id=name) if name in _NAMES:
            node.id = _NAMES[name]
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() as value):
            node.value = {0: 1, 1: 0}.get(value, value + 1)
        case _:
            return False
    return True


def _strip(node: ast.UnaryOp) -> None:
    """``not x`` becomes ``bool(x)``: a test the other way round."""
    node.op = ast.Not()
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


class TableMutant(NamedTuple):
    """One wrong entry of a table of the engine (a comparator, a sex that is forgotten)."""

    name: str
    apply: Callable[[], None]
    undo: Callable[[], None]

    @contextmanager
    def applied(self) -> Iterator[None]:
        self.apply()
        try:
            yield
        finally:
            self.undo()


def comparator_mutants(table: dict[str, Callable[[Any, Any], bool]]) -> Iterator[TableMutant]:
    """Each sign read as another one: loosened or tightened, and turned round."""
    others = {
        ">=": (operator.gt, operator.le, operator.lt),
        "<=": (operator.lt, operator.ge, operator.gt),
        ">": (operator.ge, operator.lt, operator.le),
        "<": (operator.le, operator.gt, operator.ge),
        "=": (operator.ne, operator.ge, operator.le),
    }
    assert set(others) == set(table)
    for sign, wrong in others.items():
        right = table[sign]
        for each in wrong:
            yield TableMutant(
                f"{sign} → {each.__name__}",
                lambda sign=sign, each=each: table.__setitem__(sign, each),  # type: ignore[misc]
                lambda sign=sign, right=right: table.__setitem__(sign, right),  # type: ignore[misc]
            )


def shortened(module: ModuleType, name: str) -> Iterator[TableMutant]:
    """A tuple of the module without one of its members."""
    whole = getattr(module, name)
    for at, member in enumerate(whole):
        less = (*whole[:at], *whole[at + 1 :])
        yield TableMutant(
            f"{name} without {member}",
            lambda less=less: setattr(module, name, less),  # type: ignore[misc]
            lambda: setattr(module, name, whole),
        )
