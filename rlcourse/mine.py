"""The student's own passed answers, and the reference where there is none.

    from rlcourse.mine import calculate_log_pi, PPOActor, PPO

The agents come with every passed piece in place: the course's files are loaded once more, and
wherever they name a piece they find the student's.
"""

import importlib.util
from types import ModuleType
from typing import Any

from rlcourse import solutions
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.store import home, load
from rlcourse.language import Text

# The course's files, in the order of the course: each needs only earlier ones.
FILES = (
    "returns", "log_prob", "sampling", "gae", "networks", "ppo", "sac_networks", "sac",
)  # fmt: skip

_built: dict[str, Any] = {}
_built_from: dict[str, str] | None = None
# Kept answers that do not load, and why.
_failures: dict[str, str] = {}


def __getattr__(name: str) -> Any:
    if name.startswith("__") or name not in solutions.__all__:
        raise AttributeError(f"module 'rlcourse.mine' has no attribute {name!r}")
    kept = read_kept()
    _rebuild(kept)
    _announce(name, {n: source for n, source in kept.items() if n not in _failures})
    return _built[name]


def read_kept() -> dict[str, str]:
    """Source of every kept answer; a damaged one is left out with a word."""
    kept = {}
    for name in BY_NAME:
        try:
            source = load(name)
        except ValueError as error:
            print(Text(
                f"{name}: the kept answer {error}; it is left out. Check it again to mend it.",
                f"{name}: 保存された解答が壊れているか，check の後に変更されています．もう一度 check しましょう．",
            ))  # fmt: skip
            continue
        if source is not None:
            kept[name] = source
    return kept


def _rebuild(kept: dict[str, str]) -> None:
    global _built_from
    if kept == _built_from:
        return
    _built.clear()
    _failures.clear()
    for stem in FILES:
        module = fresh_copy(stem)
        for name in vars(module).keys() & _built.keys():
            setattr(module, name, _built[name])
        for name in [n for n in solutions.__all__ if defined_in(module, n)]:
            value = vars(module)[name]
            for exercise, source in kept.items():
                if exercise == name or exercise.startswith(f"{name}."):
                    value = run_answer(exercise, source, name, value)
            _built[name] = value
            setattr(module, name, value)
    _built_from = kept


def fresh_copy(stem: str) -> ModuleType:
    """One of the course's files, loaded anew as a module of its own."""
    original = importlib.util.find_spec(f"rlcourse.solutions.{stem}")
    assert original is not None and original.origin is not None
    spec = importlib.util.spec_from_file_location(f"rlcourse.mine.{stem}", original.origin)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def defined_in(module: ModuleType, name: str) -> bool:
    """Whether the file itself defines the name."""
    return getattr(vars(module).get(name), "__module__", None) == module.__name__


def run_answer(exercise: str, source: str, name: str, given: Any) -> Any:
    """What a kept answer defines under `name`, with the course's other pieces at hand."""
    module = ModuleType(f"rlcourse.mine.answers.{exercise.replace('.', '_')}")
    vars(module).update({n: getattr(solutions, n) for n in solutions.__all__})
    vars(module).update(_built)
    vars(module)[name] = given
    try:
        # The seal is the file's first line: with it tracebacks name the right one.
        code = compile("\n" + source, str(home() / f"{exercise}.py"), "exec")
        exec(code, vars(module))
    except Exception as error:
        _failures[exercise] = f"{type(error).__name__}: {error}"
        return given
    return vars(module)[name]


def _announce(name: str, kept: dict[str, str]) -> None:
    """Say whose the pieces are."""
    own = [n for n in BY_NAME if n in kept and concerns(n, name)]
    given = [n for n in BY_NAME if n not in kept and concerns(n, name)]
    for exercise in [n for n in given if n in _failures]:
        why = _failures[exercise]
        print(Text(
            f"{exercise}: the kept answer does not load ({why}); the course's own stands in.",
            f"{exercise}: 保存された解答を読み込めません({why})．代わりに解答例を使います．",
        ))  # fmt: skip
    if not kept and not _failures:
        print(Text(
            f"rlcourse.mine: no answer of yours in {home().name}/; {name} is the course's.",
            f"rlcourse.mine: {home().name}/ にあなたの解答はありません．{name} は解答例です．",
        ))  # fmt: skip
    elif own and not given:
        print(Text(f"{name}: your own.", f"{name}: あなたの解答です．"))
    elif not own:
        print(Text(f"{name}: the course's.", f"{name}: 解答例です．"))
    else:
        print(Text(
            f"{name}: your own {', '.join(own)}; the course's {', '.join(given)}.",
            f"{name}: あなたの解答 {', '.join(own)}; 解答例 {', '.join(given)}",
        ))  # fmt: skip


# Which exercises are inside which name, beside itself.
INSIDE = {
    "reparameterize": ("calculate_log_pi",),
    "evaluate_log_pi": ("calculate_log_pi",),
    "PPOActor": ("calculate_log_pi", "reparameterize", "evaluate_log_pi"),
    "PPO": ("calculate_log_pi", "reparameterize", "evaluate_log_pi", "calculate_advantage"),
    "SACActor": ("calculate_log_pi", "reparameterize"),
    "SAC": ("calculate_log_pi", "reparameterize", "SACActor.sample"),
}


def concerns(exercise: str, name: str) -> bool:
    """Whether an exercise's answer is part of `name`."""
    return exercise == name or exercise.startswith(f"{name}.") or exercise in INSIDE.get(name, ())
