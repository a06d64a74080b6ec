"""From pieces of a notebook to the function or the class that is on trial."""

import ast
import linecache
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType
from typing import Any

# A piece: name of its cell, number of the statement in the cell, and of an import the names that
# are wanted (None for all of it).
Piece = tuple[str, int, tuple[str, ...] | None]


class AnswerFailure(Exception):
    """The statement that defines the answer could not be run.

    Args:
        error: what it raised.
        code: of the statement.
    """

    def __init__(self, error: BaseException, code: CodeType) -> None:
        super().__init__(error)
        self.error = error
        self.code = code


def define(
    cells: dict[str, str], pieces: Sequence[Piece], target: int, name: str, given: dict[str, Any]
) -> Any:
    """Run the pieces in order and give what the target defines.

    A piece that fails is tried again after the others, as in a notebook whose cells were shuffled;
    if it still fails, only what needs it is lost.

    Args:
        cells: source by the name of the cell.
        pieces: the statements that the answer needs, and itself.
        target: which of them defines the answer.
        name: what the target binds.
        given: names that are there beforehand.

    Raises:
        AnswerFailure: the target itself fails.
    """
    module = ModuleType("__main__")
    vars(module).update(given)
    sys.modules["__main__"] = module
    trees = {}
    for cell, source in cells.items():
        trees[cell] = ast.parse(source)
        linecache.cache[cell] = (len(source), None, source.splitlines(keepends=True), cell)
    codes = [compile_piece(trees[cell].body[i], cell, names) for cell, i, names in pieces]
    waiting = list(range(len(pieces)))
    answer, failure = None, None
    while waiting:
        left = []
        for i in waiting:
            try:
                exec(codes[i], vars(module))
            except BaseException as error:  # a stranger's code may raise anything
                left.append(i)
                failure = error if i == target else failure
                continue
            if i == target:
                answer = vars(module)[name]
        if len(left) == len(waiting):
            break
        waiting = left
    if target in waiting:
        assert failure is not None
        raise AnswerFailure(failure, codes[target])
    return answer


def compile_piece(statement: ast.stmt, cell: str, names: tuple[str, ...] | None) -> CodeType:
    """One statement; of an import only what binds the wanted names."""
    if names is not None:
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        statement.names = [alias for alias in statement.names if bound_name(alias) in names]
    return compile(ast.Module([statement], []), cell, "exec", dont_inherit=True)


def bound_name(alias: ast.alias) -> str:
    """The name that `import ...` binds."""
    return alias.asname or alias.name.partition(".")[0]
