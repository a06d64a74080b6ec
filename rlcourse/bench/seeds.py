"""Seeds as one types them: "0-9", "100-104", "0,3,7-9"."""

import re
from collections.abc import Sequence

# The seeds of the evaluation episodes are added to them, and all must fit 32 bits.
HIGHEST = 2**30 - 1


def read_seeds(text: str) -> list[int]:
    """The seeds in ascending order, each once.

    Raises:
        ValueError: it is written in another way, or a seed is too large.
    """
    seeds: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,10})(?:-(\d{1,10}))?\s*", part)
        if match is None:
            raise ValueError(f"{text!r} names no seeds; write them as 0-9 or 0,3,7-9")
        first = int(match[1])
        last = int(match[2] or first)
        if not first <= last <= HIGHEST or last - first >= 10_000:
            raise ValueError(
                f"{part.strip()!r} names no seeds; they go from 0 to {HIGHEST}, the lower one "
                "first, at most 10000 at once"
            )
        seeds.update(range(first, last + 1))
    return sorted(seeds)


def write_seeds(seeds: Sequence[int]) -> str:
    """The inverse: [0, 1, 2, 7] -> "0-2,7"."""
    ranges: list[list[int]] = []
    for seed in sorted(seeds):
        if ranges and seed == ranges[-1][1] + 1:
            ranges[-1][1] = seed
        else:
            ranges.append([seed, seed])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)
