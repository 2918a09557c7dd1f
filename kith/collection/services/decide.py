"""Hop 4: what the rules left open, a person decides. The decision is also a label for linkage."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.collection.matching import Reason
from kith.collection.models import Batch, Match
from kith.collection.selectors import batch_counts
from kith.core import clock
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.people.models import Person

CHOICES = frozenset({Match.Outcome.NEW, Match.Outcome.LINK, Match.Outcome.SKIP, Match.Outcome.REVIEW})


def match_decide(*, match: Match, outcome: str, actor: Actor, person: Person | None = None) -> Match:
    """Say who is meant: `person` with "link", somebody new, or leave the rows out ("review" takes a decision back)."""
    if outcome not in CHOICES or (outcome == Match.Outcome.LINK) != (person is not None):
        raise DomainError("decision-unknown", _("Choose one of the people, “somebody new” or “leave out”."))
    with act(actor, "collection.match.decide", subject=match.batch.subject) as entry:
        current = Match.objects.select_for_update().get(pk=match.pk)
        if current.applied:
            raise DomainError("match-applied", _("These rows were applied already. Undo the import to decide again."))
        current.outcome, current.person = outcome, person
        current.reason = Reason.DECIDED if outcome != Match.Outcome.REVIEW else current.reason
        current.decided_by = actor.label if outcome != Match.Outcome.REVIEW else ""
        current.decided_at = clock.now()
        current.save()
        Batch.objects.filter(pk=match.batch_id).update(counts=batch_counts(match.batch))
        entry.note(group=current.group, outcome=outcome, person=str(person.public_id) if person else None)
    return current
