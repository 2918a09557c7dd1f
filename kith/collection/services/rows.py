"""Problems mended in the page: a value typed instead of a cell's, or a row left out. The cells stay as they were."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.collection.columns import Mapping as ColumnMapping
from kith.collection.columns import RowCleaner
from kith.collection.models import Batch, Match, StagedRow
from kith.collection.services.grouping import row_keys
from kith.collection.services.stage import STAGED_FIELDS, staged_values
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.people.keys import Features


def row_fix(*, row: StagedRow, header: str, value: str, actor: Actor) -> StagedRow:
    """Use `value` for that cell ("" leaves it empty) and clean the row again. Compared again before it is applied."""
    batch = row.batch
    if header not in batch.headers:
        raise DomainError("column-unknown", _("This file has no column “{column}”."), column=header)
    _check_open(row)
    with act(actor, "collection.row.fix", subject=batch.subject) as entry:
        entry.note(row=row.number, column=header)
        fixes = {**row.fixes, header: value}
        cleaner = RowCleaner(ColumnMapping.from_json(batch.mapping), headers=batch.headers)
        values = dict(
            zip(STAGED_FIELDS, staged_values(batch, cleaner, row.number, row.raw, fixes, lambda f: row.group), strict=True)
        )
        for name in ("fixes", "data", "problems", "problem_count", "state", "source_key", "content_hash"):
            setattr(row, name, values[name])
        row.group = _group_for(batch, row)
        row.save()
        _rematch(batch, row)
    return row


def row_skip(*, row: StagedRow, skipped: bool, actor: Actor) -> StagedRow:
    """Leave the row out of this import, or take it in again."""
    _check_open(row)
    with act(actor, "collection.row.skip", subject=row.batch.subject) as entry:
        entry.note(row=row.number, skipped=skipped)
        row.state = StagedRow.State.SKIPPED if skipped else StagedRow.State.READY
        row.save(update_fields=["state"])
        _rematch(row.batch, row)
    return row


def _check_open(row: StagedRow) -> None:
    if Match.objects.filter(batch=row.batch, group=row.group, applied=True).exists():
        raise DomainError("row-applied", _("Row {row} was applied already. Edit the person instead."), row=row.number)


def _group_for(batch: Batch, row: StagedRow) -> int:
    """The group of another row that is now seen to be the same person, else the row's own."""
    wanted = set(row_keys(Features.of_data(row.data)))
    if not wanted:
        return row.group
    same_key = batch.staged_rows.filter(source_key=row.source_key).exclude(pk=row.pk).first()
    return same_key.group if same_key else row.group


def _rematch(batch: Batch, row: StagedRow) -> None:
    """The verdict on the row's group no longer holds; the batch is compared again before it is applied."""
    batch.matches.filter(group=row.group, applied=False).delete()
    if batch.state == Batch.State.MATCHED:
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.STAGED)
