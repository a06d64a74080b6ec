"""`rlcourse bench learn`: runs that are missing, side by side."""

import math
import sys
from inspect import signature
from pathlib import Path
from typing import Any

from rlcourse.bench.record import path_of, read_record, write_record
from rlcourse.bench.run import ADJUSTABLE, ALGORITHMS, Run
from rlcourse.bench.seeds import read_seeds
from rlcourse.cli.errors import BadInputError, StoppedError
from rlcourse.cli.folders import make_folder
from rlcourse.cli.needs import BENCH, SB3, check_installed
from rlcourse.cores import count_cores
from rlcourse.shell import line


def run_learning(
    env_id: str,
    algo: str,
    seeds: str,
    steps: int,
    out: Path,
    jobs: int,
    dask: str | None,
    settings: list[str],
) -> None:
    """Make the runs that `out` does not hold yet.

    Raises:
        BadInputError: something typed cannot be used.
        StoppedError: the user stopped it.
        SystemExit: 1, where a run failed.
    """
    check_numbers(steps, jobs)
    if algo not in ALGORITHMS:
        raise BadInputError(f"there is no algorithm {algo!r}; there is {', '.join(ALGORITHMS)}")
    needs_sb3 = algo in ("sb3", "cleanrl", "sb3-sac")
    check_installed({**BENCH, **(SB3 if needs_sb3 else {})})
    check_environment(env_id)
    chosen = read_settings(algo, settings)
    try:
        runs = [Run(env_id, algo, seed, steps, chosen) for seed in read_seeds(seeds)]
    except ValueError as error:
        raise BadInputError(f"--seeds {error}") from None
    missing = [run for run in runs if not is_there(out, run)]
    make_folder(out)
    try:
        failed = make_runs(missing, out, jobs or count_cores(), dask)
    except KeyboardInterrupt:
        again = line(["rlcourse", *sys.argv[1:]])
        raise StoppedError(f"Finished runs are kept in {out}. To go on: {again}") from None
    if failed:
        raise SystemExit(1)


def make_runs(runs: list[Run], out: Path, jobs: int, dask: str | None) -> int:
    """Run, and write each CSV as its run ends; gives the number of runs that failed.

    Raises:
        BadInputError: the cluster cannot be used, or a process died. What ended before is
            written.
    """
    from rlcourse.bench.learn import ClusterError, learn_many

    failed = 0
    try:
        for run, points, error in learn_many(runs, jobs, dask) if runs else ():
            if error:
                failed += 1
                print(f"{run.label} seed {run.seed} failed:\n{error}", file=sys.stderr, flush=True)
                continue
            try:
                write_record(path_of(out, run), run, points)
            except OSError as problem:
                failed += 1
                reason = f"its CSV cannot be written: {problem.strerror}"
                print(f"{run.label} seed {run.seed}: {reason}", file=sys.stderr, flush=True)
                continue
            final = points[-1].mean_return
            print(f"{run.label} seed {run.seed}: return {final:,.1f}", flush=True)
    except ClusterError as error:
        raise BadInputError(str(error)) from error
    return failed


def is_there(out: Path, run: Run) -> bool:
    """Whether a complete run of this name is kept already; says so.

    Raises:
        BadInputError: it is there with another number of steps.
    """
    path = path_of(out, run)
    record = read_record(path)
    if record is None:
        return False
    if record.steps != run.steps:
        raise BadInputError(
            f"{path} is a run of {record.steps:,} steps: name another --out, or remove it"
        )
    print(f"{run.label} seed {run.seed}: return {record.final:,.1f} (kept)", flush=True)
    return True


def check_numbers(steps: int, jobs: int) -> None:
    """Refuse numbers out of range.

    Raises:
        BadInputError: one is.
    """
    if steps < 1:
        raise BadInputError(f"--steps is {steps}; it must be 1 or more")
    if jobs < 0:
        raise BadInputError(f"--jobs is {jobs}; it must be 1 or more, or 0 for one a core")


def check_environment(env_id: str) -> None:
    """Refuse one that cannot be made.

    Raises:
        BadInputError: it cannot, and why.
    """
    from rlcourse.envs import make

    try:
        make(env_id).close()
    except ValueError as error:
        raise BadInputError(str(error)) from error


def read_settings(algo: str, settings: list[str]) -> tuple[tuple[str, Any], ...]:
    """["rollout_length=64"] -> (("rollout_length", 64),), in order of the names.

    Raises:
        BadInputError: the agent has no such argument, or it takes something else.
    """
    if not settings:
        return ()
    if algo not in ADJUSTABLE:
        raise BadInputError(f"--set goes with {', '.join(ADJUSTABLE)}; {algo} is what it is")
    from rlcourse.solutions import PPO, SAC

    defaults = {
        name: parameter.default
        for name, parameter in signature(SAC if algo == "sac" else PPO).parameters.items()
        if isinstance(parameter.default, int | float) and name != "seed"
    }
    chosen = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in defaults:
            raise BadInputError(f"--set {setting}: there is {', '.join(defaults)}")
        try:
            chosen[name] = read_value(value, defaults[name])
        except ValueError:
            kind = type(defaults[name]).__name__
            raise BadInputError(f"--set {setting}: {name} takes one {kind}") from None
    return tuple(sorted(chosen.items()))


def read_value(text: str, default: float) -> float:
    """A value of the default's type.

    Raises:
        ValueError: it is none.
    """
    if isinstance(default, bool):
        if text not in ("True", "False"):
            raise ValueError(text)
        return text == "True"
    value = type(default)(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
