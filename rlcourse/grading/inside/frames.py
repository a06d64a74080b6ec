"""Outcomes as bytes: a length, then named arrays in the format of safetensors.

Only written here. The grader reads them with a reader of its own that trusts nothing.
"""

import struct
from typing import Any

import numpy as np
from safetensors.numpy import save

# A frame of no length: all cases are done.
END = struct.pack("<I", 0)
# The parts of a failure, as texts.
FAILURE = ("kind", "name", "message", "line")
FAILURE_KEY = "failure: "
LONGEST = 300  # characters of such a text
# What one array and one process may send. The largest honest array is a mistake that people make:
# a batch of 1200 with itself.
MOST_NUMBERS = 1 << 21
LARGEST = 8 * MOST_NUMBERS
ALTOGETHER = 3 * LARGEST


def encode_outcome(outcome: Any, room: int = LARGEST) -> bytes:
    """One frame, of about `room` bytes at most."""
    if outcome.failure is not None:
        return encode_failure(*(getattr(outcome.failure, part) for part in FAILURE))
    outputs = outcome.outputs
    for key, array in outputs.items():
        if not is_plain(array):
            return encode_failure("returned", f"a tensor of {array.dtype}", key, "")
    if not fits(outcome, room):
        return encode_failure("returned", "millions of numbers", ", ".join(outputs), "")
    # Else the last axis of a scalar would be made up.
    return frame({k: np.ascontiguousarray(a).reshape(a.shape) for k, a in outputs.items()})


def fits(outcome: Any, room: int) -> bool:
    """Whether its arrays may be sent where there is room for so many bytes."""
    arrays = outcome.outputs.values()
    size = sum(array.nbytes for array in arrays)
    return size <= min(room, LARGEST) and all(a.size <= MOST_NUMBERS for a in arrays)


def encode_failure(*texts: str) -> bytes:
    """A failure's parts in one frame."""
    return frame({FAILURE_KEY + k: as_bytes(t) for k, t in zip(FAILURE, texts, strict=True)})


def frame(arrays: dict[str, np.ndarray]) -> bytes:
    """The length, and the arrays."""
    body = save(arrays)
    return struct.pack("<I", len(body)) + body


def is_plain(array: np.ndarray) -> bool:
    """Whether the format has such numbers."""
    return array.dtype.kind in "biuf" and array.dtype.itemsize <= 8


def as_bytes(text: str) -> np.ndarray:
    """A short text as numbers."""
    data = str(text)[:LONGEST].encode("utf-8", "replace")
    return np.frombuffer(data or b" ", np.uint8).copy()
