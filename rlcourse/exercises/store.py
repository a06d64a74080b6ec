"""Where passed answers are kept: `my_solutions/`, one file an exercise."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from rlcourse.exercises.exercise import Exercise
from rlcourse.exercises.find import is_given
from rlcourse.exercises.source import SourceMissing, answer_source
from rlcourse.exercises.verdict import Verdict
from rlcourse.files import write_atomically
from rlcourse.language import Text

SEAL = "# A checked answer. Seal: "


def home() -> Path:
    """The folder of the answers: RLCOURSE_HOME, or my_solutions/ beside the notebook."""
    return Path(os.environ.get("RLCOURSE_HOME") or "my_solutions").expanduser()


def path_of(name: str) -> Path:
    """The file of one exercise's answer."""
    return home() / f"{name}.py"


def keep(exercise: Exercise, answer: Any, verdict: Verdict) -> list[Text]:
    """Keep a passed answer, remember that one was tried; what there is to say about it."""
    try:
        if verdict.attempted:
            remember(exercise.name)
        if verdict.passed and not is_given(answer):
            body = answer_source(exercise, answer)
            write_atomically(path_of(exercise.name), lambda f: f.write(sealed(body).encode()))
    except SourceMissing:
        return [
            Text(
                f"{exercise.name} is right, but its source cannot be found, so it was not kept.",
                f"{exercise.name} は正解ですが，ソースが見つからないため保存できませんでした．",
            )
        ]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return [
            Text(
                f"The answer could not be kept in {home().name}/ ({reason}): set RLCOURSE_HOME to a "
                "folder that can be written.",
                f"解答を {home().name}/ に保存できませんでした({reason})．書き込めるフォルダを "
                "RLCOURSE_HOME に設定しましょう．",
            )
        ]
    return []


def load(name: str) -> str | None:
    """Source of a kept answer; None where there is none.

    Raises:
        ValueError: the file was damaged or changed after it was checked.
    """
    try:
        text = path_of(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError("cannot be read") from error
    seal, _, body = text.partition("\n")
    if seal != SEAL + fingerprint(body):
        raise ValueError("was damaged, or changed after it was checked")
    return body


def is_kept(name: str) -> bool:
    """Whether there is a passed answer in good order."""
    try:
        return load(name) is not None
    except ValueError:
        return False


def sealed(body: str) -> str:
    """The body with a first line that tells when it was damaged."""
    return f"{SEAL}{fingerprint(body)}\n{body}"


def fingerprint(body: str) -> str:
    """A short hash of the text."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def attempted() -> set[str]:
    """Names of the exercises that were tried."""
    try:
        names = json.loads((home() / "attempted.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def remember(name: str) -> None:
    """Note that an exercise was tried."""
    names = attempted()
    if name not in names:
        content = json.dumps(sorted(names | {name}))
        write_atomically(home() / "attempted.json", lambda f: f.write(content.encode()))
