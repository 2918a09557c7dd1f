"""Every write to people. All of them end in `records_apply` or `records_withdraw`, which fold and project."""

from .apply import Applied, Draft, record_hash, records_apply
from .edit import PersonChange, person_create, person_edit, record_add
from .employers import employer_alias_add, employer_create
from .projecting import people_refold
from .withdraw import Withdrawn, decision_withdraw, records_withdraw

__all__ = [
    "Applied",
    "Draft",
    "PersonChange",
    "Withdrawn",
    "decision_withdraw",
    "employer_alias_add",
    "employer_create",
    "people_refold",
    "person_create",
    "person_edit",
    "record_add",
    "record_hash",
    "records_apply",
    "records_withdraw",
]
