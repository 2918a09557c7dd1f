"""The closure of tree and mergers, made whole in one pass and written as a difference.

A change rewrites rows of this table only, never of people: 30,000 units six deep are 180,000 rows, of which one move
changes a few (SPINE 3.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kith.kit import bulk
from kith.organisation.models import Unit, UnitLineage, UnitScope

Closure = dict[tuple[int, int], str]


def closure(parents: Mapping[int, int | None], merged: Iterable[tuple[int, int]]) -> Closure:
    """(ancestor, unit) -> via, for every pair. `merged` is (predecessor, successor): the successor's scope, and all
    above it, gains the predecessor and everything under it. Pure."""
    successors: dict[int, list[int]] = defaultdict(list)
    for predecessor, successor in merged:
        successors[predecessor].append(successor)
    found: Closure = {}
    for unit in parents:
        for ancestor, via in _above(unit, parents, successors).items():
            found[ancestor, unit] = via
    return found


def _above(unit: int, parents: Mapping[int, int | None], successors: Mapping[int, list[int]]) -> dict[int, str]:
    above: dict[int, str] = {}
    todo: list[tuple[int, str]] = [(unit, UnitScope.Via.TREE.value)]
    while todo:
        node, via = todo.pop()
        if above.get(node) in (via, UnitScope.Via.TREE.value):
            continue
        above[node] = via
        if parent := parents.get(node):
            todo.append((parent, via))
        todo += [(successor, UnitScope.Via.LINEAGE.value) for successor in successors.get(node, ())]
    return above


def closure_rebuild() -> None:
    """Bring UnitScope up to date, in the caller's transaction; only what differs is written."""
    parents = dict(Unit.objects.values_list("id", "parent"))
    merged = UnitLineage.objects.filter(kind=UnitLineage.Kind.MERGED).values_list("predecessor", "successor")
    wanted = closure(parents, merged)
    standing = {(a, u): via for a, u, via in UnitScope.objects.values_list("ancestor", "unit", "via")}
    bulk.delete(UnitScope, ["ancestor_id", "unit_id"], sorted(set(standing) - set(wanted)))
    bulk.insert(
        UnitScope, ["ancestor_id", "unit_id", "via"], [(*pair, via) for pair, via in wanted.items() if pair not in standing]
    )
    bulk.update(
        UnitScope,
        ["ancestor_id", "unit_id"],
        ["via"],
        [(*pair, via) for pair, via in wanted.items() if pair in standing and standing[pair] != via],
    )


def closure_add(units: Iterable[tuple[int, int | None]]) -> None:
    """Put new leaves, parents before children, under what stands: cheaper than a rebuild when an import makes many."""
    new = list(units)
    parents = {parent for _, parent in new if parent}
    above: dict[int, dict[int, str]] = defaultdict(dict)
    for ancestor, unit, via in UnitScope.objects.filter(unit__in=parents).values_list("ancestor", "unit", "via"):
        above[unit][ancestor] = via
    rows = []
    for unit, parent in new:
        above[unit] = {unit: UnitScope.Via.TREE.value, **(above[parent] if parent else {})}
        rows += [(ancestor, unit, via) for ancestor, via in above[unit].items()]
    bulk.insert(UnitScope, ["ancestor_id", "unit_id", "via"], rows)
