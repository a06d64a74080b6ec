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
LARGEST = 24 << 20  # bytes of one frame


def encode_outcome(outcome: Any) -> bytes:
    """One frame."""
    if outcome.failure is not None:
        return encode_failure(*(getattr(outcome.failure, part) for part in FAILURE))
    arrays, size = {}, 0
    for key, array in outcome.outputs.items():
        if not is_plain(array):
            return encode_failure("returned", f"a tensor of {array.dtype}", key)
        size += array.nbytes
        # Else the last axis of a scalar would be made up.
        arrays[key] = np.ascontiguousarray(array).reshape(array.shape)
    if size > LARGEST:
        return encode_failure("returned", f"{size >> 20} MB of numbers", ", ".join(arrays))
    return frame(arrays)


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
