"""What becomes of units: merged into one, split into several (paper 4.4: split and merged schools)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.organisation.closure import closure_rebuild
from kith.organisation.models import Unit, UnitLineage


def unit_merge(*, predecessors: Sequence[Unit], successor: Unit, year: int | None, actor: Actor) -> None:
    """The successor carries on for these units: whoever may see it sees their people, and its counts hold them once."""
    with act(actor, "organisation.unit.merge", subject=successor.subject) as entry:
        for unit in predecessors:
            if unit.pk == successor.pk or unit.below.filter(ancestor=unit, unit=successor).exists():
                raise DomainError("merge-into-itself", _("“{name}” cannot be merged into itself."), name=unit.name)
            if successor.successions.filter(successor=unit).exists():
                raise DomainError("merge-circle", _("“{name}” already came out of this unit."), name=unit.name)
            UnitLineage.objects.get_or_create(
                predecessor=unit, successor=successor, defaults={"kind": UnitLineage.Kind.MERGED, "year": year}
            )
            if year and unit.valid_to is None:
                unit.valid_to = year
                unit.save(update_fields=["valid_to"])
        closure_rebuild()
        entry.note(predecessors=[str(unit.public_id) for unit in predecessors])


def unit_split(*, predecessor: Unit, successors: Sequence[Unit], year: int | None, actor: Actor) -> None:
    """The unit became several. Nobody inherits its people until its classes are moved (SPINE 3.6)."""
    with act(actor, "organisation.unit.split", subject=predecessor.subject) as entry:
        for unit in successors:
            UnitLineage.objects.get_or_create(
                predecessor=predecessor, successor=unit, defaults={"kind": UnitLineage.Kind.SPLIT, "year": year}
            )
        if year and predecessor.valid_to is None:
            predecessor.valid_to = year
            predecessor.save(update_fields=["valid_to"])
        entry.note(successors=[str(unit.public_id) for unit in successors])
