"""`verify`, `dump`, `backup`, `restore`: the register can be trusted, compared, kept and brought back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kith.cli.commands.acting import operator
from kith.cli.main import PROBLEMS
from kith.insight.canonical import canonical_lines
from kith.insight.verify import verify_all
from kith.work.backup import backup_write, restore_read


@click.command()
def verify() -> None:
    """Check the audit chain, the anchors, that every profile is the fold of its records, and the search index."""
    problems = list(verify_all())
    for problem in problems:
        click.echo(problem)
    click.echo("verified: nothing wrong" if not problems else f"{len(problems)} problems")
    sys.exit(PROBLEMS if problems else 0)


@click.command()
@click.option("--canonical", is_flag=True, required=True, help="Facts by public id and item key, without row ids or times.")
def dump(*, canonical: bool) -> None:
    """Print every person, one JSON object a line, in an order that two equal registers share."""
    for line in canonical_lines():
        click.echo(line)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write database and files into one archive. Safe while Kith is running."""
    written = backup_write(file, actor=operator())
    click.echo(f"written: {file} ({written} bytes)")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before replacing what is there.")
def restore(file: Path, *, yes: bool) -> None:
    """Replace database and files by those of an archive."""
    if not yes:
        click.confirm("This replaces the present database and files. Go on?", abort=True)
    restore_read(file, actor=operator())
    click.echo(f"restored: {file}")
