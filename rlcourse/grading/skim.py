"""JSON of any size and shape, without what is of no interest and without what does harm."""

import mmap
import re

# What a cell shows can be hundreds of megabytes, and is not the student's work.
DROPPED = (b'"outputs"', b'"attachments"')
DEEPEST = 64
SIGN = re.compile(rb'["\[\]{}]')


class SkimError(ValueError):
    """The text cannot be JSON of a notebook."""


def skim(text: bytes | mmap.mmap, most: int) -> bytes:
    """The text with the values of `DROPPED` replaced by empty ones.

    In one pass without recursion, so that neither size nor nesting does harm.

    Args:
        text: JSON, perhaps.
        most: bytes that may be left.

    Raises:
        SkimError: it ends too early, is nested too deeply, or too much is left.
    """
    kept: list[bytes] = []
    start, size, position = 0, 0, 0
    opened = bytearray()
    dropping = 0  # depth of the value that is dropped, 0 for none
    key = b""
    while match := SIGN.search(text, position):
        at, sign = match.start(), match.group()
        position = at + 1
        if sign == b'"':
            position = end_of_string(text, at)
            # Longer ones are no keys that matter.
            key = text[at:position] if position - at < 16 else b""
            continue
        if sign in b"[{":
            if len(opened) == DEEPEST:
                raise SkimError("nested too deeply")
            between = text[at - 8 if at > 8 else 0 : at]
            if not dropping and key in DROPPED and between.rstrip().endswith(b":"):
                kept.append(text[start:at])
                size += at - start
                dropping = len(opened) + 1
            opened += sign
            continue
        if not opened or opened.pop() != sign[0] - 2:
            raise SkimError("brackets that do not fit")
        if len(opened) + 1 == dropping:
            kept.append(b"[]" if sign == b"]" else b"{}")
            start, dropping, key = position, 0, b""
        if size + (0 if dropping else at - start) > most:
            raise SkimError("too large")
    if opened:
        raise SkimError("it ends too early")
    kept.append(text[start:])
    if size + len(kept[-1]) > most:
        raise SkimError("too large")
    return b"".join(kept)


def end_of_string(text: bytes | mmap.mmap, at: int) -> int:
    """Position after the string that begins at `at`.

    Raises:
        SkimError: the string has no end.
    """
    position = at + 1
    while True:
        end = text.find(b'"', position)
        if end < 0:
            raise SkimError("it ends too early")
        backslashes = end - 1
        while backslashes > at and text[backslashes] == 0x5C:
            backslashes -= 1
        if (end - 1 - backslashes) % 2 == 0:
            return end + 1
        position = end + 1
