"""The people list: text and filters in one question, counts beside it, pages by keyset.

Rights are part of the question, never a filter afterwards: list, count, facets and export start from the same
`visible_to` (SPINE 3.7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from kith.accounts.access import visible_to
from kith.accounts.permissions import Permission
from kith.accounts.principal import Principal
from kith.organisation.models import UnitScope
from kith.organisation.selectors import units_named
from kith.people.models import Affiliation, Person, Study
from kith.people.search import people_matching
from kith.people.tokens import query_terms

PAGE_SIZE = 50
FACET_SIZE = 12
# Facet name -> column of the projection. One declaration serves the filter, the counts and the chips.
FACETS: Mapping[str, str] = {
    "college": "college",
    "level": "level",
    "year": "graduation_year",
    "city": "city",
    "reachable": "reachable",
    "death": "death",
}


@dataclass(frozen=True, slots=True)
class PeopleQuestion:
    """What a reader asks of the list. `filters` holds the chosen values of facets; `unit` a unit's primary key."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: int | None = None
    after: tuple[str, int] | None = None
    before: tuple[str, int] | None = None
    size: int = PAGE_SIZE

    def without(self, facet: str) -> PeopleQuestion:
        return replace(self, filters={name: values for name, values in self.filters.items() if name != facet})


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page: `rows` of columns, how many people in all, whether more lie before and after."""

    rows: Sequence[Mapping[str, Any]]
    total: int
    has_previous: bool
    has_next: bool


COLUMNS = (
    "id", "public_id", "name", "latin_name", "sort_key", "college", "class_name", "level", "graduation_year",
    "employer", "title", "city", "reachable", "death", "as_of",
)  # fmt: skip


def people_asked(principal: Principal, question: PeopleQuestion) -> QuerySet[Person]:
    """Everybody who fits, whom this reader may see, in no order."""
    people = visible_to(principal, Person, Permission.PersonRead)
    if question.text.strip():
        people = people.filter(people_matching(query_terms(question.text)))
    if question.unit is not None:
        people = people.filter(id__in=under_units([question.unit]))
    for facet, values in question.filters.items():
        if facet in FACETS and values:
            people = people.filter(_facet_condition(facet, values))
    return people


def under_units(units: Sequence[int]) -> QuerySet[Affiliation, Any]:
    """Ids of people affiliated with these units or any below them, successors and predecessors by lineage included."""
    below = UnitScope.objects.filter(ancestor__in=units).values("unit")
    return Affiliation.objects.filter(unit__in=below).values("person")


def _facet_condition(facet: str, values: Sequence[str]) -> Q:
    column = FACETS[facet]
    if facet == "reachable":
        return Q(reachable__in=[value == "yes" for value in values])
    if facet == "year":
        return Q(graduation_year__in=[int(value) for value in values if value.isdigit()])
    return Q(**{f"{column}__in": values})


def people_page(principal: Principal, question: PeopleQuestion) -> PeoplePage:
    """The page after or before a row, in name order. Two queries whatever the size."""
    people = people_asked(principal, question)
    backwards = question.before is not None
    ordered = people.order_by("-sort_key", "-id") if backwards else people.order_by("sort_key", "id")
    if edge := question.before or question.after:
        key, pk = edge
        side = "lt" if backwards else "gt"
        ordered = ordered.filter(Q(**{f"sort_key__{side}": key}) | Q(sort_key=key, **{f"id__{side}": pk}))
    rows = list(ordered.values(*COLUMNS)[: question.size + 1])
    more = len(rows) > question.size
    rows = rows[: question.size]
    if backwards:
        rows.reverse()
    return PeoplePage(
        rows=rows,
        total=people.count(),
        has_previous=more if backwards else question.after is not None,
        has_next=True if backwards else more,
    )


def people_facets(principal: Principal, question: PeopleQuestion) -> dict[str, list[FacetValue]]:
    """For each facet, the commonest values with their counts, as if that facet were not filtered: one query each."""
    return {facet: _facet(principal, question, facet) for facet in FACETS}


def _facet(principal: Principal, question: PeopleQuestion, facet: str) -> list[FacetValue]:
    column = FACETS[facet]
    chosen = question.filters.get(facet, ())
    people = people_asked(principal, question.without(facet)).exclude(**{column: None if facet == "year" else ""}) \
        if facet != "reachable" else people_asked(principal, question.without(facet))  # fmt: skip
    counted = people.values_list(column).annotate(n=Count("id")).order_by("-n", column)
    found = {_facet_text(value): n for value, n in counted[:FACET_SIZE]}
    missing = [value for value in chosen if value not in found]
    if missing:
        found |= {_facet_text(value): n for value, n in counted.filter(_facet_condition(facet, missing))}
    return [FacetValue(value, n, value in chosen) for value, n in found.items()]


def _facet_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def people_found(
    principal: Principal, *, text: str = "", unit_name: str = "", year: int | None = None
) -> QuerySet[Person]:
    """Everybody whom the command line asks for, in name order. `unit_name` is any present or former name."""
    people = people_asked(principal, PeopleQuestion(text=text))
    if unit_name:
        people = people.filter(id__in=under_units(units_named(unit_name)))
    if year is not None:
        people = people.filter(id__in=Study.objects.filter(graduation_year=year).values("person"))
    return people.order_by("sort_key", "id")


def found_rows(people: QuerySet[Person], *, chunk: int = 1000) -> Iterator[dict[str, Any]]:
    """Each person as {"id", "name", "latin_name", "units", "graduation_years"}, streamed in order."""
    after: tuple[str, int] | None = None
    while True:
        page = people
        if after:
            page = page.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], id__gt=after[1]))
        rows = list(page.values("id", "public_id", "name", "latin_name", "sort_key")[:chunk])
        if not rows:
            return
        studies: dict[int, list[tuple[str, int | None]]] = {}
        found = Study.objects.filter(person__in=[row["id"] for row in rows]).order_by("k")
        for person, college, year in found.values_list("person_id", "college", "graduation_year"):
            studies.setdefault(person, []).append((college, year))
        for row in rows:
            spells = studies.get(row["id"], [])
            yield {
                "id": str(row["public_id"]),
                "name": row["name"],
                "latin_name": row["latin_name"],
                "units": list(dict.fromkeys(college for college, _ in spells if college)),
                "graduation_years": sorted({year for _, year in spells if year}),
            }
        after = (rows[-1]["sort_key"], rows[-1]["id"])


def quick_find(principal: Principal, text: str, *, limit: int = 8) -> list[Mapping[str, Any]]:
    """The first people for the search box: those whose name is exactly the text come first, then name order."""
    wanted = text.strip()
    if not wanted:
        return []
    people = people_asked(principal, PeopleQuestion(text=wanted)).order_by("sort_key", "id")
    exact = list(people.filter(name=wanted).values(*COLUMNS)[:limit])
    rest = list(people.exclude(name=wanted).values(*COLUMNS)[: limit - len(exact)]) if len(exact) < limit else []
    return [*exact, *rest]


