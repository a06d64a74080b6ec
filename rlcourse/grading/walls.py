"""The walls: how bubblewrap is called, and whether it works here."""

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import rlcourse
from rlcourse.grading.inside.seal import can_seal
from rlcourse.grading.limits import Limits

# Where things are inside. Fixed, so that nothing depends on where the course lies, be it below
# /tmp or in a home folder, both of which are empty there.
INSIDE, PACKAGES = "/inside", "/packages"
NOBODY = "65534"
# What programs are made of, where a system has it.
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store", "/gnu/store")
# What the server imports, and how folders of packages are called.
NEEDED = ("torch", "numpy", "safetensors", "cloudpickle")
PACKAGE_FOLDERS = ("site-packages", "dist-packages")
SYSTEM_FILES = ("/etc/ld.so.cache",)
# Where the course may be installed below a folder of packages, of Python's library, of the system.
COPIES = (
    "rlcourse",
    "*-packages/rlcourse",
    "python3*/*-packages/rlcourse",
    "lib*/python3*/*-packages/rlcourse",
    "*/lib*/python3*/*-packages/rlcourse",
)
# One thread: answers are small, and threads that wait for each other cost time.
ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "TMPDIR": "/tmp",
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
}
CODE = Path(__file__).resolve().parent / "inside"


class SandboxUnavailableError(RuntimeError):
    """No walls can be put up here; the message is one line that says why and what to do."""


@cache
def require_walls() -> None:
    """See to it that bubblewrap is here and works.

    Raises:
        SandboxUnavailableError: it is not, or does not.
    """
    reason = what_is_missing()
    if reason is not None:
        raise SandboxUnavailableError(
            f"no sandbox: {reason}. Grade on Linux with bubblewrap, or only notebooks that you "
            "trust, with --unsafe-no-sandbox"
        )


def what_is_missing() -> str | None:
    """Why no sandbox can be had; None where it can."""
    if platform.system() != "Linux":
        return f"{platform.system() or 'this system'} has no bubblewrap"
    if not can_seal():
        return f"system calls cannot be filtered on {platform.machine()}"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed (apt install bubblewrap, dnf install bubblewrap)"
    try:
        tried = subprocess.run(
            [*wall_command(Limits()), python(), "-I", "-S", "-c", "print('walls stand')"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=ENVIRONMENT,
            timeout=120,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start ({type(error).__name__})"
    if tried.stdout.strip() != b"walls stand":
        words = tried.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        reason = f"bubblewrap does not work here ({words[-1][:200]})"
        if "uid map" in words[-1] or "namespace" in words[-1]:
            reason += (
                "; Ubuntu from 24.04 on allows it after "
                "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`"
            )
        return reason
    return None


def wall_command(limits: Limits) -> list[str]:
    """The call of bubblewrap, up to the program that it is to run.

    Nothing is there but the system's programs, Python with its packages, and the folder `inside`:
    no home, no network, no other process, no file of the course or of a student.
    """
    command = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--unshare-user"]
    command += ["--uid", NOBODY, "--gid", NOBODY, "--hostname", "sandbox"]
    # Process 1 is the server itself, so that no process is there which an answer could look into.
    command += ["--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL"]
    command += ["--clearenv"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    # First, so that what lies below /tmp outside can still be shown.
    command += ["--size", str(limits.scratch), "--tmpfs", "/tmp", "--proc", "/proc"]
    command += ["--dev", "/dev", "--remount-ro", "/dev"]
    shown = show_system() + show_python() + packages()
    for outside, inside in without_repeats(shown):
        command += ["--ro-bind", outside, inside]
    for name in SYSTEM:
        if os.path.islink(name):
            command += ["--symlink", os.readlink(name), name]
    for path in covered(shown):
        command += ["--tmpfs", path, "--remount-ro", path]
    command += ["--ro-bind", str(CODE), INSIDE, "--remount-ro", "/", "--chdir", "/tmp", "--"]
    return command


def show_system() -> list[tuple[str, str]]:
    """Folders and files of the system, (outside, inside)."""
    folders = [name for name in SYSTEM if os.path.isdir(name) and not os.path.islink(name)]
    return [(name, name) for name in (*folders, *filter(os.path.isfile, SYSTEM_FILES))]


def show_python() -> list[tuple[str, str]]:
    """The interpreter and its library, where they lie: it finds one from the other."""
    prefix = os.path.realpath(sys.base_prefix)
    libraries = [os.path.join(prefix, name) for name in ("lib", "lib64")]
    return [(path, path) for path in (python(), *filter(os.path.isdir, libraries))]


def python() -> str:
    """The interpreter itself, not a virtual environment's link to it."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def package_folders() -> list[str]:
    """Folders that packages are imported from; a folder of anybody's work is not shown."""
    needed = [importlib.util.find_spec(name) for name in NEEDED]
    found = [str(Path(spec.origin).parents[1]) for spec in needed if spec and spec.origin]
    found += [entry for entry in sys.path if Path(entry).name in PACKAGE_FOLDERS]
    folders = dict.fromkeys(os.path.realpath(folder) for folder in found)
    return [folder for folder in folders if os.path.isdir(folder)]


def is_installed(course: Path) -> bool:
    """Whether the course lies among other packages."""
    return course.parent.name in PACKAGE_FOLDERS


def packages() -> list[tuple[str, str]]:
    """Folders of packages, (outside, inside)."""
    return [(folder, f"{PACKAGES}/{i}") for i, folder in enumerate(package_folders())]


def course_folder() -> Path:
    """The folder of the package rlcourse."""
    return Path(rlcourse.__file__).resolve().parent


def covered(shown: list[tuple[str, str]]) -> list[str]:
    """Places inside that would show the course, and are covered with nothing."""
    course = course_folder()
    secret = [course] if is_installed(course) else [course, course.parent]
    places = [
        str(Path(inside) / path.relative_to(outside))
        for outside, inside in shown
        for path in (*secret, *other_copies(Path(outside)))
        if path != Path(outside) and path.is_relative_to(outside)
    ]
    return list(dict.fromkeys(places))


@cache
def other_copies(folder: Path) -> tuple[Path, ...]:
    """Installed copies of the course in a folder that is shown, beside the one that grades."""
    return tuple(path for pattern in COPIES for path in folder.glob(pattern) if path.is_dir())


def without_repeats(shown: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same list without what is shown at the same place already."""
    kept: list[tuple[str, str]] = []
    for outside, inside in shown:
        there = any(
            o == i and outside == inside and Path(inside).is_relative_to(i) for o, i in kept
        )
        if not there:
            kept.append((outside, inside))
    return kept
