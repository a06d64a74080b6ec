"""File names from names of students, who may be called anything."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

# Windows keeps these for devices, with any ending.
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(10))]
)
LONGEST = 48
ENDING = re.compile("-[0-9a-f]{12}$")


def file_stems(students: Iterable[str]) -> dict[str, str]:
    """student -> a file name without its ending, no two alike on any disk.

    Where two names differ only in what a disk may not tell apart (case, accents, spaces), a few
    letters follow that depend on the name alone.
    """
    plain = {student: letters_of(student) for student in students}
    uses = Counter(map(fold, plain.values()))
    stems = {}
    for student, stem in plain.items():
        is_clear = stem and uses[fold(stem)] == 1 and fold(stem) not in RESERVED
        # Else a name could be made up that ends as another's does.
        is_clear = is_clear and not ENDING.search(stem)
        stems[student] = stem if is_clear else f"{stem or 'student'}-{fingerprint(student)}"
    return stems


def letters_of(student: str) -> str:
    """Letters, digits and hyphens of any script; "_" stands for what is between them."""
    text = unicodedata.normalize("NFKC", student)
    words = "".join(c if c.isalnum() or c == "-" else " " for c in text).split()
    return "_".join(words)[:LONGEST].strip("-_")


def fold(stem: str) -> str:
    """Equal for names that some disk takes for the same."""
    return unicodedata.normalize("NFKD", stem).casefold()


def fingerprint(student: str) -> str:
    """Twelve letters that follow from the name."""
    return hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
