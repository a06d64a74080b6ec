"""Which exercise is it an answer to?"""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from rlcourse.exercises.catalogue import BY_NAME, EXERCISES
from rlcourse.exercises.exercise import Exercise
from rlcourse.language import Text

# Classes of the course that an answer may derive from, by name.
BASES = {exercise.base.__name__ for exercise in EXERCISES if exercise.base is not None}


@dataclass(frozen=True)
class NotAnAnswer:
    """It cannot be checked, and why."""

    text: Text


def find_exercises(answer: Any, names: Mapping[str, Any]) -> list[Exercise] | NotAnAnswer:
    """The exercises that an object answers: one for a function, its methods for a class.

    Args:
        answer: whatever was given to `check`.
        names: variables of the caller, where a lambda or a partial may have its name.
    """
    if isinstance(answer, type):
        return find_methods(answer)
    if not callable(answer) or is_agent(answer):
        return NotAnAnswer(not_callable(answer))
    known = functions()
    candidates = [getattr(answer, "__name__", "")]
    if isinstance(answer, partial):
        candidates.append(getattr(answer.func, "__name__", ""))
    candidates += [name for name, value in names.items() if value is answer and name in known]
    for name in reversed(candidates):
        if name in known:
            return [known[name]]
    method = getattr(answer, "__name__", "")
    bases = [e.base.__name__ for e in EXERCISES if e.base and e.function_name == method]
    if bases:
        # Several classes may have a method of this name.
        owner = str(getattr(answer, "__qualname__", "")).rpartition(".")[0]
        base = owner if owner in bases else bases[0]
        return NotAnAnswer(
            Text(
                f"{method} is a method: pass the class that holds it, `class My{base}({base})`.",
                f"{method} はメソッドです．それを持つクラス `class My{base}({base})` を渡しましょう．",
            )
        )
    listed = ", ".join(known)
    return NotAnAnswer(
        Text(
            f"No exercise is called {method or type(answer).__name__}. The functions are: {listed}.",
            f"{method or type(answer).__name__} という演習はありません．演習の関数: {listed}",
        )
    )


def functions() -> dict[str, Exercise]:
    """Exercises whose answer is a plain function, by name."""
    return {name: exercise for name, exercise in BY_NAME.items() if exercise.base is None}


def base_of(answer: type) -> type | None:
    """The course's class that it derives from: the last one of such a name."""
    bases = [c for c in answer.__mro__ if c.__name__ in BASES]
    return bases[-1] if bases else None


def find_methods(answer: type) -> list[Exercise] | NotAnAnswer:
    """The exercises whose methods a class overrides, or defines where it has no base."""
    base = base_of(answer)
    listed = ", ".join(sorted(BASES))
    if base is None:
        return NotAnAnswer(
            Text(
                f"{answer.__name__} derives from none of: {listed}. Write `class My{answer.__name__}"
                f"(...)` with one of them in the brackets.",
                f"{answer.__name__} は {listed} のどれも継承していません．継承して書きましょう．",
            )
        )
    found = [
        exercise
        for exercise in EXERCISES
        if exercise.base is not None
        and exercise.base.__name__ == base.__name__
        and is_own(owner_of(answer, exercise.function_name), answer)
    ]
    if not found:
        methods = ", ".join(
            e.function_name for e in EXERCISES if e.base and e.base.__name__ == base.__name__
        )
        return NotAnAnswer(
            Text(
                f"{answer.__name__} overrides none of: {methods}.",
                f"{answer.__name__} は {methods} のどれも定義していません．",
            )
        )
    return found


def owner_of(answer: type, method: str) -> type | None:
    """The class in which a method of `answer` stands."""
    return next((c for c in answer.__mro__ if method in vars(c)), None)


def is_own(owner: type | None, answer: type) -> bool:
    """Whether a method that stands in `owner` is the answer's, not one that the course gives."""
    return owner is not None and (owner is answer or not is_given(owner))


def is_given(thing: Any) -> bool:
    """Whether a function or class comes from the course itself."""
    return str(getattr(thing, "__module__", "")).startswith("rlcourse.")


def is_agent(answer: Any) -> bool:
    """Whether it is an object of one of the course's classes, rather than the class."""
    return any(c.__name__ in BASES for c in type(answer).__mro__)


def not_callable(answer: Any) -> Text:
    """What to say of an object that cannot be called."""
    kind = type(answer).__name__
    article = "an" if kind[:1] in "aeiouAEIOU" else "a"
    if isinstance(answer, types.ModuleType):
        return Text(
            "This is a module; pass one function of it.",
            "これはモジュールです．その中の関数を渡しましょう．",
        )
    if isinstance(answer, str):
        return Text(
            "This is a text; pass the function itself, without quotes.",
            "これは文字列です．引用符を付けずに関数そのものを渡しましょう．",
        )
    if is_agent(answer):
        return Text(
            f"This is {article} {kind} object; pass the class itself, without parentheses.",
            f"これは {kind} のオブジェクトです．括弧を付けずにクラスそのものを渡しましょう．",
        )
    return Text(
        f"This is {article} {kind}; pass the function itself, without parentheses.",
        f"これは {kind} です．括弧を付けずに関数そのものを渡しましょう．",
    )
