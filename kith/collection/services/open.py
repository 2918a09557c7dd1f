"""Hop 1: a file becomes a batch, with what was recognised about it. The choices can be changed before it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

from kith.audit import act
from kith.collection.columns import Mapping as ColumnMapping
from kith.collection.columns import suggest
from kith.collection.models import Batch, Source
from kith.collection.readers import ReadOptions, Reading, open_tables
from kith.core import clock
from kith.core.actor import Actor
from kith.files import file_open, file_store
from kith.organisation.models import Unit

SAMPLE_ROWS = 50


def source_ensure(*, name: str, route: str, actor: Actor) -> Source:
    """The source of this name; made with `route` when it is new. The route of a known source is not changed."""
    with act(actor, "collection.source.ensure") as entry:
        source, made = Source.objects.get_or_create(name=name, defaults={"route": route})
        if made:
            entry.note(source=source.pk, route=route)
    return source


def batch_open(
    *,
    stream: BinaryIO,
    name: str,
    source: Source,
    actor: Actor,
    unit: Unit | None = None,
    mapping: Mapping[str, Any] | None = None,
    options: ReadOptions | None = None,
    observed_on: date | None = None,
    create_units: bool = False,
) -> Batch:
    """Store the file, recognise it and suggest what its columns mean. Raises DomainError for a file that is no table.

    The mapping is the given one, else the one remembered for the source where the headers are the same, else a
    suggestion from headers and values.
    """
    with act(actor, "collection.batch.open") as entry:
        file = file_store(stream, name=name, content_type="application/octet-stream", actor=actor)
        with file_open(file) as stored:
            reading = open_tables(stored, name=name, options=options or ReadOptions())
            headers, sample = reading.table.headers, _sample(reading)
        batch = Batch.objects.create(
            source=source,
            file=file,
            file_name=name,
            unit=unit,
            charset=reading.charset or "",
            delimiter=reading.delimiter or "",
            sheet=reading.table.name or "",
            header_row=reading.table.header_row,
            headers=headers,
            mapping=_first_mapping(mapping, source, headers, sample),
            create_units=create_units,
            observed_on=observed_on or clock.today(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
        )
        entry.note(batch=str(batch.public_id), file=file.sha256, source=source.pk)
    return batch


def read_options(batch: Batch) -> ReadOptions:
    """How this batch's file is to be read: what was recognised, or chosen since."""
    return ReadOptions(
        charset=batch.charset or None,
        delimiter=batch.delimiter or None,
        sheet=batch.sheet or None,
        header_row=batch.header_row,
    )


def batch_reread(*, batch: Batch, options: ReadOptions, actor: Actor) -> Batch:
    """Read the file's beginning again with other choices (character set, sheet, header row)."""
    assert batch.file is not None
    with file_open(batch.file) as stored:
        reading = open_tables(stored, name=batch.file_name, options=options)
        headers, sample = reading.table.headers, _sample(reading)
    with act(actor, "collection.batch.reread", subject=batch.subject):
        batch.charset, batch.delimiter = reading.charset or "", reading.delimiter or ""
        batch.sheet, batch.header_row = reading.table.name or "", reading.table.header_row
        if headers != batch.headers:
            batch.headers, batch.mapping = headers, _first_mapping(None, batch.source, headers, sample)
        batch.save(update_fields=["charset", "delimiter", "sheet", "header_row", "headers", "mapping"])
    return batch


def batch_map(*, batch: Batch, mapping: Mapping[str, Any], actor: Actor, create_units: bool | None = None) -> Batch:
    """Say what the columns mean, and remember it for the source. Raises DomainError for a mapping that cannot be."""
    checked = ColumnMapping.from_json(mapping)
    checked.check(batch.headers)
    with act(actor, "collection.batch.map", subject=batch.subject):
        batch.mapping = checked.to_json()
        if create_units is not None:
            batch.create_units = create_units
        batch.save(update_fields=["mapping", "create_units"])
        batch.source.mapping = {**batch.source.mapping, **batch.mapping}
        batch.source.save(update_fields=["mapping"])
    return batch


def _sample(reading: Reading) -> list[list[str]]:
    return [row.cells for row, _ in zip(reading.table.rows, range(SAMPLE_ROWS), strict=False)]


def _first_mapping(
    given: Mapping[str, Any] | None, source: Source, headers: list[str], sample: list[list[str]]
) -> dict[str, Any]:
    if given is not None:
        checked = ColumnMapping.from_json(given)
        checked.check(headers)
        return checked.to_json()
    if headers and all(header in source.mapping for header in headers):
        return {header: source.mapping[header] for header in headers}
    return suggest(headers, sample).to_json()
