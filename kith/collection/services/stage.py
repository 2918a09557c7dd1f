"""Hop 2: every row is cleaned, every problem named; people are not touched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.collection.columns import Mapping as ColumnMapping
from kith.collection.columns import RowCleaner
from kith.collection.models import Batch, StagedRow
from kith.collection.readers import RawRow, open_tables
from kith.collection.services.grouping import Grouper
from kith.collection.services.open import read_options
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.files import file_open
from kith.kit import bulk
from kith.people.keys import Features
from kith.people.services import record_hash

CHUNK = 1000
STAGED_FIELDS = (
    "batch_id", "number", "raw", "fixes", "data", "problems", "problem_count", "state", "source_key", "content_hash",
    "group",
)  # fmt: skip
Progress = Callable[[int, int], None]


def nobody_watches(done: int, total: int) -> None:
    """The progress of a step that nobody follows."""


def batch_stage(*, batch: Batch, actor: Actor, progress: Progress = nobody_watches) -> Batch:
    """Read the whole file anew with the batch's mapping. What was staged before is replaced; decisions made on rows
    are gone with it. Raises DomainError when the file is no longer kept or the batch was applied."""
    if batch.state in (Batch.State.APPLYING, Batch.State.APPLIED, Batch.State.UNDOING):
        raise DomainError("batch-applied", _("This import was applied. Undo it before reading the file again."))
    if batch.file is None:
        raise DomainError("file-gone", _("The file is no longer kept. Upload it again."))
    with act(actor, "collection.batch.stage", subject=batch.subject):
        batch.matches.all().delete()
        batch.staged_rows.all().delete()
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.STAGING)
    cleaner = RowCleaner(ColumnMapping.from_json(batch.mapping), headers=batch.headers)
    grouper = Grouper()
    with file_open(batch.file) as stream:
        table = open_tables(stream, name=batch.file_name, options=read_options(batch)).table
        rows = iter(table.rows)
        done = 0
        while chunk := list(islice(rows, CHUNK)):
            _chunk_stage(batch, cleaner, grouper, chunk)
            done += len(chunk)
            progress(done, 0)
    _groups_join(batch, grouper)
    problem_count = batch.staged_rows.filter(problem_count__gt=0).count()
    with act(actor, "collection.batch.staged", subject=batch.subject) as entry:
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.STAGED, rows=done, problem_rows=problem_count)
        entry.note(rows=done, problem_rows=problem_count)
    batch.refresh_from_db()
    return batch


def _chunk_stage(batch: Batch, cleaner: RowCleaner, grouper: Grouper, rows: Sequence[RawRow]) -> None:
    staged = [staged_values(batch, cleaner, row.number, row.cells, {}, grouper.group_of) for row in rows]
    with transaction.atomic():
        bulk.insert(StagedRow, STAGED_FIELDS, staged)


def staged_values(
    batch: Batch,
    cleaner: RowCleaner,
    number: int,
    cells: Sequence[str],
    fixes: Mapping[str, str],
    group_of: Callable[[Features], int],
) -> tuple[Any, ...]:
    """One StagedRow in the order of STAGED_FIELDS. `fixes` maps a header to the value typed instead of the cell's."""
    clean = cleaner.clean(number, [fixes.get(header, cell) for header, cell in zip(batch.headers, cells, strict=False)])
    data = with_issuer(clean.data, batch.source.name)
    problems = [problem.to_json() for problem in clean.problems]
    features = Features.of_data(data)
    held = clean.held or not _tells_anybody(features)
    digest = record_hash(data)
    return (
        batch.pk,
        number,
        list(cells),
        dict(fixes),
        data,
        problems,
        sum(1 for problem in clean.problems if problem.needs_attention),
        (StagedRow.State.HELD if held else StagedRow.State.READY).value,
        source_key(features, digest),
        digest,
        group_of(features),
    )


def with_issuer(data: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    """The row's data with its external id under the source that issued it: a number alone means nothing."""
    out = dict(data)
    if number := out.pop("external_id", None):
        out["ids"] = [{"issuer": issuer, "number": number}]
    return out


def source_key(features: Features, digest: str) -> str:
    """What names this statement within its source, so that the same row is known when it comes again."""
    for number in (*sorted(n for _, n in features.identifiers), *sorted(features.student_nos)):
        return number if len(number) <= 100 else hashlib.sha256(number.encode()).hexdigest()
    return f"row:{digest}"


def _tells_anybody(features: Features) -> bool:
    return bool(features.names or features.identifiers or features.student_nos)


def _groups_join(batch: Batch, grouper: Grouper) -> None:
    """Rows staged under a group that later rows showed to be part of another."""
    merged: Iterable[tuple[int, int]] = list(grouper.merged())
    with transaction.atomic():
        bulk.update(StagedRow, ["batch_id", "group"], ["group"], [(batch.pk, old, new) for old, new in merged])
