"""What the process of an answer may not do any more, whoever it runs as.

The limits of the kernel (setrlimit), and a filter of system calls (seccomp) for what those do not
reach where the grader is root: processes, signals, sockets, namespaces. Source: seccomp(2),
linux/filter.h, linux/seccomp.h.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterator

from .syscalls import CLONE, CLONE3, PRLIMIT64, REFUSED, SIGNALS

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
SIGKILL = 9

# Instructions of the filter's little machine: load a word, jump, return.
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
# Where they stand in what the filter looks at.
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
CLONE_THREAD = 0x10000
X32 = 0x40000000

Instruction = tuple[int, int, int, int]


class SealError(OSError):
    """This machine cannot seal a process."""


def can_seal() -> bool:
    """Whether the filter is written for this machine."""
    return platform.system() == "Linux" and platform.machine() in MACHINES


def limit_resources(cpu: float, memory: int, file_size: int) -> None:
    """Seconds of CPU time, bytes of address space, bytes of a file; no core dump, few files."""
    import resource

    seconds = max(1, round(cpu))
    for kind, amount in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 128),
    ):
        _, hard = resource.getrlimit(kind)
        most = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (most, most))


def hide() -> None:
    """No other process may look at this one, nor at its children: /proc and ptrace are closed."""
    prctl(PR_SET_DUMPABLE, 0)


def show() -> None:
    """Undo `hide`."""
    prctl(PR_SET_DUMPABLE, 1)


def die_with_parent() -> None:
    """Killed when the server is."""
    prctl(PR_SET_PDEATHSIG, SIGKILL)


def refuse_system_calls() -> None:
    """From here on: no process, no socket, no signal to others, no way out.

    Raises:
        SealError: the kernel does not take the filter.
    """
    machine, architecture = MACHINES[platform.machine()]
    words = b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in program(machine, architecture, os.getpid())
    )
    count = len(words) // 8
    code = ctypes.create_string_buffer(words, len(words))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    prctl(PR_SET_NO_NEW_PRIVS, 1)
    pointer = ctypes.byref(Program(count, ctypes.addressof(code)))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, pointer)


def program(machine: int, architecture: int, pid: int) -> Iterator[Instruction]:
    """The filter: what is not refused is allowed.

    Args:
        machine: 0 for x86-64, 1 for aarch64, as in the table of numbers.
        architecture: the kernel's number for it.
        pid: of the process itself, which may send itself a signal.
    """
    yield LOAD, 0, 0, ARCHITECTURE
    yield JUMP_EQUAL, 1, 0, architecture
    yield RETURN, 0, 0, KILL
    yield LOAD, 0, 0, NUMBER
    if machine == 0:
        # The same calls under other numbers.
        yield JUMP_AT_LEAST, 0, 1, X32
        yield RETURN, 0, 0, ERROR | ENOSYS
    for numbers in REFUSED.values():
        number = numbers[machine]
        if number is not None:
            yield JUMP_EQUAL, 0, 1, number
            yield RETURN, 0, 0, ERROR | EPERM
    yield JUMP_EQUAL, 0, 1, CLONE3[machine]
    yield RETURN, 0, 0, ERROR | ENOSYS
    # Each block looks at an argument, so it ends in a return.
    yield JUMP_EQUAL, 0, 4, CLONE[machine]
    yield LOAD, 0, 0, ARGUMENTS
    yield JUMP_BITS, 0, 1, CLONE_THREAD
    yield RETURN, 0, 0, ALLOW
    yield RETURN, 0, 0, ERROR | EPERM
    for numbers in SIGNALS.values():
        yield JUMP_EQUAL, 0, 4, numbers[machine]
        yield LOAD, 0, 0, ARGUMENTS
        yield JUMP_EQUAL, 0, 1, pid
        yield RETURN, 0, 0, ALLOW
        yield RETURN, 0, 0, ERROR | EPERM
    yield JUMP_EQUAL, 0, 6, PRLIMIT64[machine]
    for half in (0, 4):  # of the third argument, the new limits
        yield LOAD, 0, 0, ARGUMENTS + 16 + half
        yield JUMP_EQUAL, 1, 0, 0
        yield RETURN, 0, 0, ERROR | EPERM
    yield RETURN, 0, 0, ALLOW


def prctl(option: int, *arguments: object) -> None:
    """The kernel's prctl.

    Raises:
        SealError: it refuses.
    """
    words = [*arguments, 0, 0, 0, 0][:4]
    kinds = [ctypes.c_ulong(w) if isinstance(w, int) else w for w in words]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(ctypes.c_int(option), *kinds) != 0:
        raise SealError(ctypes.get_errno(), f"prctl({option})")
