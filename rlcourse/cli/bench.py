"""`rlcourse bench learn` and `rlcourse bench show`."""

from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer()

FOLDER = Path("runs/learning")


@bench.callback(invoke_without_command=True)
def show_help(context: typer.Context) -> None:
    """Measure over many seeds whether an agent learns."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@bench.command()
def learn(
    env_id: Annotated[str, typer.Argument(help="An environment, as HalfCheetahBulletEnv-v0.")],
    algo: Annotated[
        str,
        typer.Option(help="ours, lecture, sb3, cleanrl, raw-rewards, plain-start, sac, sb3-sac."),
    ] = "ours",
    seeds: Annotated[str, typer.Option(help="As 0-9 or 0,3,7-9.")] = "0-9",
    steps: Annotated[int, typer.Option(help="Steps of each run.")] = 300_000,
    out: Annotated[Path, typer.Option(help="Folder for the CSVs.")] = FOLDER,
    jobs: Annotated[int, typer.Option(help="Runs at once. [one a core]", show_default=False)] = 0,
    dask: Annotated[str | None, typer.Option(help="Address of a Dask scheduler.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="Of ours, sac or an ablation: gamma=0.98. Repeatable."),
    ] = None,
) -> None:
    """Train with every seed and keep a CSV of each; runs that are there are not made again."""
    from rlcourse.cli.bench_learn import run_learning

    run_learning(env_id, algo, seeds, steps, out, jobs, dask, settings or [])


@bench.command()
def show(
    out: Annotated[Path, typer.Option(help="Folder with the CSVs.")] = FOLDER,
) -> None:
    """Print the table of all runs in a folder; write README.md and pictures beside them."""
    from rlcourse.cli.bench_show import run_showing

    run_showing(out)
