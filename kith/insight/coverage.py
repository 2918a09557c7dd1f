"""Coverage: how many of a cohort we can reach, college by graduation year, down to the class (paper 4.1, Figure 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kith.accounts.access import visible_to
from kith.accounts.permissions import Permission
from kith.accounts.principal import Principal
from kith.organisation.models import Unit, UnitScope
from kith.people.models import Person, Study


class Measure(StrEnum):
    """What share of a cohort is counted."""

    REACHABLE = "reachable"
    EMPLOYER = "employer"


MEASURE_LABELS = {Measure.REACHABLE: _("Reachable"), Measure.EMPLOYER: _("Employer known")}
MEASURED: Mapping[str, Q] = {
    Measure.REACHABLE: Q(person__reachable=True),
    Measure.EMPLOYER: ~Q(person__employer=""),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cohort: people known, those the measure counts, and how many the class rolls expect (0: no roll)."""

    known: int
    counted: int
    expected: int = 0

    @property
    def percent(self) -> int | None:
        """Of the roll where there is one, else of those known; None for an empty cohort."""
        of = max(self.known, self.expected)
        return round(100 * self.counted / of) if of else None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    unit: Unit
    cells: Mapping[int, Cell]
    total: Cell


def coverage_grid(principal: Principal, measure: Measure, *, kind: str, parent: int | None = None) -> list[CoverageRow]:
    """One row for each unit of `kind` (below `parent`), one cell for each graduation year. Three queries at any size.

    Each person counts once in a cell, whichever studies lead there; a unit that was renamed or merged counts under its
    successor and not twice.
    """
    units = visible_to(principal, Unit, Permission.CoverageRead).filter(kind=kind, valid_to=None)
    if parent is not None:
        units = units.filter(id__in=UnitScope.objects.filter(ancestor=parent).values("unit"))
    rows = list(units.order_by("code", "name"))
    expected = _expected([unit.pk for unit in rows])
    cells: dict[int, dict[int, Cell]] = {}
    for unit, year, known, counted in _counted([unit.pk for unit in rows], measure):
        cells.setdefault(unit, {})[year] = Cell(known, counted, expected.get((unit, year), 0))
    for (unit, year), roll in expected.items():
        cells.setdefault(unit, {}).setdefault(year, Cell(0, 0, roll))
    return [CoverageRow(unit, cells.get(unit.pk, {}), _sum(cells.get(unit.pk, {}).values())) for unit in rows]


def _counted(units: Sequence[int], measure: Measure) -> QuerySet[Study, tuple[int, int, int, int]]:
    return (
        Study.objects.filter(
            unit__below__ancestor__in=units, graduation_year__isnull=False, person__merged_into=None
        )
        .values_list("unit__below__ancestor", "graduation_year")
        .annotate(known=Count("person", distinct=True), counted=Count("person", distinct=True, filter=MEASURED[measure]))
        .order_by()
    )


def _expected(units: Sequence[int]) -> dict[tuple[int, int], int]:
    """Class rolls summed by unit and graduation year."""
    found: dict[tuple[int, int], int] = {}
    rolls = UnitScope.objects.filter(ancestor__in=units, unit__roll_size__isnull=False, unit__year__isnull=False)
    for unit, year, size in rolls.values_list("ancestor", "unit__year", "unit__roll_size").annotate(n=F("unit__roll_size")).values_list("ancestor", "unit__year", "n"):
        found[unit, year] = found.get((unit, year), 0) + size
    return found


def _sum(cells: object) -> Cell:
    known = counted = expected = 0
    for cell in cells:  # type: ignore[attr-defined]
        known, counted, expected = known + cell.known, counted + cell.counted, expected + cell.expected
    return Cell(known, counted, expected)


def class_people(principal: Principal, unit: Unit) -> QuerySet[Person]:
    """The people of one unit, in name order: where every cell of the table leads."""
    scope = UnitScope.objects.filter(ancestor=unit).values("unit")
    people = visible_to(principal, Person, Permission.PersonRead)
    return people.filter(id__in=Study.objects.filter(unit__in=scope).values("person")).order_by("sort_key", "id")
