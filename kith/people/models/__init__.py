"""The tables of people: identity, records, and the projection that the fold writes."""

from .employers import Employer, EmployerAlias
from .identity import Affiliation, Decision, Person, PersonField, Record, Sighting
from .projection import (
    ContactPoint,
    Honour,
    Identifier,
    IdentityKey,
    Job,
    PersonName,
    Projected,
    Relation,
    SchoolPost,
    SearchText,
    Study,
    Training,
)

__all__ = [
    "Affiliation",
    "ContactPoint",
    "Decision",
    "Employer",
    "EmployerAlias",
    "Honour",
    "Identifier",
    "IdentityKey",
    "Job",
    "Person",
    "PersonField",
    "PersonName",
    "Projected",
    "Record",
    "Relation",
    "SchoolPost",
    "SearchText",
    "Sighting",
    "Study",
    "Training",
]
