"""Reads of the trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from kith.core.text import squash
from kith.organisation.models import Unit, UnitLineage, UnitName, UnitScope


@dataclass(slots=True)
class Node:
    """A unit with the nodes below it."""

    unit: Unit
    children: list[Node] = field(default_factory=list)


def unit_tree(units: Iterable[Unit]) -> list[Node]:
    """These units as trees; those whose parent is not among them are roots. One pass over what was queried."""
    nodes = {unit.pk: Node(unit) for unit in units}
    roots = []
    for node in nodes.values():
        parent = nodes.get(node.unit.parent_id) if node.unit.parent_id else None
        (parent.children if parent else roots).append(node)
    return roots


def unit_path(unit: Unit) -> list[Unit]:
    """The units from the university down to this one, itself last."""
    above = {u.pk: u for u in Unit.objects.filter(above_of__unit=unit, above_of__via=UnitScope.Via.TREE)}
    path, at = [], above.get(unit.pk)
    while at:
        path.append(at)
        at = above.get(at.parent_id) if at.parent_id else None
    return path[::-1]


def units_named(text: str) -> list[int]:
    """Units whose present or former name, in either language, or whose code is this text, whatever its spelling.

    Those that were merged into them, or into which they were merged, come with them through the closure.
    """
    wanted = squash(text)
    narrowed = Q(name__iexact=text.strip()) | Q(name_en__iexact=text.strip()) | Q(code__iexact=text.strip())
    found = list(Unit.objects.filter(narrowed).values_list("id", flat=True))
    found += UnitName.objects.filter(Q(name__iexact=text.strip()) | Q(name_en__iexact=text.strip())).values_list("unit", flat=True)
    if found or not wanted:
        return sorted(set(found))
    spelt: dict[str, set[int]] = defaultdict(set)
    for pk, name, name_en in _all_names():
        spelt[squash(name)].add(pk)
        spelt[squash(name_en)].add(pk)
    return sorted(spelt.get(wanted, ()))


def _all_names() -> Iterator[tuple[int, str, str]]:
    yield from Unit.objects.values_list("id", "name", "name_en")
    yield from UnitName.objects.values_list("unit", "name", "name_en")


def units_of_kind(*kinds: str) -> QuerySet[Unit]:
    return Unit.objects.filter(kind__in=kinds)


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Nodes that would gain, and lose, everything under the moved unit: whoever holds a grant there."""

    gains: tuple[Unit, ...]
    loses: tuple[Unit, ...]


def move_preview(unit: Unit, parent: Unit) -> MovePreview:
    """What moving `unit` under `parent` would change for those above."""
    before = {u.pk: u for u in Unit.objects.filter(above_of__unit=unit)}
    after = {u.pk: u for u in Unit.objects.filter(above_of__unit=parent)} | {unit.pk: unit}
    return MovePreview(
        gains=tuple(after[pk] for pk in sorted(set(after) - set(before))),
        loses=tuple(before[pk] for pk in sorted(set(before) - set(after))),
    )


def lineage_of(unit: Unit) -> QuerySet[UnitLineage]:
    """What the unit came out of and what became of it."""
    return UnitLineage.objects.filter(Q(predecessor=unit) | Q(successor=unit)).select_related("predecessor", "successor")
