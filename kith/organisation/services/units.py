"""One unit at a time: make, rename, move, close, delete."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.organisation.closure import closure_add, closure_rebuild
from kith.organisation.models import Unit, UnitLineage, UnitName

K = Unit.Kind
# What may stand directly under what. A level may be left out (a major directly under a college).
PARENTS: Mapping[str, frozenset[str | None]] = {
    K.UNIVERSITY: frozenset({None}),
    K.OFFICE: frozenset({K.UNIVERSITY, K.COLLEGE}),
    K.COLLEGE: frozenset({K.UNIVERSITY}),
    K.DEPARTMENT: frozenset({K.COLLEGE}),
    K.MAJOR: frozenset({K.COLLEGE, K.DEPARTMENT}),
    K.CLASS: frozenset({K.COLLEGE, K.DEPARTMENT, K.MAJOR}),
    K.ASSOCIATION: frozenset({K.UNIVERSITY}),
    K.CHAPTER: frozenset({K.UNIVERSITY, K.ASSOCIATION, K.CHAPTER}),
}


def university_ensure(*, actor: Actor, name: str = "", name_en: str = "") -> Unit:
    """The one root of the trees; made when there is none."""
    standing = Unit.objects.filter(kind=K.UNIVERSITY).first()
    if standing:
        return standing
    return unit_create(kind=K.UNIVERSITY, name=name or settings.KITH_UNIVERSITY, name_en=name_en, parent=None, actor=actor)


def unit_create(
    *,
    kind: str,
    name: str,
    parent: Unit | None,
    actor: Actor,
    name_en: str = "",
    code: str = "",
    year: int | None = None,
    valid_from: int | None = None,
    valid_to: int | None = None,
    roll_size: int | None = None,
) -> Unit:
    """A new unit under `parent`. Raises DomainError for a place that its kind cannot have, or a sibling's name."""
    _check_place(kind, parent)
    _check_name(name, kind, parent, year, None)
    with act(actor, "organisation.unit.create") as entry:
        unit = Unit.objects.create(
            kind=kind, name=name.strip(), name_en=name_en.strip(), parent=parent, code=code.strip(), year=year,
            valid_from=valid_from, valid_to=valid_to, roll_size=roll_size,
        )  # fmt: skip
        closure_add([(unit.pk, parent.pk if parent else None)])
        entry.note(unit=str(unit.public_id), kind=kind)
    return unit


def unit_update(
    *,
    unit: Unit,
    actor: Actor,
    name_en: str,
    code: str,
    year: int | None,
    valid_from: int | None,
    valid_to: int | None,
    roll_size: int | None,
) -> Unit:
    """Change what is not a name or a place: those have acts of their own."""
    if valid_from and valid_to and valid_from > valid_to:
        raise DomainError("years-reversed", _("The last year is before the first. Change one of them."))
    with act(actor, "organisation.unit.update", subject=unit.subject):
        unit.name_en, unit.code, unit.year = name_en.strip(), code.strip(), year
        unit.valid_from, unit.valid_to, unit.roll_size = valid_from, valid_to, roll_size
        unit.save(update_fields=["name_en", "code", "year", "valid_from", "valid_to", "roll_size"])
    return unit


def unit_rename(*, unit: Unit, name: str, actor: Actor, name_en: str = "", year: int | None = None) -> Unit:
    """A new name from `year` on; the old one is kept and goes on finding the unit."""
    if name.strip() == unit.name and (not name_en or name_en.strip() == unit.name_en):
        return unit
    _check_name(name, unit.kind, unit.parent, unit.year, unit)
    with act(actor, "organisation.unit.rename", subject=unit.subject):
        former_name_add(unit=unit, name=unit.name, name_en=unit.name_en, valid_to=year, actor=actor)
        unit.name, unit.name_en = name.strip(), name_en.strip() or unit.name_en
        unit.save(update_fields=["name", "name_en"])
    return unit


def former_name_add(
    *,
    unit: Unit,
    name: str,
    actor: Actor,
    name_en: str = "",
    valid_from: int | None = None,
    valid_to: int | None = None,
) -> UnitName:
    """A name that the unit had once."""
    with act(actor, "organisation.unit.former_name", subject=unit.subject):
        return UnitName.objects.create(unit=unit, name=name, name_en=name_en, valid_from=valid_from, valid_to=valid_to)


def unit_move(*, unit: Unit, parent: Unit, actor: Actor) -> Unit:
    """Put the unit, with all below it, under another parent. `selectors.move_preview` says who gains and who loses."""
    _check_place(unit.kind, parent)
    if parent.below.filter(ancestor=unit).exists():
        raise DomainError("move-into-itself", _("“{name}” cannot be moved under a unit of its own."), name=unit.name)
    with act(actor, "organisation.unit.move", subject=unit.subject) as entry:
        entry.note(parent=str(parent.public_id))
        unit.parent = parent
        unit.save(update_fields=["parent"])
        closure_rebuild()
    return unit


def unit_close(*, unit: Unit, year: int, actor: Actor) -> Unit:
    """The unit ends with this year. Its people and names stay findable."""
    if unit.valid_from and year < unit.valid_from:
        raise DomainError("years-reversed", _("The last year is before the first. Change one of them."))
    with act(actor, "organisation.unit.close", subject=unit.subject):
        unit.valid_to = year
        unit.save(update_fields=["valid_to"])
    return unit


def unit_reopen(*, unit: Unit, actor: Actor) -> Unit:
    with act(actor, "organisation.unit.reopen", subject=unit.subject):
        unit.valid_to = None
        unit.save(update_fields=["valid_to"])
    return unit


def roll_size_set(*, unit: Unit, size: int | None, actor: Actor) -> Unit:
    """How many people the class roll says there are: what coverage is measured against."""
    with act(actor, "organisation.unit.roll", subject=unit.subject):
        unit.roll_size = size
        unit.save(update_fields=["roll_size"])
    return unit


def unit_delete(*, unit: Unit, actor: Actor) -> None:
    """Remove a unit made by mistake. Raises DomainError when people, grants or other units refer to it."""
    try:
        with act(actor, "organisation.unit.delete", subject=unit.subject):
            UnitLineage.objects.filter(predecessor=unit).delete()
            unit.delete()
    except ProtectedError as used:
        raise DomainError(
            "unit-used",
            _("“{name}” is in use: people or other units belong to it. Close it, or merge it into another unit."),
            name=unit.name,
        ) from used


def _check_place(kind: str, parent: Unit | None) -> None:
    if (parent.kind if parent else None) not in PARENTS.get(kind, frozenset()):
        raise DomainError(
            "unit-place",
            _("A {kind} cannot stand there. Choose another place or another kind."),
            kind=Unit.Kind(kind).label if kind in Unit.Kind.values else kind,
        )


def _check_name(name: str, kind: str, parent: Unit | None, year: int | None, unit: Unit | None) -> None:
    if not name.strip():
        raise DomainError("unit-name-missing", _("Enter the unit's name."))
    twins = Unit.objects.filter(name=name.strip(), kind=kind, parent=parent, year=year)
    if unit:
        twins = twins.exclude(pk=unit.pk)
    if twins.exists():
        raise DomainError("unit-name-taken", _("There is a “{name}” here already. Use it, or add a year."), name=name)
