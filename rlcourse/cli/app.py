"""The command `rlcourse`.

torch takes seconds to import, so the commands import what they need when they run. A mistake in
what was typed gives one line on stderr and exit code 2, a file that cannot be read or written one
line and 1, as a training that fails; Ctrl-C gives exit code 130.
"""

import io
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

import rlcourse
from rlcourse.cli.bench import bench
from rlcourse.cli.errors import BadInputError, FailedError, StoppedError
from rlcourse.cli.folders import write_into

app = typer.Typer(
    name="rlcourse",
    help="Deep reinforcement learning for continuous control, piece by piece.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(bench, name="bench")

# Typer has Click inside, under a name that changed; both call the base of this one UsageError.
UsageError: Any = typer.BadParameter.__mro__[1]

FAILED = 1
BAD_INPUT = 2
STOPPED = 130
DEMO_PAGE = Path("demo.html")
VIDEO_PAGE = Path("play.html")


def print_version(wanted: bool) -> None:
    """Print the version and end the program, where it is wanted."""
    if wanted:
        typer.echo(f"rlcourse {rlcourse.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def show_help(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=print_version, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Without a command, show what there is."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def demo() -> None:
    """Train PPO on a pendulum in about a minute; write demo.html."""
    check_writable_file(DEMO_PAGE)
    run_demo(DEMO_PAGE)
    typer.echo(f"The learning curve and the video: {DEMO_PAGE.resolve().as_uri()}")


@app.command()
def train(
    env_id: Annotated[str, typer.Argument(help="An environment, as HalfCheetahBulletEnv-v0.")],
    algo: Annotated[str, typer.Option(help="ppo or sac.")] = "ppo",
    steps: Annotated[int, typer.Option(help="Steps to train for, in all.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the checkpoint and the curve. [runs/...]")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with what --out holds.")] = False,
) -> None:
    """Train an agent, and keep it with its learning curve."""
    check_range("--steps", steps, 1)
    # The seeds of the evaluation episodes are added to it, and all must fit 32 bits.
    check_range("--seed", seed, 0, 2**30 - 1)
    from rlcourse.cli.train import run_training

    run_training(env_id, algo, steps, seed, out, resume)


@app.command()
def play(
    checkpoint: Annotated[Path, typer.Argument(help="What `rlcourse train` kept.")],
    out: Annotated[Path, typer.Option(help="The page to write.")] = VIDEO_PAGE,
) -> None:
    """Write a page with a video of a trained agent."""
    check_checkpoint(checkpoint)
    check_writable_file(out)
    from rlcourse.cli.play import run_playing

    run_playing(checkpoint, out)


@app.command()
def grade(
    submissions: Annotated[
        Path, typer.Argument(help="A folder of notebooks: a file or a folder for each student.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the grades.")] = Path("grades"),
    exercises: Annotated[
        str | None, typer.Option(help="What counts, with commas between. [those of PPO]")
    ] = None,
    points: Annotated[
        Path | None, typer.Option(help="A CSV of exercise,points. [the course's own]")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of the hidden cases. [a fresh one, written into the sheet]")
    ] = None,
    roster: Annotated[Path | None, typer.Option(help="A CSV of the students.")] = None,
    export: Annotated[
        str | None,
        typer.Option("--format", help="Write a table for moodle, canvas or gradescope too."),
    ] = None,
    dask: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    jobs: Annotated[
        int, typer.Option(help="Students at once. [one a core]", show_default=False)
    ] = 0,
    unsafe_no_sandbox: Annotated[
        bool,
        typer.Option(
            "--unsafe-no-sandbox", help="Run the students' code as this user, with all rights."
        ),
    ] = False,
) -> None:
    """Grade a folder of notebooks: a sheet, feedback for each student, a picture of the class.

    Interrupted, the same command goes on where it was.
    """
    if seed is not None:
        check_range("--seed", seed, 0, 2**31 - 1)
    check_range("--jobs", jobs, 0)
    from rlcourse.cli.grade import run_grading

    run_grading(
        submissions,
        out,
        exercises,
        points,
        seed,
        roster,
        export,
        dask,
        jobs,
        not unsafe_no_sandbox,
    )


@app.command()
def nbgrader(
    course_dir: Annotated[Path, typer.Argument(help="The folder to make.")],
    notebooks: Annotated[Path, typer.Option(help="The course's notebooks.")] = Path("notebooks/en"),
) -> None:
    """Write the notebooks as a course for nbgrader."""
    from rlcourse.cli.nbgrader import run_writing

    run_writing(course_dir, notebooks)


@app.command()
def doctor() -> None:
    """Say what of the course's needs is there, and how to mend what is not."""
    from rlcourse.doctor import examine

    raise typer.Exit(examine())


def run_demo(page: Path) -> None:
    """Train, and write the page.

    Raises:
        BadInputError: ffmpeg is missing.
        StoppedError: the user stopped it; the page is not written then.
    """
    from rlcourse.demo import main as train_and_show

    try:
        finished = train_and_show(page)
    except RuntimeError as error:
        raise BadInputError(str(error)) from error
    if not finished:
        raise StoppedError("Nothing was kept of the demo; it starts from the beginning.")


def check_checkpoint(path: Path) -> None:
    """Refuse a checkpoint that is not there.

    Raises:
        BadInputError: there is no such file.
    """
    if not path.exists():
        raise BadInputError(f"{path}: no such file; `rlcourse train` writes checkpoints")


def check_range(name: str, value: int, low: int, high: int | None = None) -> None:
    """Refuse a number outside [low, high].

    Raises:
        BadInputError: it is outside; the message has `name` and the limits.
    """
    if value < low or (high is not None and value > high):
        limits = f"{low} or more" if high is None else f"between {low} and {high}"
        raise BadInputError(f"{name} is {value}; it must be {limits}")


def check_writable_file(path: Path) -> None:
    """Refuse a place where no file can be written, before an hour's work is done for it.

    Raises:
        BadInputError: none can be written there.
    """
    if path.is_dir():
        raise BadInputError(f"{path}: cannot be written: it is a folder")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise BadInputError(f"{path} is no plain file: name another")
    # It is made beside its place and moved there, so the folder must take it.
    try:
        write_into(path.parent)
    except OSError as error:
        raise BadInputError(f"{path}: cannot be written: {error.strerror}") from None


def fail(message: str, code: int) -> NoReturn:
    """One line on stderr, and out."""
    print(f"rlcourse: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(code)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; always ends with SystemExit."""
    # What a Windows console or its log cannot write becomes a question mark.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = app(args=arguments, prog_name="rlcourse", standalone_mode=False)
    except UsageError as error:
        command = error.ctx.command_path if error.ctx is not None else "rlcourse"
        fail(f"{error.format_message()} ({command} --help says more)", BAD_INPUT)
    except BadInputError as error:
        fail(str(error), BAD_INPUT)
    except FailedError as error:
        fail(str(error), FAILED)
    except StoppedError as error:
        fail(f"stopped. {error}", STOPPED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename is not None else ""
        fail(f"{where}{error.strerror or error}", FAILED)
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    # Some versions of Typer give this code, and others raise.
    if code == STOPPED:
        fail("stopped.", STOPPED)
    raise SystemExit(code or 0)
