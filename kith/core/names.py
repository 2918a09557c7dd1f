"""Names of people in any script: how they sort, what finds them, and when two could be one person's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from kith.core.surnames import COMPOUND, READINGS
from kith.core.text import fold, squash

__all__ = ["NameForms", "compatible", "is_han", "key", "search_names", "sort_key", "split_han"]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇々]")
_DOTS = re.compile(r"[\s·•・･‧∙．.　]+")
_HONORIFICS = frozenset("dr prof professor mr mrs ms sir rev hon".split())
_SUFFIXES = frozenset("jr sr ii iii iv phd md esq".split())


@dataclass(frozen=True, slots=True)
class NameForms:
    """The spellings that find a name. For 曾伟: syllables ("zeng", "wei"), joined ("zengwei",), given ("wei",),
    initials ("zw",); every reading of a polyphonic surname gives its own joined form and initials."""

    syllables: tuple[str, ...]
    joined: tuple[str, ...]
    given: tuple[str, ...]
    initials: tuple[str, ...]


def is_han(text: str) -> bool:
    return bool(_HAN.search(text))


@lru_cache(maxsize=65_536)
def split_han(name: str) -> tuple[str, str]:
    """(surname, given name) of a name in Han characters; names with a dot ("克特·米勒") have no surname."""
    if _DOTS.search(name.strip()):
        return "", _DOTS.sub("", name)
    for size in (4, 2):
        if len(name) > size and name[:size] in COMPOUND:
            return name[:size], name[size:]
    return (name[:1], name[1:]) if len(name) > 1 else ("", name)


@lru_cache(maxsize=32_768)
def _syllable(character: str) -> str:
    found = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)
    return squash(found[0]) if found else ""


def _readings(surname: str) -> tuple[tuple[str, ...], ...]:
    """Each reading of a surname as its syllables."""
    if surname in READINGS:
        if len(surname) == 1:
            return tuple((reading,) for reading in READINGS[surname])
        return (READINGS[surname],)
    return (tuple(_syllable(character) for character in surname),)


@lru_cache(maxsize=65_536)
def search_names(name: str) -> NameForms:
    """Every spelling that should find this name."""
    if not is_han(name):
        return _latin_forms(name)
    surname, given = split_han(name)
    given_parts = tuple(part for c in given if (part := _syllable(c) if is_han(c) else squash(c)))
    readings = _readings(surname) if surname else ((),)
    whole = [(*reading, *given_parts) for reading in readings]
    joined = {"".join(parts) for parts in whole}
    joined |= {spelling.replace("lv", "lu") for spelling in joined}
    return NameForms(
        syllables=_unique(part for parts in whole for part in parts),
        joined=tuple(sorted(joined - {""})),
        given=_unique(["".join(given_parts)] if surname else []),
        initials=_unique("".join(part[0] for part in parts if part) for parts in whole),
    )


def _latin_forms(name: str) -> NameForms:
    words = fold(name).split()
    turned = [word for part in reversed(name.split(",")) for word in fold(part).split()] if "," in name else words
    orders = [turned, [*turned[-1:], *turned[:-1]]]
    return NameForms(
        syllables=_unique(words),
        joined=_unique("".join(order) for order in orders),
        given=(),
        initials=_unique("".join(word[0] for word in order) for order in orders),
    )


def _unique(parts: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in parts if part))  # type: ignore[attr-defined]


@lru_cache(maxsize=65_536)
def sort_key(name: str) -> str:
    """Pinyin without tones, surname first, for Han names; folded words for others, as typed ("Abruzzo, Matthew T.")."""
    if not is_han(name):
        return fold(name)
    surname, given = split_han(name)
    head = ["".join(_readings(surname)[0])] if surname else []
    return " ".join([*head, *(_syllable(c) if is_han(c) else squash(c) for c in given)]).strip()


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """One spelling for all orders and punctuations of a name: characters of a Han name, sorted words of others."""
    if is_han(name):
        return unicodedata.normalize("NFKC", _DOTS.sub("", name)).casefold()
    words = [word for word in fold(name).split() if word not in _HONORIFICS]
    return " ".join(sorted(words))


@lru_cache(maxsize=65_536)
def compatible(left: str, right: str) -> bool:
    """Could both be the same person's name? Han names only when equal; others when each word of the shorter one meets
    a word of the longer, an initial standing for any word that begins with it."""
    if is_han(left) or is_han(right):
        return key(left) == key(right)
    short, long = sorted((_words(left), _words(right)), key=len)
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        partner = next((other for other in rest if other == word), None) or next(
            (o for o in rest if (len(word) == 1 or len(o) == 1) and o[0] == word[0]), None
        )
        if partner is None:
            return False
        rest.remove(partner)
    return bool(short)


def _words(name: str) -> list[str]:
    return [word for word in fold(name).split() if word not in _HONORIFICS | _SUFFIXES]
