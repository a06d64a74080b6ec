"""Run a stranger's function: whatever it does, the session goes on."""

import contextlib
import ctypes
import inspect
import io
import linecache
import re
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

from rlcourse.exercises.exercise import Failure

TIME_LIMIT = 5.0
PRINT_LIMIT = 2_000


class TimeIsUp(BaseException):
    """The answer ran longer than it may. No `except Exception` catches it."""


class Prints(io.TextIOBase):
    """Keeps the first characters that an answer prints and forgets the rest."""

    def __init__(self) -> None:
        self.kept = ""
        self.dropped = 0

    def write(self, text: str) -> int:
        room = max(0, PRINT_LIMIT - len(self.kept))
        self.kept += text[:room]
        self.dropped += max(0, len(text) - room)
        return len(text)

    def writable(self) -> bool:
        return True


def call(answer: Any, *args: Any, **kwargs: Any) -> Any:
    """Call an answer. Only below this frame may a time limit strike."""
    return answer(*args, **kwargs)


@contextlib.contextmanager
def time_limit(seconds: float = TIME_LIMIT) -> Iterator[None]:
    """Raise TimeIsUp inside `call` after some seconds, again and again until it is left.

    Again, because `while True: try: ... except: pass` swallows the first ones.
    """
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _limit_by_signal(seconds):
            yield
    else:
        with _limit_by_watchdog(seconds):
            yield


def _inside_call(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code is call.__code__:
            return True
        frame = frame.f_back
    return False


@contextlib.contextmanager
def _limit_by_signal(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        if _inside_call(frame):
            raise TimeIsUp

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.01)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@contextlib.contextmanager
def _limit_by_watchdog(seconds: float) -> Iterator[None]:
    thread = threading.get_ident()
    done = threading.Event()

    def watch() -> None:
        wait = max(seconds, 0.001)
        while not done.wait(wait):
            if _inside_call(sys._current_frames().get(thread)):
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(TimeIsUp)
                )
            wait = 0.01

    watchdog = threading.Thread(target=watch, daemon=True)
    watchdog.start()
    try:
        yield
    finally:
        done.set()
        watchdog.join()


@contextlib.contextmanager
def quiet() -> Iterator[Prints]:
    """Catch what the block prints on Python's streams."""
    prints = Prints()
    with contextlib.redirect_stdout(prints), contextlib.redirect_stderr(prints):
        yield prints


def describe_exception(error: BaseException, code: CodeType | None) -> Failure:
    """What to show of an exception: its type, its words, and the answer's own line."""
    if isinstance(error, NotImplementedError) and is_stub(error, code):
        return Failure("not_attempted")
    if isinstance(error, TimeIsUp):
        return Failure("timeout", line=own_line(error, code))
    try:
        message = str(error)
    except BaseException:  # a stranger's exception may do anything
        message = ""
    message = re.sub(r" at 0x[0-9a-f]+", "", message.strip()).split("\n")[0][:300]
    return Failure("raised", type(error).__name__, message.rstrip("."), own_line(error, code))


def is_stub(error: NotImplementedError, code: CodeType | None) -> bool:
    """Whether the answer raised it itself; a function of torch's may raise it too."""
    if code is None:
        return True
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    is_own = frame.f_code.co_filename == code.co_filename
    return is_own and (not error.args or own_line(error, code).startswith("raise"))


def own_line(error: BaseException, code: CodeType | None) -> str:
    """The innermost line of the traceback that stands in the answer's own file."""
    if code is None:
        return ""
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_code.co_filename == code.co_filename:
            return linecache.getline(code.co_filename, number).strip()
    return ""


def code_of(answer: Any) -> CodeType | None:
    """The code object behind a function, a partial, a method or a callable object."""
    answer = undecorated(getattr(answer, "func", answer))
    code = getattr(answer, "__code__", None)
    if code is None and not isinstance(answer, type):
        code = getattr(vars(type(answer)).get("__call__"), "__code__", None)
    return code if isinstance(code, CodeType) else None


def undecorated(function: Any) -> Any:
    """The function inside, where a decorator such as `torch.no_grad()` stands around it."""
    return inspect.unwrap(function) if isinstance(function, FunctionType) else function
