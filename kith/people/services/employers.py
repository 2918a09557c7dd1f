"""Employers are decided upon, never made by the fold: an alias says which spelling means whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.people.models import Employer, EmployerAlias, Job
from kith.people.projection import employer_key
from kith.people.services.projecting import people_refold


def employer_create(*, name: str, actor: Actor, name_en: str = "", industry: str = "", city: str = "") -> Employer:
    """A new employer; jobs that already use its name are linked to it."""
    with act(actor, "people.employer.create") as entry:
        employer = Employer.objects.create(name=name, name_en=name_en, industry=industry, city=city)
        entry.note(employer=str(employer.public_id))
        for text in dict.fromkeys(text for text in (name, name_en) if text):
            employer_alias_add(employer=employer, text=text, actor=actor)
    return employer


def employer_alias_add(*, employer: Employer, text: str, actor: Actor) -> EmployerAlias:
    """Decide that this spelling means this employer. Raises DomainError when it means another one already."""
    key = employer_key(text)
    with act(actor, "people.employer.alias", subject=f"employer:{employer.public_id}"):
        alias, made = EmployerAlias.objects.get_or_create(key=key, defaults={"employer": employer, "text": text})
        if not made and alias.employer_id != employer.pk:
            raise DomainError(
                "alias-taken",
                _("“{text}” already means {employer}. Remove it there first."),
                text=text,
                employer=alias.employer.name,
            )
        spelt = Job.objects.filter(employer_text=text, employer=None).values_list("person__root_id", flat=True)
        people_refold(set(spelt))
    return alias
