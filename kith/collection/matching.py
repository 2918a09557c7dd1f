"""Who is meant? Exact evidence only, with the reason in words; everything else is new or for a person to decide.

Pure: features in, verdict out. The order of the rules is the order of their strength. A namesake is never linked on
a name alone, and somebody with another number by the same issuer is somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kith.core import names
from kith.people.keys import Features, Rule


class Reason(StrEnum):
    """Why a verdict was reached; the wording is `REASONS` in the surface."""

    SAME_IDENTIFIER = "same-identifier"
    SAME_NUMBER_AND_NAME = "same-number-and-name"
    SAME_STUDENT_NO = "same-student-no"
    SAME_PHONE_AND_NAME = "same-phone-and-name"
    SAME_EMAIL_AND_NAME = "same-email-and-name"
    SAME_NAME_AND_STUDY = "same-name-and-study"
    NOBODY_LIKE_THIS = "nobody-like-this"
    NUMBER_BUT_OTHER_NAME = "number-but-other-name"
    NAME_AND_BIRTH = "name-and-birth"
    SEVERAL_FIT = "several-fit"
    NAME_AND_PART_OF_STUDY = "name-and-part-of-study"
    NAME_ONLY = "name-only"
    NO_NAME = "no-name"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who shares at least one identity key with the incoming rows."""

    person: int
    features: Features
    rules: frozenset[Rule]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` is "link", "new" or "review"; `people` the one linked, or those to choose from, best first."""

    outcome: str
    reason: Reason
    people: tuple[int, ...] = ()


MAX_SHOWN = 5


def lookup_rules(incoming: Features) -> frozenset[Rule]:
    """Which keys of the incoming rows to look up. The bare name only when the rows say nothing of any study: a name
    alone would fetch every namesake."""
    rules = set(Rule) - {Rule.NAME}
    if not any(study.place or study.years for study in incoming.studies) and not incoming.student_nos:
        rules.add(Rule.NAME)
    return frozenset(rules)


def decide(incoming: Features, candidates: Sequence[Candidate]) -> Verdict:
    """The verdict on one group of rows."""
    possible = sorted(
        (c for c in candidates if not conflict(incoming, c.features)), key=lambda c: (-len(c.rules), c.person)
    )
    if verdict := _by_identifier(incoming, possible):
        return verdict
    if not incoming.names:
        return Verdict("review", Reason.NO_NAME)
    named = [c for c in possible if same_name(incoming, c.features)]
    studied = [c for c in named if Rule.NAME_STUDY in c.rules and not _numbers_differ(incoming, c.features)]
    if len(studied) == 1:
        return Verdict("link", Reason.SAME_NAME_AND_STUDY, (studied[0].person,))
    if studied:
        return Verdict("review", Reason.SEVERAL_FIT, _ids(studied))
    return _by_name(incoming, named)


# Rule, why it links, and why a person must look when the names speak against it (None: the rule then says nothing,
# since phones, mail addresses and foreign numbers are shared).
IDENTIFYING = (
    (Rule.IDENTIFIER, Reason.SAME_IDENTIFIER, Reason.NUMBER_BUT_OTHER_NAME),
    (Rule.STUDENT_NO, Reason.SAME_STUDENT_NO, Reason.NUMBER_BUT_OTHER_NAME),
    (Rule.PHONE, Reason.SAME_PHONE_AND_NAME, None),
    (Rule.EMAIL, Reason.SAME_EMAIL_AND_NAME, None),
    (Rule.NUMBER, Reason.SAME_NUMBER_AND_NAME, None),
)


def _by_identifier(incoming: Features, possible: Sequence[Candidate]) -> Verdict | None:
    for rule, reason, doubt in IDENTIFYING:
        found = [c for c in possible if rule in c.rules]
        fitting = [c for c in found if rule is Rule.IDENTIFIER or compatible_name(incoming, c.features)]
        if rule is Rule.NUMBER and not incoming.names:
            continue
        if len(fitting) == 1:
            return Verdict("link", reason, (fitting[0].person,))
        if fitting:
            return Verdict("review", Reason.SEVERAL_FIT, _ids(fitting))
        if found and doubt:
            return Verdict("review", doubt, _ids(found))
    return None


def _by_name(incoming: Features, named: Sequence[Candidate]) -> Verdict:
    """A name with some, but not enough, beside it. Somebody with a number of their own is only doubted when the
    namesake has none."""
    birth = [c for c in named if Rule.NAME_BIRTH in c.rules]
    if birth:
        return Verdict("review", Reason.NAME_AND_BIRTH, _ids(birth))
    near = [c for c in named if _studies_could_agree(incoming, c.features)]
    if incoming.student_nos:
        near = [c for c in near if not c.features.student_nos]
    if near:
        bare = not any(study.place or study.years for study in incoming.studies)
        return Verdict("review", Reason.NAME_ONLY if bare else Reason.NAME_AND_PART_OF_STUDY, _ids(near))
    return Verdict("new", Reason.NOBODY_LIKE_THIS)


def conflict(incoming: Features, standing: Features) -> bool:
    """True when these surely are two people: another number by the same issuer, another birth, another sex."""
    issuers = {issuer for issuer, _ in incoming.identifiers} & {issuer for issuer, _ in standing.identifiers}
    for issuer in issuers:
        if not {n for i, n in incoming.identifiers if i == issuer} & {n for i, n in standing.identifiers if i == issuer}:
            return True
    if incoming.sex and standing.sex and incoming.sex != standing.sex:
        return True
    return not births_agree(incoming.birth, standing.birth)


def births_agree(left: str, right: str) -> bool:
    """Partial dates agree when one is the beginning of the other; an unknown one agrees with all."""
    return left.startswith(right) or right.startswith(left)


def same_name(left: Features, right: Features) -> bool:
    return any(names.key(a) == names.key(b) for a in left.names for b in right.names)


def compatible_name(left: Features, right: Features) -> bool:
    """Nothing against it: one of the names fits, or one side gives none."""
    if not left.names or not right.names:
        return True
    return any(names.compatible(a, b) for a in left.names for b in right.names)


def _numbers_differ(incoming: Features, standing: Features) -> bool:
    """Other student numbers for one college and year: a namesake of the same year, not the same person."""
    return bool(incoming.student_nos and standing.student_nos and not incoming.student_nos & standing.student_nos)


def _studies_could_agree(incoming: Features, standing: Features) -> bool:
    """Some study of each could be the same one: places agree or are unknown, years agree, are near or are unknown."""
    if not incoming.studies or not standing.studies:
        return True
    return any(
        (not a.place or not b.place or a.place == b.place) and _years_near(a.years, b.years)
        for a in incoming.studies
        for b in standing.studies
    )


def _years_near(left: Sequence[int], right: Sequence[int]) -> bool:
    return not left or not right or any(abs(a - b) <= 1 for a in left for b in right)


def _ids(candidates: Iterable[Candidate]) -> tuple[int, ...]:
    return tuple(c.person for c in candidates)[:MAX_SHOWN]
