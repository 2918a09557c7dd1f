"""Puts studies on the unit tree: names as the source wrote them, units as the resolver finds them (SPINE 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kith.organisation.resolver import UnitResolver


class Places:
    """Resolves the units of a statement's studies and chapters; loaded once for a job."""

    def __init__(self, resolver: UnitResolver) -> None:
        self._resolver = resolver

    @classmethod
    def load(cls) -> Places:
        return cls(UnitResolver.load())

    def placed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of `data` whose studies carry `unit`, `unit_root` and `college_root`, and chapters `unit`, where
        the tree knows them. Roots stay the same when a unit is renamed or merged, so keys made of them do too."""
        out = dict(data)
        if studies := out.get("studies"):
            out["studies"] = [self._study(study) for study in studies]
        if chapters := out.get("chapters"):
            out["chapters"] = [self._chapter(chapter) for chapter in chapters]
        return out

    def _study(self, study: Mapping[str, Any]) -> dict[str, Any]:
        found = self._resolver.resolve(
            college=study.get("college", ""),
            department=study.get("department", ""),
            major=study.get("major", ""),
            class_name=study.get("class", ""),
            year=study.get("graduation_year"),
            enrolment_year=study.get("enrolment_year"),
        )
        if found is None:
            return dict(study)
        return {**study, "unit": found.unit_id, "unit_root": found.root_key, "college_root": found.college_root}

    def _chapter(self, chapter: Mapping[str, Any]) -> dict[str, Any]:
        unit = self._resolver.chapter(chapter["name"])
        return {**chapter, "unit": unit} if unit else dict(chapter)
