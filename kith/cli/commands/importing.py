"""`import`, `batches`, `undo`: the one road, from a terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from django.utils.translation import gettext_lazy as _

from kith.cli.commands.acting import echo_json, operator
from kith.cli.main import PROBLEMS
from kith.collection.models import Batch, Match
from kith.collection.problems import Problem
from kith.collection.selectors import batch_counts, kept_since, problems_of
from kith.collection.services import batch_apply, batch_match, batch_open, batch_stage, batch_undo, source_ensure
from kith.core.errors import DomainError
from kith.people.policy import Route


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who sends this list. The mapping is remembered under this name.")
@click.option("--route", type=click.Choice([route.value for route in Route]), default=Route.STAFF.value, show_default=True)
@click.option("--map", "map_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: header to field.")
@click.option("--create-units", is_flag=True, help="Make the colleges, majors and classes that the tree does not know.")
@click.option("--apply", "apply_now", is_flag=True, help="File the records. Without it nothing is written to people.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_file(
    file: Path, source: str, route: str, map_file: Path | None, *, create_units: bool, apply_now: bool, as_json: bool
) -> None:
    """Read a list of people, say what is wrong with it, and with --apply file it."""
    actor = operator()
    with file.open("rb") as stream:
        batch = batch_open(
            stream=stream,
            name=file.name,
            source=source_ensure(name=source, route=route, actor=actor),
            mapping=_mapping(map_file),
            create_units=create_units,
            actor=actor,
        )
    batch_stage(batch=batch, actor=actor)
    batch_match(batch=batch, actor=actor)
    if apply_now:
        batch_apply(batch=batch, actor=actor)
    result = summary(batch)
    if as_json:
        echo_json(result)
    else:
        _print_result(batch, result, applied=apply_now)
    sys.exit(PROBLEMS if result["problems"] else 0)


def _mapping(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise DomainError("map-unreadable", _("{path} is not JSON: {error}."), path=path, error=error) from error
    if not isinstance(found, dict):
        raise DomainError("map-unreadable", _("{path} must be an object that maps headers to fields."), path=path)
    return found


def summary(batch: Batch) -> dict[str, Any]:
    """What became of a batch, as scripts read it. People are counted, not rows; a row counts as the sheet counts it."""
    counts = batch_counts(batch)
    return {
        "batch": str(batch.public_id),
        "rows": counts["rows"],
        "people_new": counts[Match.Outcome.NEW],
        "people_updated": counts[Match.Outcome.LINK],
        "review": counts[Match.Outcome.REVIEW],
        "unchanged": counts[Match.Outcome.UNCHANGED],
        "problems": [told(problem) for problem in problems_of(batch)],
    }


def told(stored: Any) -> dict[str, Any]:
    """One problem in words."""
    problem = Problem.from_json(stored)
    return {
        "row": stored["row"],
        "column": problem.column,
        "value": problem.value,
        "problem": str(problem.text),
        "remedy": str(problem.remedy),
    }


def _print_result(batch: Batch, result: dict[str, Any], *, applied: bool) -> None:
    click.echo(f"batch {result['batch']}: {result['rows']} rows from {batch.file_name}")
    words = (("people_new", "new"), ("people_updated", "known"), ("review", "to review"), ("unchanged", "unchanged"))
    click.echo("  " + ", ".join(f"{result[key]} {word}" for key, word in words))
    for problem in result["problems"]:
        click.echo(f"  row {problem['row']}, {problem['column']}: {problem['value']!r}: {problem['problem']} {problem['remedy']}")
    if not applied:
        click.echo("  Nothing was written to people. Add --apply to file these records.")


@click.command()
@click.option("--json", "as_json", is_flag=True)
def batches(*, as_json: bool) -> None:
    """List imports, newest first."""
    rows = [
        {
            "batch": str(batch.public_id),
            "file": batch.file_name,
            "source": batch.source.name,
            "state": batch.state,
            "rows": batch.rows,
            "created_at": batch.created_at.isoformat(),
            **{key: batch.counts.get(key, 0) for key in ("new", "link", "review", "unchanged")},
        }
        for batch in Batch.objects.select_related("source")
    ]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        click.echo("\t".join(str(row[key]) for key in ("batch", "state", "rows", "source", "file")))


@click.command()
@click.argument("batch", type=click.UUID)
def undo(batch: UUID) -> None:
    """Take an import back whole. People whom others have added to since are kept and listed."""
    found = Batch.objects.filter(public_id=batch).first()
    if found is None:
        raise DomainError("batch-unknown", _("There is no import {batch}. `kith batches` lists them."), batch=batch)
    batch_undo(batch=found, actor=operator())
    kept = list(kept_since(found))
    click.echo(f"undone: {found.file_name}")
    for person in kept:
        click.echo(f"  kept, changed since: {person.name} ({person.public_id})")
    sys.exit(PROBLEMS if kept else 0)
