"""Which unit do these words mean? All names in memory, answered from dictionaries: an import asks 100,000 times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kith.core.text import squash
from kith.organisation.models import Unit, UnitLineage, UnitName

LEVELS = (Unit.Kind.COLLEGE, Unit.Kind.DEPARTMENT, Unit.Kind.MAJOR, Unit.Kind.CLASS)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The deepest unit that the words surely mean. The roots stay the same when units are renamed or merged, so that
    keys made of them do too."""

    unit_id: int
    root_key: str
    college_root: str


@dataclass(frozen=True, slots=True)
class _Node:
    id: int
    kind: str
    parent: int | None
    year: int | None
    root_key: str


class UnitResolver:
    """Names to units. Load once for a job: it does not see later changes."""

    def __init__(self, nodes: Mapping[int, _Node], names: Mapping[tuple[str, str], list[int]]) -> None:
        self._nodes = nodes
        self._names = names
        self._memo: dict[tuple[str, str, str, str, int | None, int | None], Resolution | None] = {}

    @classmethod
    def load(cls) -> UnitResolver:
        """Three queries: units, former names, mergers."""
        successors = dict(UnitLineage.objects.filter(kind=UnitLineage.Kind.MERGED).values_list("predecessor", "successor"))
        rows = list(Unit.objects.values_list("id", "public_id", "kind", "parent", "year", "name", "name_en", "code"))
        public = {pk: str(public_id) for pk, public_id, *_ in rows}
        nodes = {
            pk: _Node(pk, kind, parent, year, public[_end(pk, successors)])
            for pk, _, kind, parent, year, _, _, _ in rows
        }
        names: dict[tuple[str, str], list[int]] = defaultdict(list)
        for pk, _, kind, _, _, name, name_en, code in rows:
            _remember(names, kind, pk, (name, name_en, code))
        for pk, name, name_en in UnitName.objects.values_list("unit", "name", "name_en"):
            _remember(names, nodes[pk].kind, pk, (name, name_en))
        return cls(nodes, names)

    def resolve(
        self,
        *,
        college: str = "",
        department: str = "",
        major: str = "",
        class_name: str = "",
        year: int | None = None,
        enrolment_year: int | None = None,
    ) -> Resolution | None:
        """The unit for these words, going down as far as each level has exactly one that fits; None when the words
        begin with nothing the tree knows."""
        asked = (college, department, major, class_name, year, enrolment_year)
        if asked not in self._memo:
            self._memo[asked] = self._resolve(*asked)
        return self._memo[asked]

    def chapter(self, name: str) -> int | None:
        """The chapter of this name, when exactly one has it."""
        found = self._names.get((Unit.Kind.CHAPTER, squash(name)), [])
        return found[0] if len(found) == 1 else None

    def _resolve(
        self, college: str, department: str, major: str, class_name: str, year: int | None, enrolment_year: int | None
    ) -> Resolution | None:
        at: int | None = None
        for kind, words in zip(LEVELS, (college, department, major, class_name), strict=True):
            if not words:
                continue
            fitting = [pk for pk in self._names.get((kind, squash(words)), ()) if self._below(pk, at)]
            if kind == Unit.Kind.CLASS:
                fitting = self._of_year(fitting, year, enrolment_year)
            if len(fitting) == 1:
                at = fitting[0]
            elif kind == Unit.Kind.COLLEGE:
                return None
        if at is None:
            return None
        return Resolution(at, self._nodes[at].root_key, self._college_root(at))

    def _of_year(self, classes: list[int], year: int | None, enrolment_year: int | None) -> list[int]:
        """Classes of one name are told apart by year: of leaving where the tree knows it, else of entering."""
        wanted = {y for y in (year, enrolment_year) if y}
        return [pk for pk in classes if self._nodes[pk].year is None or not wanted or self._nodes[pk].year in wanted]

    def _below(self, unit: int, ancestor: int | None) -> bool:
        if ancestor is None:
            return True
        root = self._nodes[ancestor].root_key
        node: _Node | None = self._nodes[unit]
        while node:
            if node.root_key == root:
                return True
            node = self._nodes.get(node.parent) if node.parent else None
        return False

    def _college_root(self, unit: int) -> str:
        node: _Node | None = self._nodes[unit]
        while node:
            if node.kind == Unit.Kind.COLLEGE:
                return node.root_key
            node = self._nodes.get(node.parent) if node.parent else None
        return ""


def _end(unit: int, successors: Mapping[int, int]) -> int:
    """The last successor by merger: units that became one share a root."""
    seen = {unit}
    while (unit_next := successors.get(unit)) and unit_next not in seen:
        unit = unit_next
        seen.add(unit)
    return unit


def _remember(names: dict[tuple[str, str], list[int]], kind: str, unit: int, spellings: Iterable[str]) -> None:
    for spelling in {squash(spelling) for spelling in spellings if spelling} - {""}:
        names[kind, spelling].append(unit)
