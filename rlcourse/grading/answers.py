"""Find in a notebook the answers to an exercise, and the statements that they need."""

import ast
import re
import symtable
import warnings
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rlcourse import solutions
from rlcourse.exercises.exercise import Exercise
from rlcourse.grading.inside.answer import Piece, bound_name
from rlcourse.grading.notebook import Notebook

Function = ast.FunctionDef | ast.AsyncFunctionDef
Import = ast.Import | ast.ImportFrom
# Notebook 10 gives these whole but for one planted bug: mended, they are worth no points.
GIVEN_AGENTS = frozenset({"AgentA", "AgentB", "AgentC"})


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise.

    Args:
        notebook: file name of its notebook.
        cells: source by name, of the cells that it needs.
        pieces: the statements that it needs, and itself, in the order of the notebook.
        target: which of them defines it.
        name: of the function or class.
        given: names of the course that nothing in the notebook defines.
        own: False for a class that may be one of the wrong agents in the course's notebooks.
    """

    notebook: str
    cells: dict[str, str]
    pieces: tuple[Piece, ...]
    target: int
    name: str
    given: tuple[str, ...]
    own: bool = True


@dataclass(frozen=True)
class Broken:
    """A cell that seems to hold the answer, and that Python cannot read.

    Args:
        notebook: file name of its notebook.
        message: what Python says.
        line: number of the line in the cell.
    """

    notebook: str
    message: str
    line: int


@dataclass
class Statement:
    """A statement at the top of a cell."""

    cell: str
    index: int
    node: ast.stmt
    binds: set[str]
    uses: set[str]


@dataclass
class Program:
    """A notebook as statements, and the cells that are none.

    Args:
        notebook: file name.
        statements: of all cells, in order.
        sources: of the cells, by name.
        broken: the others, with their source.
        binders: name -> numbers of the statements that bind it.
        stars: numbers of the statements that may bind anything.
    """

    notebook: str
    statements: list[Statement] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    broken: list[tuple[str, Broken]] = field(default_factory=list)
    binders: dict[str, list[int]] = field(default_factory=dict)
    stars: list[int] = field(default_factory=list)


def parse(notebook: Notebook) -> Program:
    """All statements of a notebook; a cell with a syntax error is lost alone."""
    program = Program(notebook.name)
    for number, source in enumerate(notebook.cells, start=1):
        cell = f"<cell {number}>"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(source)
                uses = names_used(source, cell, tree)
                bound = [set(binds(node)) for node in tree.body]
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 0
            message = str(getattr(error, "msg", None) or type(error).__name__)
            program.broken.append((source, Broken(notebook.name, message, line)))
            continue
        program.sources[cell] = source
        for index, node in enumerate(tree.body):
            add(program, Statement(cell, index, node, bound[index], uses[index]))
    return program


def add(program: Program, statement: Statement) -> None:
    """One more statement."""
    number = len(program.statements)
    program.statements.append(statement)
    for name in statement.binds:
        program.binders.setdefault(name, []).append(number)
    if is_star(statement.node):
        program.stars.append(number)


def names_used(source: str, cell: str, tree: ast.Module) -> list[set[str]]:
    """For every statement of a cell, the global names that it or its functions look up."""
    found = [{n.id for n in outer_nodes(node) if isinstance(n, ast.Name)} for node in tree.body]
    ends = [node.end_lineno or node.lineno for node in tree.body]
    for line, names in globals_by_line(symtable.symtable(source, cell, "exec")):
        # Several statements may share a line, and then all of them get the names.
        index = bisect_left(ends, line)
        while index < len(ends) and tree.body[index].lineno <= max(line, ends[index]):
            found[index] |= names
            index += 1
            if index < len(ends) and first_line(tree.body[index]) > line:
                break
    return found


def first_line(node: ast.stmt) -> int:
    """Of its decorators, where it has some."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def globals_by_line(table: symtable.SymbolTable) -> list[tuple[int, set[str]]]:
    """(line, global names that it looks up) of every function, class and comprehension."""
    found = []
    waiting = list(table.get_children())
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        names = {s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()}
        found.append((scope.get_lineno(), names))
    return found


