"""How much an answer and a submission may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """An honest answer is not late because the machine is busy: waiting for others does not count.

    Args:
        cpu: seconds of CPU time of one answer to one exercise. In a notebook it has 5 by the
            clock, and most need a hundredth of one.
        wall: seconds in which it runs or sleeps.
        submission: the same of all answers of a submission together.
        memory: bytes of address space of one answer; torch itself has 0.7 GB.
        output: bytes that one answer may send.
        file_size: bytes of a file that it may write.
        scratch: bytes of all files that a submission may write.
        start: seconds by the clock in which torch is imported.
    """

    cpu: float = 10.0
    wall: float = 60.0
    submission: float = 240.0
    memory: int = 3 << 30
    output: int = 64 << 20
    file_size: int = 8 << 20
    scratch: int = 16 << 20
    start: float = 1800.0


LIMITS = Limits()
