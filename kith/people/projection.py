"""Facts to rows: what the fold found, as the tables store it. Pure; the diff against what stands is in `apply`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kith.core import names
from kith.core.text import squash
from kith.people.fold import FOLD_VERSION, ItemFacts, PersonFacts
from kith.people.keys import Features, identity_keys
from kith.people.models import (
    Affiliation,
    ContactPoint,
    Honour,
    Identifier,
    Job,
    PersonName,
    Projected,
    Relation,
    SchoolPost,
    Study,
    Training,
)
from kith.people.tokens import TokenSource, tokens

PERSON_FIELDS = (
    "name", "latin_name", "sort_key", "sex", "birth_date", "death_date", "death", "status", "city", "country",
    "level", "college", "class_name", "employer", "title", "graduation_year", "reachable", "as_of",
    "fold_version", "policy_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChildTable:
    """How one list becomes rows: `columns` are (column, item field); `record` is added for every one."""

    model: type[Projected]
    columns: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return (*(column for column, _ in self.columns), "record_id")


def _same(*columns: str) -> tuple[tuple[str, str], ...]:
    return tuple((column, column) for column in columns)


CHILD_TABLES: Mapping[str, ChildTable] = {
    "ids": ChildTable(Identifier, _same("issuer", "number")),
    "names": ChildTable(PersonName, _same("kind", "text")),
    "studies": ChildTable(
        Study,
        (
            ("unit_id", "unit"),
            *_same("college_root", "college", "department", "major"),
            ("class_name", "class"),
            *_same("degree", "level", "mode", "outcome", "student_no", "enrolment_year", "graduation_year"),
        ),
    ),
    "posts": ChildTable(
        SchoolPost, (*_same("kind", "title"), ("unit_id", "unit"), ("starts", "from"), ("ends", "to"))
    ),
    "trainings": ChildTable(Training, (*_same("name"), ("starts", "from"), ("ends", "to"))),
    "honours": ChildTable(Honour, _same("kind", "title", "state", "on")),
    "jobs": ChildTable(
        Job,
        (
            ("employer_id", "employer_id"),
            ("employer_text", "employer"),
            *_same("title", "industry", "city"),
            ("starts", "from"),
            ("ends", "to"),
        ),
    ),
    "contacts": ChildTable(ContactPoint, _same("kind", "value", "tail", "status")),
    "relations": ChildTable(Relation, (*_same("kind", "name"), ("other_id", "person"))),
}
NULLABLE = frozenset({"unit_id", "employer_id", "other_id", "enrolment_year", "graduation_year"})
LEVELS = ("doctor", "master", "bachelor", "college", "advanced", "other", "")

Rows = dict[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Projection:
    """The rows of one person: values in the order of PERSON_FIELDS, children by list and item key."""

    person: tuple[Any, ...]
    children: Mapping[str, Rows]
    affiliations: frozenset[tuple[int, str]]
    keys: frozenset[int]
    tokens: str


def project(
    facts: PersonFacts,
    *,
    record_ids: Mapping[str, int],
    employers: Mapping[str, int],
    policy_hash: str,
) -> Projection:
    """The rows for `facts`. `record_ids` maps a record's public id to its primary key, `employers` a squashed
    spelling to the employer that an alias means."""
    lists = {kind: [_flat(kind, item, employers) for item in found] for kind, found in facts.items.items()}
    children = {kind: _rows(kind, facts.items[kind], lists[kind], record_ids) for kind in lists if kind in CHILD_TABLES}
    data = {name: value.value for name, value in facts.scalars.items()} | lists
    return Projection(
        person=_person_row(facts, lists, policy_hash),
        children=children,
        affiliations=frozenset(_affiliations(lists)),
        keys=frozenset(identity_keys(Features.of_data(data))),
        tokens=tokens(_token_source(data)),
    )


def _flat(kind: str, item: ItemFacts, employers: Mapping[str, int]) -> dict[str, Any]:
    flat = {name: value.value for name, value in item.fields.items()}
    if kind == "contacts":
        flat["status"] = contact_status(item)
        flat["tail"] = flat["value"][-4:] if flat["kind"] == "phone" else ""
    if kind == "jobs" and employers:
        flat["employer_id"] = employers.get(employer_key(str(flat.get("employer") or "")))
    return flat


def employer_key(text: str) -> str:
    return squash(text)


def contact_status(item: ItemFacts) -> str:
    """Bounced when the newest word on it says so; verified when somebody saw it work or the person gave it."""
    if item.get("bounced"):
        return ContactPoint.Status.BOUNCED.value
    value = item.fields["value"]
    if item.get("verified") or value.record.verified or value.record.route == "self":
        return ContactPoint.Status.VERIFIED.value
    return ContactPoint.Status.UNVERIFIED.value


def _rows(
    kind: str, items: Iterable[ItemFacts], flats: Iterable[Mapping[str, Any]], record_ids: Mapping[str, int]
) -> Rows:
    columns = CHILD_TABLES[kind].columns
    return {
        item.k: (
            *(_cell(column, flat.get(name)) for column, name in columns),
            record_ids[item.backing.id],
        )
        for item, flat in zip(items, flats, strict=True)
    }


def _cell(column: str, value: Any) -> Any:
    if value is None:
        return None if column in NULLABLE else ""
    return value


def _affiliations(lists: Mapping[str, list[dict[str, Any]]]) -> Iterable[tuple[int, str]]:
    bases = (("studies", Affiliation.Basis.STUDY), ("posts", Affiliation.Basis.POST), ("chapters", Affiliation.Basis.CHAPTER))
    for kind, basis in bases:
        yield from ((item["unit"], basis.value) for item in lists.get(kind, ()) if item.get("unit"))


def _person_row(facts: PersonFacts, lists: Mapping[str, list[dict[str, Any]]], policy_hash: str) -> tuple[Any, ...]:
    name = facts.get("name") or facts.get("latin_name") or ""
    study = max(lists.get("studies", ()), key=_study_order, default={})
    job = _present_job(facts.items.get("jobs", ()))
    reachable = not facts.death and any(c["status"] != "bounced" for c in lists.get("contacts", ()))
    as_of = max((value.as_of for value in facts.scalars.values()), default="")
    return (
        name,
        facts.get("latin_name") or "",
        names.sort_key(name)[:200],
        facts.get("sex") or "",
        facts.get("birth_date") or "",
        facts.get("death_date") or "",
        facts.death,
        facts.get("status") or "",
        facts.get("city") or "",
        facts.get("country") or "",
        study.get("level") or "",
        study.get("college") or "",
        study.get("class") or "",
        (job.get("employer") if job else None) or "",
        (job.get("title") if job else None) or "",
        study.get("graduation_year"),
        reachable,
        as_of,
        FOLD_VERSION,
        policy_hash,
    )


def _study_order(study: Mapping[str, Any]) -> tuple[int, int, str]:
    """The study that a list shows: the latest, then the highest."""
    year = study.get("graduation_year") or study.get("enrolment_year") or 0
    level = study.get("level") or ""
    return year, -LEVELS.index(level) if level in LEVELS else -len(LEVELS), str(study.get("student_no") or "")


def _present_job(jobs: Iterable[ItemFacts]) -> ItemFacts | None:
    """The job that was said last and is not said to have ended."""
    open_jobs = [job for job in jobs if not job.get("to")]
    return max(open_jobs, key=lambda job: (str(job.get("from") or ""), job.backing.observed_at, job.k), default=None)


def _token_source(data: Mapping[str, Any]) -> TokenSource:
    studies, jobs = data.get("studies", ()), data.get("jobs", ())
    words = [s.get(part) for s in studies for part in ("college", "department", "major", "class")]
    words += [j.get(part) for j in jobs for part in ("employer", "title")]
    words += [data.get("city"), *(c.get("name") for c in data.get("chapters", ()))]
    return TokenSource(
        names=tuple(n for n in (data.get("name"), *(i["text"] for i in data.get("names", ()))) if n),
        latin_names=tuple(n for n in (data.get("latin_name"),) if n),
        numbers=tuple(
            [s["student_no"] for s in studies if s.get("student_no")] + [i["number"] for i in data.get("ids", ())]
        ),
        words=tuple(word for word in dict.fromkeys(words) if word),
    )
