"""Search tokens: one stream for both databases, made of a-z, 0-9 and Han characters only, so that FTS5 and tsvector
both keep each token whole (PERFORMANCE 2a).

Names: characters, pairs, syllables, joined pinyin, given name; initials are tagged "0", words of work and study "1",
numbers "2", so that a name search stays precise. Phones and mail have indexed columns of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kith.core import phones
from kith.core.names import is_han, search_names
from kith.core.text import fold, squash

INITIALS, WORDS, NUMBERS = "0", "1", "2"
_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇々]+|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class TokenSource:
    """What a person can be found by. Names are in any script; `words` of work, study and place."""

    names: Sequence[str] = ()
    latin_names: Sequence[str] = ()
    numbers: Sequence[str] = ()
    words: Sequence[str] = ()


def tokens(source: TokenSource) -> str:
    """The person's tokens, sorted and unique, separated by spaces."""
    found: set[str] = set()
    for name in (*source.names, *source.latin_names):
        found |= _name_tokens(name)
    for words in source.words:
        found |= _word_tokens(words)
    found |= {NUMBERS + squashed for number in source.numbers if (squashed := _plain(number))}
    return " ".join(sorted(found))


@lru_cache(maxsize=16_384)
def _name_tokens(name: str) -> frozenset[str]:
    forms = search_names(name)
    found = {*forms.syllables, *forms.joined, *forms.given, *(INITIALS + i for i in forms.initials)}
    for run in _RUNS.findall(fold(name)):
        found |= set(_grams(run)) if is_han(run) else {run}
    return frozenset(token for token in map(_plain, found) if token)


@lru_cache(maxsize=65_536)
def _word_tokens(words: str) -> frozenset[str]:
    found: set[str] = set()
    for run in _RUNS.findall(fold(words)):
        found |= {WORDS + gram for gram in (_grams(run) if is_han(run) else [run])}
    return frozenset(found)


def _grams(run: str) -> Iterator[str]:
    """Each character and each pair of neighbours: enough to find any substring."""
    yield from run
    yield from (run[i : i + 2] for i in range(len(run) - 1))


def _plain(text: str) -> str:
    return "".join(_RUNS.findall(squash(text)))


Kind = Literal["token", "prefix", "phone", "phone4", "email", "year", "number"]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must fit. `alternatives` are tokens, of which one is enough; a trailing "*" begins a longer one."""

    kind: Kind
    text: str
    alternatives: tuple[str, ...] = ()


def query_terms(text: str) -> list[Term]:
    """What somebody typed, as terms that must all fit: "张 2008 石油", "zw", "zhang wei", "5678", "z@x.cn"."""
    terms: list[Term] = []
    for word in text.split():
        if "@" in word:
            terms.append(Term("email", word.lower()))
        elif (number := _digits(word)) is not None:
            terms.append(_number_term(number, word))
        else:
            terms += _word_terms(word)
    return terms


def _digits(word: str) -> str | None:
    plain = re.sub(r"[-()+]", "", word)
    return squash(plain) if plain and plain.isdigit() else None


def _number_term(digits: str, word: str) -> Term:
    number = (f"{NUMBERS}{digits}*",)
    if len(digits) == 4:
        year = 1900 <= int(digits) <= 2100
        return Term("year" if year else "phone4", digits, number)
    if len(digits) == 11 and (e164 := phones.normalise(digits)):
        return Term("phone", e164, number)
    if word.startswith("+") and (e164 := phones.normalise(word)):
        return Term("phone", e164, number)
    return Term("number", digits, number)


def _word_terms(word: str) -> Iterator[Term]:
    """Han: every pair of neighbours, in a name or in words. Latin: the beginning of a word, or initials."""
    for run in _RUNS.findall(fold(word)):
        if not is_han(run):
            yield Term("prefix", run, (f"{run}*", f"{INITIALS}{run}", f"{WORDS}{run}*", f"{NUMBERS}{run}*"))
        elif len(run) == 1:
            yield Term("token", run, (run, WORDS + run))
        else:
            yield from (
                Term("token", pair, (pair, WORDS + pair)) for pair in (run[i : i + 2] for i in range(len(run) - 1))
            )


def fts5_match(terms: Iterable[Term]) -> str:
    """The FTS5 query that all terms fit. Tokens hold letters and digits only, so quoting them is all the care needed."""
    return " AND ".join(f"({' OR '.join(_fts5(token) for token in term.alternatives)})" for term in terms)


def _fts5(token: str) -> str:
    return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'


def tsquery(terms: Iterable[Term]) -> str:
    """The same as a PostgreSQL tsquery."""
    return " & ".join(f"({' | '.join(_lexeme(token) for token in term.alternatives)})" for term in terms)


def _lexeme(token: str) -> str:
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
