"""The second gate: statements about a person who is known. An edit is a record too, and says what it replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.core import clock
from kith.core.actor import Actor
from kith.core.errors import DomainError, Stale
from kith.people.fold import SCALARS, ItemFacts, PersonFacts
from kith.people.items import ITEM_KEYS
from kith.people.models import Decision, Person
from kith.people.selectors import person_facts
from kith.people.services.apply import Draft, record_hash, records_apply
from kith.people.services.withdraw import decision_make


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What an editor wants: new scalars ("" removes one), items by list and key ({"k": None} adds, `removed` takes out).

    `items` maps a list ("studies") to {k or "new…": {field: value}}, with only the fields that change.
    """

    scalars: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    removed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def record_add(
    *,
    person: Person,
    data: Mapping[str, Any],
    actor: Actor,
    route: str = "staff",
    source: str = "console",
    replaces: Mapping[str, Sequence[str]] | None = None,
    denies: Sequence[Mapping[str, Any]] = (),
    kind: str = Decision.Kind.EDIT,
) -> UUID:
    """File one statement about a known person, as of now. Returns the public id of the record."""
    public_id = uuid4()
    now = clock.now()
    with act(actor, "people.record.add", subject=f"person:{person.public_id}") as entry:
        decision = decision_make(kind=kind, subject=f"edit:{public_id}", actor=actor)
        draft = Draft(
            public_id=public_id,
            person=person.pk,
            source=source,
            source_key=str(public_id),
            route=route,
            observer=actor.label,
            observed_at=now,
            precision="instant",
            data=data,
            content_hash=record_hash(data, replaces, denies, now),
            replaces=replaces or {},
            denies=denies,
        )
        records_apply(drafts=[draft], decision=decision, actor=actor)
        entry.note(record=str(public_id), fields=sorted(data))
    return public_id


def person_create(*, data: Mapping[str, Any], actor: Actor, route: str = "staff", source: str = "console") -> Person:
    """A person whom somebody of the staff types in. Raises DomainError when there is no name."""
    if not (data.get("name") or data.get("latin_name")):
        raise DomainError("name-missing", _("Enter a name. Everything else can follow later."))
    public_id, record_id, now = uuid4(), uuid4(), clock.now()
    with act(actor, "people.person.create", subject=f"person:{public_id}"):
        decision = decision_make(kind=Decision.Kind.EDIT, subject=f"edit:{record_id}", actor=actor)
        draft = Draft(
            public_id=record_id,
            person=public_id,
            source=source,
            source_key=str(record_id),
            route=route,
            observer=actor.label,
            observed_at=now,
            precision="instant",
            data=data,
            content_hash=record_hash(data, now),
        )
        records_apply(drafts=[draft], decision=decision, actor=actor)
    return Person.objects.get(public_id=public_id)


def person_edit(*, person: Person, change: PersonChange, version: int, actor: Actor) -> UUID | None:
    """File the difference between what the editor saw and what they want; None when there is none.

    `version` is the version of the person that the form showed. Raises Stale when somebody else wrote since: nothing is
    saved, and the form can show both.
    """
    with act(actor, "people.person.edit", subject=f"person:{person.public_id}"):
        current = Person.objects.select_for_update().get(pk=person.pk)
        if current.version != version:
            raise Stale("stale", _("Somebody changed this person while you were editing. Your input is still here: compare and save again."))
        facts = person_facts(current)
        data, replaces, denies = statement(facts, change)
        if not (data or replaces or denies):
            return None
        return record_add(person=current, data=data, replaces=replaces, denies=denies, actor=actor)


Statement = tuple[dict[str, Any], dict[str, list[str]], list[dict[str, Any]]]


def statement(facts: PersonFacts, change: PersonChange) -> Statement:
    """What an edit asserts, replaces and denies, given the facts that the editor saw. Pure."""
    data: dict[str, Any] = {}
    replaces: dict[str, list[str]] = {}
    denies: list[dict[str, Any]] = []
    for name, value in change.scalars.items():
        if name not in SCALARS:
            raise DomainError("field-unknown", _("There is no field “{name}”."), name=name)
        if value == (facts.get(name) or ""):
            continue
        if value:
            data[name] = value
        if name in facts.scalars:
            replaces[name] = list(facts.scalars[name].stated_by)
    for kind, items in change.items.items():
        standing = {item.k: item for item in facts.items.get(kind, ())}
        stated = [_item_statement(kind, k, fields, standing.get(k), replaces) for k, fields in items.items()]
        if stated := [item for item in stated if item]:
            data[kind] = stated
    for kind, keys in change.removed.items():
        for item in facts.items.get(kind, ()):
            if item.k in keys:
                denies += [{"path": f"{kind}/{k}", "reason": "removed"} for k in item.keys]
    return data, replaces, denies


def _item_statement(
    kind: str, k: str, fields: Mapping[str, Any], standing: ItemFacts | None, replaces: dict[str, list[str]]
) -> dict[str, Any] | None:
    if kind not in ITEM_KEYS:
        raise DomainError("list-unknown", _("There is no list “{name}”."), name=kind)
    if standing is None:
        return {name: value for name, value in fields.items() if value not in ("", None)} or None
    changed = {name: value for name, value in fields.items() if value != (standing.get(name) or "")}
    for name in changed:
        if name in standing.fields:
            for key in standing.keys:
                replaces[f"{kind}/{key}/{name}"] = list(standing.fields[name].stated_by)
    said = {name: value for name, value in changed.items() if value not in ("", None)}
    return {"k": standing.k, **said} if said else None
