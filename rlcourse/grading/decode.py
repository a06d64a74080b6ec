"""Read what a stranger's process sent. Nothing in it is believed but its numbers."""

import re
import struct

import numpy as np
from safetensors.numpy import load

from rlcourse.exercises.exercise import Failure, Outcome
from rlcourse.grading.inside.frames import FAILURE, FAILURE_KEY, LARGEST, LONGEST, MOST_NUMBERS

KINDS = ("raised", "returned", "not_attempted")
MOST_ARRAYS = 32
MOST_AXES = 6
# The header of a frame is a few names and shapes.
MOST_HEADER = 1 << 14


class ForgedError(ValueError):
    """No honest process sends this."""


def decode_outcomes(data: bytes, count: int) -> tuple[list[Outcome], bool]:
    """The outcomes sent, and whether the process said that these are all.

    Args:
        data: what the process sent.
        count: how many cases there are.

    Raises:
        ForgedError: it is no sequence of frames, or a frame is not what it should be.
    """
    outcomes: list[Outcome] = []
    position = 0
    while len(data) - position >= 4:
        (size,) = struct.unpack_from("<I", data, position)
        position += 4
        if size == 0:
            if position != len(data) or not outcomes:
                raise ForgedError("bytes after the end")
            return outcomes, True
        if size > LARGEST + MOST_HEADER or len(outcomes) == count:
            raise ForgedError("too large, or too many")
        if len(data) - position < size:
            return outcomes, False
        outcomes.append(decode_outcome(data[position : position + size]))
        position += size
    return outcomes, False


def decode_outcome(frame: bytes) -> Outcome:
    """One outcome.

    Raises:
        ForgedError: the frame holds no arrays, too many, or such as no answer has.
    """
    if len(frame) < 8 or struct.unpack_from("<Q", frame)[0] > MOST_HEADER:
        raise ForgedError("a header that is too long")
    try:
        arrays = load(frame)
    except Exception as error:  # the library raises errors of many kinds
        raise ForgedError("no arrays") from error
    if len(arrays) > MOST_ARRAYS:
        raise ForgedError("too many arrays")
    for array in arrays.values():
        plain = array.dtype.kind in "biuf" and array.dtype.itemsize <= 8
        if not plain or array.ndim > MOST_AXES or array.size > MOST_NUMBERS:
            raise ForgedError("an array that is no answer")
        if any(length > MOST_NUMBERS for length in array.shape):
            raise ForgedError("an array that is no answer")
    if any(key.startswith(FAILURE_KEY) for key in arrays):
        return Outcome({}, decode_failure(arrays))
    return Outcome(arrays)


def decode_failure(arrays: dict[str, np.ndarray]) -> Failure:
    """The texts of a failure.

    Raises:
        ForgedError: one is missing or no text, or the kind is unknown.
    """
    if arrays.keys() != {FAILURE_KEY + part for part in FAILURE}:
        raise ForgedError("half a failure")
    texts = {part: decode_text(arrays[FAILURE_KEY + part]) for part in FAILURE}
    if texts["kind"] not in KINDS:
        raise ForgedError("a failure of no known kind")
    return Failure(**texts)


def decode_text(array: np.ndarray) -> str:
    """A short text on one line, without signs that steer a terminal or turn the writing.

    Raises:
        ForgedError: the array is not one of bytes, or too long.
    """
    if array.dtype != np.uint8 or array.size > 4 * LONGEST:
        raise ForgedError("a text that is none")
    text = array.tobytes().decode("utf-8", "replace")
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", " ", text).strip()
