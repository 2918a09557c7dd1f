"""Undo: statements are withdrawn, never deleted, and people folded again as if they had not been made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.deletion import PROTECT
from django.utils import timezone

from kith.audit import act
from kith.core.actor import Actor
from kith.people.models import Decision, Person, Record, Sighting
from kith.people.services.projecting import people_refold


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did: records withdrawn, people removed and people kept because somebody added to them since."""

    records: int
    people_removed: int
    people_kept: tuple[int, ...]


def decision_make(*, kind: str, subject: str, actor: Actor, undoes: Decision | None = None) -> Decision:
    return Decision.objects.create(
        kind=kind, subject=subject, actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label, undoes=undoes
    )


def records_withdraw(
    *, records: QuerySet[Record], decision: Decision, actor: Actor, keep_named: bool = True
) -> Withdrawn:
    """Withdraw these records and fold their people again, in one transaction.

    A person left without any live record is removed, unless another context refers to them: then the shell stays.
    With `keep_named`, somebody who has later records by others keeps the record that gives the name (SPINE 2.10).
    Give all records of a person in one call.
    """
    with act(actor, "people.records.withdraw", subject=decision.subject) as entry:
        wanted = {pk: root for pk, root in records.filter(withdrawn_at=None).values_list("id", "person__root_id")}
        roots = {root for root in wanted.values() if root}
        kept = _naming_records(wanted, roots) if keep_named else {}
        going = [pk for pk in wanted if pk not in kept.values()]
        Record.objects.filter(id__in=going).update(withdrawn_at=timezone.now(), withdrawn_by=decision)
        alive = set(Record.objects.filter(person__root__in=roots, withdrawn_at=None).values_list("person__root_id", flat=True))
        removed = _people_remove(roots - alive)
        people_refold(roots - removed)
        entry.note(records=len(going), people_removed=len(removed), people_kept=len(kept))
    return Withdrawn(len(going), len(removed), tuple(sorted(kept)))


def decision_withdraw(*, subject: str, actor: Actor) -> Withdrawn:
    """Take back everything that one act said (an edit, a new person)."""
    with act(actor, "people.decision.withdraw", subject=subject):
        made = Decision.objects.filter(subject=subject).exclude(kind=Decision.Kind.WITHDRAW).order_by("id").first()
        decision = decision_make(kind=Decision.Kind.WITHDRAW, subject=subject, actor=actor, undoes=made)
        records = Record.objects.filter(decision__subject=subject)
        Sighting.objects.filter(decision__subject=subject).delete()
        return records_withdraw(records=records, decision=decision, actor=actor)


def _naming_records(wanted: dict[int, int], roots: Collection[int]) -> dict[int, int]:
    """For each person whose remaining records name nobody: root -> the record, newest first, that must stay."""
    remaining: dict[int, bool] = defaultdict(bool)
    others = Record.objects.filter(person__root__in=roots, withdrawn_at=None).exclude(id__in=wanted)
    for root, data in others.values_list("person__root_id", "data"):
        remaining[root] = remaining[root] or "name" in data
    nameless = {root for root, named in remaining.items() if not named}
    if not nameless:
        return {}
    going = Record.objects.filter(id__in=[pk for pk, root in wanted.items() if root in nameless])
    kept: dict[int, int] = {}
    for pk, root, data in going.order_by("observed_at", "id").values_list("id", "person__root_id", "data"):
        if "name" in data:
            kept[root] = pk
    return kept


def _people_remove(roots: Collection[int]) -> set[int]:
    """Delete people of whom nothing is left; return those deleted. Their withdrawn records stay, without a person."""
    removable = set(roots) - people_referred_to(roots)
    people = Person.objects.filter(id__in=removable)
    Record.objects.filter(person__in=removable).update(person=None)
    people.update(root=None)
    people.delete()
    return removable


def people_referred_to(roots: Collection[int]) -> set[int]:
    """Which of these people another context's rows refer to."""
    found: set[int] = set()
    for relation in Person._meta.related_objects:
        model, protects = relation.related_model, getattr(relation, "on_delete", None) is PROTECT
        if protects and model not in (Record, Person):
            name = relation.field.name
            found |= set(model._default_manager.filter(**{f"{name}__in": roots}).values_list(name, flat=True))
    found |= set(Person.objects.filter(merged_into__in=roots).values_list("merged_into_id", flat=True))
    return found
