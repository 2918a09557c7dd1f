"""Identity keys: 64-bit hashes of (rule, value) by which a stranger is recognised (PERFORMANCE 3.4).

The same function gives the keys that a person is stored under and the keys that an incoming row looks up, so the two
cannot drift. The rules are exact; the weighing of fuzzy evidence belongs to linkage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kith.core.names import key as name_key
from kith.core.text import squash


class Rule(StrEnum):
    """What a key says. The value is hashed with it, so renaming one needs a rebuild of all keys."""

    IDENTIFIER = "id"  # issuer and number
    NUMBER = "no"  # a number by any issuer: only with a name
    STUDENT_NO = "sn"
    PHONE = "ph"
    EMAIL = "em"
    NAME_BIRTH = "nb"
    NAME_STUDY = "ns"  # name, college, year
    NAME_YEAR = "ny"
    NAME_PLACE = "np"  # name, college
    NAME = "nm"


@dataclass(frozen=True, slots=True)
class StudyFeature:
    """One study as matching sees it: the college (lineage root, else its words) and the years."""

    place: str
    enrolled: int | None
    graduated: int | None
    level: str

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(year for year in (self.graduated, self.enrolled) if year)


@dataclass(frozen=True, slots=True)
class Features:
    """Everything that can tell one person from another, from a person's facts or from an incoming statement."""

    names: tuple[str, ...]
    birth: str
    sex: str
    identifiers: frozenset[tuple[str, str]]
    student_nos: frozenset[str]
    phones: frozenset[str]
    emails: frozenset[str]
    studies: tuple[StudyFeature, ...]

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Features:
        """Features of one statement (a record's `data`) or of a person's facts in the same shape."""
        names = [data.get("name"), data.get("latin_name"), *(item["text"] for item in data.get("names", ()))]
        studies = data.get("studies", ())
        contacts = data.get("contacts", ())
        return cls(
            names=tuple(name for name in names if name),
            birth=data.get("birth_date") or "",
            sex=data.get("sex") or "",
            identifiers=frozenset((item["issuer"], item["number"]) for item in data.get("ids", ())),
            student_nos=frozenset(s["student_no"] for s in studies if s.get("student_no")),
            phones=frozenset(c["value"] for c in contacts if c["kind"] == "phone"),
            emails=frozenset(c["value"] for c in contacts if c["kind"] == "email"),
            studies=tuple(
                StudyFeature(college_place(s), s.get("enrolment_year"), s.get("graduation_year"), s.get("level") or "")
                for s in studies
            ),
        )


def college_place(study: Mapping[str, Any]) -> str:
    return str(study.get("college_root") or squash(study.get("college") or ""))


def hash64(rule: Rule, *parts: object) -> int:
    """A signed 64-bit key, as both databases store a bigint."""
    text = "|".join((rule.value, *map(str, parts)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def keyed_values(features: Features) -> Iterator[tuple[Rule, tuple[object, ...]]]:
    """Every (rule, value) that holds for these features."""
    for issuer, number in features.identifiers:
        yield Rule.IDENTIFIER, (issuer, number)
        yield Rule.NUMBER, (number,)
    yield from ((Rule.STUDENT_NO, (number,)) for number in features.student_nos)
    yield from ((Rule.PHONE, (phone,)) for phone in features.phones)
    yield from ((Rule.EMAIL, (email,)) for email in features.emails)
    for name in {name_key(name) for name in features.names} - {""}:
        yield Rule.NAME, (name,)
        if len(features.birth) == 10:
            yield Rule.NAME_BIRTH, (name, features.birth)
        for study in features.studies:
            if study.place:
                yield Rule.NAME_PLACE, (name, study.place)
                yield from ((Rule.NAME_STUDY, (name, study.place, year)) for year in study.years)
            if study.years:
                yield Rule.NAME_YEAR, (name, study.years[0])


def identity_keys(features: Features, rules: Iterable[Rule] = Rule) -> dict[int, Rule]:
    """The keys of these features for the given rules."""
    wanted = frozenset(rules)
    return {hash64(rule, *value): rule for rule, value in keyed_values(features) if rule in wanted}
