"""`find` and `show`."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

import click

from kith.cli.commands.acting import echo_json, operator_principal
from kith.cli.main import REFUSED
from kith.core import clock
from kith.core.errors import NotFound
from kith.insight.people import found_rows, people_asked, people_found, PeopleQuestion
from kith.people.confidence import confidence, is_stable
from kith.people.fold import PersonFacts, Value
from kith.people.models import Person
from kith.people.projection import contact_status
from kith.people.selectors import person_facts, person_records


@click.command()
@click.argument("text", required=False, default="")
@click.option("--unit", default="", help="Any present or former name of a college, department, major, class or chapter.")
@click.option("--year", type=int, help="Graduation year.")
@click.option("--count", "only_count", is_flag=True, help="Print only how many.")
@click.option("--json", "as_json", is_flag=True, help="Print every match as JSON.")
def find(text: str, unit: str, year: int | None, *, only_count: bool, as_json: bool) -> None:
    """Find people by name, pinyin, initials, student number, phone, mail or words of their work."""
    people = people_found(operator_principal(), text=text, unit_name=unit, year=year)
    if only_count:
        count = people.count()
        echo_json({"count": count}) if as_json else click.echo(count)
        return
    rows = found_rows(people)
    if as_json:
        echo_json(list(rows))
        return
    for row in rows:
        years = ", ".join(map(str, row["graduation_years"]))
        click.echo("\t".join([row["id"], row["name"], row["latin_name"], "; ".join(row["units"]), years]))


@click.command()
@click.argument("person")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def show(person: str, *, as_json: bool) -> None:
    """Show one person: every value with its route, date and confidence. PERSON is an id, or words that fit one."""
    shown = described(_one_person(person))
    if as_json:
        echo_json(shown)
        return
    click.echo(f"{shown['name']}  ({shown['id']})")
    for name, value in shown["fields"].items():
        click.echo(f"  {name}: {value['value']}   [{value['confidence']}, {value['route']}, {value['observed_on']}]")
    for kind in ("studies", "jobs", "contacts"):
        for item in shown[kind]:
            click.echo(f"  {kind}: " + ", ".join(f"{k} {v}" for k, v in item.items() if v not in (None, "")))
    click.echo(f"  records: {shown['records']}")


def _one_person(text: str) -> Person:
    principal = operator_principal()
    people = people_asked(principal, PeopleQuestion())
    try:
        found = list(people.filter(public_id=UUID(text)))
    except ValueError:
        found = list(people_found(principal, text=text)[:11])
    if len(found) > 1:
        click.echo(f"kith: {len(found) if len(found) < 11 else 'more than 10'} people fit “{text}”. Give an id:", err=True)
        for person in found[:10]:
            click.echo(f"  {person.public_id}  {person.name}  {person.college} {person.graduation_year or ''}", err=True)
        sys.exit(REFUSED)
    if not found:
        raise NotFound(f"Nobody fits “{text}”. Try fewer words, or `kith find`.")
    return found[0]


STUDY = ("college", "department", "major", "class", "degree", "level", "mode", "student_no", "enrolment_year",
         "graduation_year", "outcome")  # fmt: skip


def described(person: Person) -> dict[str, Any]:
    """One person as scripts read it: names, fields with route, date and confidence, studies, jobs, contacts."""
    facts = person_facts(person)
    fields = {name: _field(name, value) for name, value in facts.scalars.items()}
    fields |= _first_item_fields(facts)
    if facts.death:
        fields["death"] = {"value": facts.death, "route": "", "observed_on": "", "confidence": ""}
    others = [item.get("text") for item in facts.items.get("names", ())]
    return {
        "id": str(person.public_id),
        "name": person.name,
        "names": list(dict.fromkeys(name for name in [person.name, person.latin_name, *others] if name)),
        "fields": fields,
        "studies": [{name: item.get(name) for name in STUDY} for item in facts.items.get("studies", ())],
        "jobs": [{name: item.get(name) for name in ("employer", "title", "city")} for item in facts.items.get("jobs", ())],
        "contacts": [
            {"kind": item.get("kind"), "value": item.get("value"), "status": contact_status(item)}
            for item in facts.items.get("contacts", ())
        ],
        "records": person_records(person).filter(withdrawn_at=None).count(),
    }


def _field(path: str, value: Value) -> dict[str, str]:
    return {
        "value": value.value,
        "route": value.record.route,
        "observed_on": value.as_of,
        "confidence": confidence(value, stable=is_stable(path), today=clock.today()).value,
    }


# Fields of list items that a mapping knows as fields of the row.
IN_LISTS = {
    "external_id": ("ids", "number"),
    "former_name": ("names", "text"),
    "college": ("studies", "college"),
    "department": ("studies", "department"),
    "major": ("studies", "major"),
    "class": ("studies", "class"),
    "degree": ("studies", "degree"),
    "level": ("studies", "level"),
    "mode": ("studies", "mode"),
    "student_no": ("studies", "student_no"),
    "enrolment_year": ("studies", "enrolment_year"),
    "graduation_year": ("studies", "graduation_year"),
    "outcome": ("studies", "outcome"),
    "employer": ("jobs", "employer"),
    "title": ("jobs", "title"),
    "industry": ("jobs", "industry"),
}


def _first_item_fields(facts: PersonFacts) -> dict[str, dict[str, str]]:
    """Fields kept in lists, from the first item that has them; phone, e-mail and WeChat by kind."""
    fields: dict[str, dict[str, str]] = {}
    for field_id, (kind, name) in IN_LISTS.items():
        value = next((item.fields[name] for item in facts.items.get(kind, ()) if name in item.fields), None)
        if value:
            fields[field_id] = _field(kind, value)
    for item in facts.items.get("contacts", ()):
        fields.setdefault(item.get("kind"), _field("contacts", item.fields["value"]))
    return fields
