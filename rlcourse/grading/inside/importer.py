"""The course's modules as the answer on trial may see them, from memory: no file to be read."""

import importlib.machinery
import marshal
import sys
from collections.abc import Mapping
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .withheld import ReferenceWithheldError

COURSE = "rlcourse"
# Of the rest of the course an answer needs nothing, and these could tell it something.
TELLING = (f"{COURSE}.exercises", f"{COURSE}.solutions", f"{COURSE}.mine", f"{COURSE}.grading")


class CourseFinder(MetaPathFinder, Loader):
    """Finds the modules that it was given; of the course there are no others.

    Args:
        modules: name -> (whether it is a package, its code object in marshal's format).
    """

    def __init__(self, modules: Mapping[str, tuple[bool, bytes]]) -> None:
        self.modules = modules

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """How to load a module of the course; None for any other, which is found elsewhere.

        Raises:
            ReferenceWithheldError: it was not given, and could tell an answer something.
            ModuleNotFoundError: it was not given.
        """
        if fullname != COURSE and not fullname.startswith(f"{COURSE}."):
            return None
        if fullname in self.modules:
            package, _ = self.modules[fullname]
            return importlib.machinery.ModuleSpec(fullname, self, is_package=package)
        if fullname.startswith(TELLING):
            raise ReferenceWithheldError(f"{fullname} is not there while an answer is on trial")
        raise ModuleNotFoundError(f"No module named {fullname!r} behind the walls", name=fullname)

    def exec_module(self, module: ModuleType) -> None:
        """Run the code that was given for a module."""
        _, code = self.modules[module.__name__]
        exec(marshal.loads(code), vars(module))


def install(modules: Mapping[str, tuple[bool, bytes]]) -> None:
    """Let `import rlcourse` find these modules and nothing on disk."""
    sys.meta_path.insert(0, CourseFinder(modules))
