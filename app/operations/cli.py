"""Commands of the package (being written)."""

import click
from flask.cli import AppGroup

demo_cli = AppGroup("demo")
bench_cli = AppGroup("bench")


@click.command("sandbox-gateway")
def sandbox_gateway() -> None:
    """Being written."""
