"""On Colab every notebook is a machine of its own: carry the answers from one to the next."""

import io
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

from rlcourse.exercises.store import home
from rlcourse.language import Text

DRIVE = "/content/drive"
# Answers are a few kB each; whatever is larger is something else.
MAX_BYTES = 1_000_000


def keep_answers(where: str) -> None:
    """Decide where passed answers are kept.

    Args:
        where: "drive", in the student's Google Drive; "upload", here, beginning with a file that
            `download_answers` gave; "no", here, as long as this machine lasts.

    Raises:
        ValueError: another word.
    """
    if where == "drive":
        use_drive()
    elif where == "upload":
        take_upload()
    elif where != "no":
        raise ValueError(f"KEEP_ANSWERS is {where!r}; choose 'drive', 'upload' or 'no'")
    kept = sorted(path.stem for path in home().glob("*.py"))
    listed = ", ".join(kept) or str(Text("none yet", "まだありません"))
    print(Text(f"Your answers in {home()}: {listed}", f"{home()} にある解答: {listed}"))


def use_drive() -> None:
    """Keep answers on Drive; where the student declines, on this machine, with a word."""
    try:
        import_colab("drive").mount(DRIVE)
    except Exception as error:  # whatever Colab raises where the student says no
        reason = type(error).__name__
        print(Text(
            f"No Google Drive ({reason}): answers stay on this machine and are gone with it. "
            "Before you leave: from rlcourse.colab import download_answers; download_answers()",
            f"Google Drive を使えません({reason})．解答はこのマシンと一緒に消えます．終わる前に: "
            "from rlcourse.colab import download_answers; download_answers()",
        ))  # fmt: skip
        return
    os.environ["RLCOURSE_HOME"] = f"{DRIVE}/MyDrive/rlcourse/my_solutions"
    home().mkdir(parents=True, exist_ok=True)


def take_upload() -> None:
    """Ask for the zip that `download_answers` made, and unpack it."""
    for name, content in import_colab("files").upload().items():
        unpack(name, content)


def unpack(name: str, content: bytes) -> None:
    """Put the answers of a zip into their folder; nothing else that may be in it."""
    from rlcourse.exercises.catalogue import BY_NAME

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                file = Path(entry.filename).name
                is_answer = file == "attempted.json" or file.removesuffix(".py") in BY_NAME
                if is_answer and entry.file_size <= MAX_BYTES:
                    home().mkdir(parents=True, exist_ok=True)
                    (home() / file).write_bytes(archive.read(entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        print(Text(f"{name} is not a zip file; nothing was taken from it.",
                   f"{name} は zip ファイルではないので，使いませんでした．"))  # fmt: skip


def download_answers() -> Path:
    """Pack the answers into my_solutions.zip and let the browser save it."""
    target = Path("my_solutions.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted([*home().glob("*.py"), *home().glob("attempted.json")]):
            archive.write(path, path.name)
    import_colab("files").download(str(target))
    return target


def import_colab(name: str) -> Any:
    """A module of Colab's own.

    Raises:
        ImportError: this is not Colab.
    """
    from importlib import import_module

    return import_module(f"google.colab.{name}")