def outer_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, but not the bodies of functions, which have names of their own."""
    waiting: list[ast.AST] = [node]
    while waiting:
        node = waiting.pop()
        yield node
        body = node.body if isinstance(node, Function | ast.Lambda) else []
        inside = set(map(id, body if isinstance(body, list) else [body]))
        waiting += [child for child in ast.iter_child_nodes(node) if id(child) not in inside]


def binds(node: ast.stmt) -> Iterator[str]:
    """Names that a statement gives a value, or part of a value. Loops are training: they do not."""
    if isinstance(node, Function | ast.ClassDef):
        yield node.name
    elif isinstance(node, Import):
        yield from (bound_name(alias) for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
    elif isinstance(node, ast.If | ast.Try | ast.With):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ExceptHandler):
                for statement in child.body:
                    yield from binds(statement)
            elif isinstance(child, ast.stmt):
                yield from binds(child)


def find_answers(exercise: Exercise, program: Program) -> list[Answer]:
    """The answers to an exercise in a notebook.

    Of a function there is one, its last definition. Of a method there is one for every class name:
    the last class of this name that derives from the right base and has the method. The likeliest
    to be meant comes first. Where a later cell gives a name that an answer needs another value,
    there is the answer with either.
    """
    if exercise.base is None:
        targets = function_targets(exercise.function_name, program)
        return [a for name, number in targets.items() for a in in_time(program, number, name)]
    base = exercise.base.__name__
    targets = method_targets(base, exercise.function_name, program)
    targets = {name: number for name, number in targets.items() if name not in GIVEN_AGENTS}
    answers = [a for name, number in targets.items() for a in in_time(program, number, name)]
    # The course's own notebooks hold wrong agents of other names, to be looked at.
    expected = {base, f"My{base}"}
    if not expected & targets.keys():
        return answers
    marked = [replace(answer, own=answer.name in expected) for answer in answers]
    return sorted(marked, key=lambda answer: not answer.own)


def function_targets(name: str, program: Program) -> dict[str, int]:
    """Name -> number of the statement that defines the function last."""
    found = {}
    for number, statement in enumerate(program.statements):
        node = statement.node
        if name in statement.binds and (isinstance(node, Function) or is_value(node, name)):
            found[name] = number
    return found


def is_value(node: ast.stmt, name: str) -> bool:
    """Whether the statement is `name = ...`, and not of a part of it."""
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return node.value is not None and any(isinstance(t, ast.Name) and t.id == name for t in targets)


def method_targets(base: str, method: str, program: Program) -> dict[str, int]:
    """Class name -> number of the statement that defines it last with the method."""
    derived = aliases(base, program)
    found: dict[str, int] = {}
    # Twice: in a notebook whose cells were shuffled a class may stand before its base.
    for _ in range(2):
        for number, statement in enumerate(program.statements):
            node = statement.node
            if not isinstance(node, ast.ClassDef) or not derived & set(map(last_name, node.bases)):
                continue
            derived.add(node.name)
            if has_method(node, method):
                found[node.name] = number
    return found


def aliases(base: str, program: Program) -> set[str]:
    """The names under which a notebook knows a class of the course."""
    names = {base}
    for statement in program.statements:
        if isinstance(statement.node, ast.ImportFrom):
            names |= {bound_name(a) for a in statement.node.names if a.name == base}
    return names


def last_name(node: ast.expr) -> str:
    """`PPO` of `PPO` and of `solutions.PPO`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def has_method(node: ast.ClassDef, method: str) -> bool:
    """Whether the body of a class gives it a method of this name."""
    return any(method in binds(statement) for statement in node.body)


def in_time(program: Program, target: int, name: str) -> list[Answer]:
    """An answer as it is when the notebook has run, and as it was when its own cell had."""
    last, first = (collect(program, target, name, early) for early in (False, True))
    return [last] if same(last, first) else [last, first]


def collect(program: Program, target: int, name: str, early: bool = False) -> Answer:
    """An answer with all statements that give its names their values, and theirs.

    Args:
        program: its notebook.
        target: the statement that defines it.
        name: of it.
        early: whether later statements count only where none before gives a name its value.
    """
    wanted = {target, *program.stars}
    names: set[str] = set()
    waiting = set(program.statements[target].uses)
    while waiting:
        name_used = waiting.pop()
        names.add(name_used)
        binders = program.binders.get(name_used, [])
        if early:
            binders = [number for number in binders if number <= target] or binders
        for number in binders:
            if number not in wanted:
                wanted.add(number)
                waiting |= program.statements[number].uses - names
    numbers = sorted(wanted)
    chosen = [program.statements[number] for number in numbers]
    pieces = tuple((s.cell, s.index, wanted_names(s, names)) for s in chosen)
    bound = {name for s in chosen for name in s.binds}
    return Answer(
        notebook=program.notebook,
        cells={s.cell: program.sources[s.cell] for s in chosen},
        pieces=pieces,
        target=numbers.index(target),
        name=name,
        given=tuple(sorted((names & set(solutions.__all__)) - bound)),
    )


def is_star(node: ast.stmt) -> bool:
    """Whether it is `from ... import *`, which may bind anything."""
    return isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names)


def wanted_names(statement: Statement, names: set[str]) -> tuple[str, ...] | None:
    """Of an import the names that are wanted; None for other statements and for all names."""
    if not isinstance(statement.node, Import) or is_star(statement.node):
        return None
    return tuple(sorted(statement.binds & names))


def find_broken(exercise: Exercise, program: Program) -> Broken | None:
    """The last cell that seems to hold the answer, among those that Python cannot read."""
    pattern = re.compile(rf"^[ \t]*(async[ \t]+)?def[ \t]+{exercise.function_name}\b", re.MULTILINE)
    found = [broken for source, broken in program.broken if pattern.search(source)]
    return found[-1] if found else None


def same(first: Answer, second: Answer) -> bool:
    """Whether two answers are made of the same text."""
    return text_of(first) == text_of(second)


def text_of(answer: Answer) -> Sequence[tuple[str, int, tuple[str, ...] | None]]:
    """All that an answer consists of, whatever its cells are called."""
    return [(answer.cells[cell], index, names) for cell, index, names in answer.pieces]
