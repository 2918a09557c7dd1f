"""The full-text side of people: which people match a query's terms, on either database.

The index is kept by triggers over SearchText (migration 0002); the words of a query come from `tokens.query_terms`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from kith.people.models import ContactPoint
from kith.people.tokens import Term, fts5_match, tsquery

FTS5 = "SELECT rowid FROM people_search WHERE people_search MATCH %s"
TSVECTOR = "SELECT person_id FROM people_searchtext WHERE tokens_vector @@ %s::tsquery"


def people_matching(terms: Sequence[Term]) -> Q:
    """The people whom all terms fit. Words use the index; a phone, its last four digits and mail have their own."""
    found = Q()
    words = [term for term in terms if term.kind in ("token", "prefix", "number")]
    if words:
        found &= Q(id__in=_indexed(words))
    for term in terms:
        if term.kind == "phone":
            found &= _contact(kind="phone", value=term.text)
        elif term.kind == "phone4":
            found &= _contact(kind="phone", tail=term.text) | Q(id__in=_indexed([term]))
        elif term.kind == "email":
            found &= _contact(kind="email", value__startswith=term.text)
        elif term.kind == "year":
            found &= Q(id__in=_indexed([term])) | Q(graduation_year=int(term.text))
    return found


def _contact(**conditions: str) -> Q:
    return Q(id__in=ContactPoint.objects.filter(**conditions).values("person"))


def _indexed(terms: Sequence[Term]) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(TSVECTOR, [tsquery(terms)])  # noqa: S611 - the text is a parameter
    return RawSQL(FTS5, [fts5_match(terms)])  # noqa: S611
