"""Many units at once: those that an import names, and a whole tree from a sheet."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.core.text import squash
from kith.kit import bulk
from kith.organisation.closure import closure_add, closure_rebuild
from kith.organisation.models import Unit, UnitLineage, UnitName
from kith.organisation.services.lineage import unit_merge, unit_split
from kith.organisation.services.units import PARENTS, university_ensure


@dataclass(frozen=True, slots=True)
class UnitPath:
    """Where a study was, in words: any level below the college may be missing."""

    college: str
    department: str = ""
    major: str = ""
    class_name: str = ""
    year: int | None = None
    enrolment_year: int | None = None

    def steps(self) -> list[tuple[str, str, int | None]]:
        """(kind, name, year) from the college down; only classes have a year."""
        named = [
            (Unit.Kind.COLLEGE.value, self.college, None),
            (Unit.Kind.DEPARTMENT.value, self.department, None),
            (Unit.Kind.MAJOR.value, self.major, None),
            (Unit.Kind.CLASS.value, self.class_name, self.year or self.enrolment_year),
        ]
        return [step for step in named if step[1]]


Place = tuple[int, str, str, int | None]


def units_ensure(paths: Sequence[UnitPath], *, actor: Actor) -> list[int]:
    """Make every unit of these paths that the tree does not know, by present or former name; the new ids, parents first.

    One transaction and a fixed number of queries, whatever the number of paths.
    """
    with act(actor, "organisation.units.ensure") as entry:
        root = university_ensure(actor=actor)
        known = _known_places()
        new: list[tuple[int, int, str, str, int | None]] = []
        made_at: dict[Place, int] = {}
        wanted = _wanted(paths, root.pk, known)
        ids = iter(bulk.next_ids(Unit, len(wanted)))
        for depth_path in wanted:
            parent = root.pk
            for kind, name, year in depth_path:
                place = (parent, kind, squash(name), year)
                if place in known:
                    parent = known[place]
                    continue
                unit = next(ids)
                known[place] = made_at[place] = unit
                new.append((unit, parent, kind, name.strip(), year))
                parent = unit
        bulk.insert(
            Unit,
            ["id", "public_id", "parent_id", "kind", "name", "name_en", "code", "year"],
            [(unit, uuid.uuid4(), parent, kind, name, "", "", year) for unit, parent, kind, name, year in new],
        )
        closure_add([(unit, parent) for unit, parent, *_ in new])
        entry.note(units=len(new))
    return [unit for unit, *_ in new]


def _wanted(
    paths: Sequence[UnitPath], root: int, known: Mapping[Place, int]
) -> list[tuple[tuple[str, str, int | None], ...]]:
    """Every path to a unit that is missing, shorter ones first, each once. A unit counts as the path that leads to it."""
    found: dict[tuple[tuple[str, str, int | None], ...], None] = {}
    seen: set[tuple[tuple[str, str, int | None], ...]] = set()
    for path in paths:
        steps = path.steps()
        for end in range(1, len(steps) + 1):
            prefix = tuple(steps[:end])
            folded = tuple((kind, squash(name), year) for kind, name, year in prefix)
            if folded not in seen:
                seen.add(folded)
                if not _stands(prefix, root, known):
                    found[prefix] = None
    return sorted(found, key=len)


def _stands(steps: Iterable[tuple[str, str, int | None]], root: int, known: Mapping[Place, int]) -> bool:
    parent = root
    for kind, name, year in steps:
        place = (parent, kind, squash(name), year)
        if place not in known:
            return False
        parent = known[place]
    return True


def _known_places() -> dict[Place, int]:
    rows = list(Unit.objects.exclude(parent=None).values_list("id", "parent", "kind", "name", "name_en", "year"))
    at = {pk: (parent, kind, year) for pk, parent, kind, _, _, year in rows}
    known: dict[Place, int] = {}
    for unit, name, name_en in UnitName.objects.values_list("unit", "name", "name_en"):
        if unit in at:
            parent, kind, year = at[unit]
            known |= {(parent, kind, squash(n), year): unit for n in (name, name_en) if n}
    for pk, parent, kind, name, name_en, year in rows:
        known |= {(parent, kind, squash(n), year): pk for n in (name_en, name) if n}
    return known


def units_remove_unused(units: Sequence[int], *, actor: Actor) -> list[int]:
    """Remove those of these units that nothing refers to any more, leaves first; the ids removed."""
    removed: list[int] = []
    with act(actor, "organisation.units.remove") as entry:
        depth = {unit: 0 for unit in units}
        for unit, _ancestor in Unit.objects.filter(id__in=units).values_list("id", "below__ancestor"):
            depth[unit] += 1
        for unit in sorted(units, key=lambda unit: -depth[unit]):
            try:
                with act(actor, "organisation.unit.delete"):
                    removed += [unit] if Unit.objects.filter(pk=unit).delete()[0] else []
            except ProtectedError:
                continue
        entry.note(units=len(removed))
    return removed


SHEET_COLUMNS = (
    "kind", "name", "name_en", "code", "parent", "year", "valid_from", "valid_to", "former_names", "merged_into",
    "split_from", "roll_size",
)  # fmt: skip


def units_import(rows: Sequence[Mapping[str, str]], *, actor: Actor) -> int:
    """Make or bring up to date the units of a sheet (SHEET_COLUMNS; parents and partners by code, else by name).

    All rows or none: raises DomainError naming the row (the header is row 1). Returns how many units are new.
    """
    with act(actor, "organisation.units.import") as entry:
        root = university_ensure(actor=actor)
        found = {key: unit for unit in Unit.objects.all() for key in (unit.name, unit.code) if key}
        made = sum(_row_import(number, row, found, root) for number, row in enumerate(rows, start=2))
        closure_rebuild()
        for number, row in enumerate(rows, start=2):
            _lineage_import(number, row, found, actor)
        entry.note(units=made, rows=len(rows))
    return made


def _row_import(number: int, row: Mapping[str, str], found: dict[str, Unit], root: Unit) -> int:
    kind, name = row.get("kind", "").strip().lower(), row.get("name", "").strip()
    if kind not in Unit.Kind.values or not name:
        raise DomainError("unit-row", _("Row {row}: give a kind ({kinds}) and a name."), row=number, kinds=", ".join(Unit.Kind.values))
    if kind == Unit.Kind.UNIVERSITY:
        unit, parent = root, None
    else:
        parent = found.get(row.get("parent", "").strip(), root)
        if parent.kind not in PARENTS[kind]:
            raise DomainError("unit-row", _("Row {row}: a {kind} cannot stand under “{parent}”."), row=number, kind=kind, parent=parent.name)
        code, year = row.get("code", "").strip(), _number(number, row, "year")
        standing = found.get(code) if code else Unit.objects.filter(kind=kind, name=name, parent=parent, year=year).first()
        unit = standing or Unit(kind=kind, code=code, year=year)
        unit.parent = parent
    new = unit.pk is None
    unit.name, unit.name_en = name, row.get("name_en", "").strip()
    unit.valid_from, unit.valid_to = _number(number, row, "valid_from"), _number(number, row, "valid_to")
    unit.roll_size = _number(number, row, "roll_size")
    unit.save()
    for former in filter(None, map(str.strip, row.get("former_names", "").split(";"))):
        UnitName.objects.get_or_create(unit=unit, name=former)
    found |= {key: unit for key in (unit.name, unit.code) if key}
    return int(new)


def _lineage_import(number: int, row: Mapping[str, str], found: Mapping[str, Unit], actor: Actor) -> None:
    unit = found[row.get("code", "").strip() or row["name"].strip()]
    for column, kind in (("merged_into", UnitLineage.Kind.MERGED), ("split_from", UnitLineage.Kind.SPLIT)):
        for text in filter(None, map(str.strip, row.get(column, "").split(";"))):
            if text not in found:
                raise DomainError("unit-row", _("Row {row}: there is no unit “{name}”."), row=number, name=text)
            if kind == UnitLineage.Kind.MERGED:
                unit_merge(predecessors=[unit], successor=found[text], year=unit.valid_to, actor=actor)
            else:
                unit_split(predecessor=found[text], successors=[unit], year=unit.valid_from, actor=actor)


def _number(number: int, row: Mapping[str, str], column: str) -> int | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    if not text.isdigit():
        raise DomainError("unit-row", _("Row {row}: {column} “{value}” is not a whole number."), row=number, column=column, value=text)
    return int(text)
