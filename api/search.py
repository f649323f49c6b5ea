"""Words to be found: every one of them in what a row says, or in what it names within reach.

Words are looked for as PostgreSQL's full-text search in English has them, and letter for letter;
so that a reference is found whole or in parts, it is read without its punctuation. One term may
stand in the row's own text and another in the name of its force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact

from api.known import as_known

if TYPE_CHECKING:
    from api.clocks import Clocks

MOST_TERMS = 20
LONGEST_SEARCH = 200
_NUMBER = models.IntegerField()
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')


class SearchedWords(Func):
    """The words of several texts of a row, as an index keeps them."""

    function = "searched_words"
    output_field = models.Field()


class SearchedList(Func):
    """A list of words as one text."""

    function = "searched_list"
    output_field = models.TextField()


class AskedWords(Func):
    """A term as it is looked for; the one that is still being typed by its beginning."""

    function = "asked_words"
    output_field = models.Field()


class Matches(Func):
    """Whether words hold a term."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()
    conditional = True


@dataclass(frozen=True)
class Term:
    """A word or a phrase, to be there or not; `is_begun` if more of it may follow."""

    text: str
    is_wanted: bool = True
    is_begun: bool = False

    @property
    def asked(self) -> AskedWords:
        """The term in SQL."""
        return AskedWords(Value(self.text), Value(self.is_begun))


def read_terms(words: str) -> list[list[Term]]:
    """Return what is looked for: alternatives, each of terms that all have to hold.

    Words beside each other all count, "words in quotes" are a phrase, `or` stands between
    alternatives, - before a word it must not have.

    Raises: ValidationError if nothing is asked for, or too much.
    """
    alternatives: list[list[Term]] = [[]]
    for found in _TERM.finditer(words):
        sign, phrase, word = found.groups()
        if word and word.lower() == "or":
            alternatives.append([])
            continue
        is_last = found.end() == len(words)
        is_wanted = not (sign or (word or "").startswith("-"))
        text = phrase if word is None else word.lstrip("-")
        if re.search(r"[^\W_]", text):
            begun = is_last and is_wanted and word is not None
            alternatives[-1].append(Term(text, is_wanted, begun))
    alternatives = [terms for terms in alternatives if terms]
    if not any(term.is_wanted for terms in alternatives for term in terms):
        raise ValidationError("one word to look for at least.")
    if len(words) > LONGEST_SEARCH or sum(map(len, alternatives)) > MOST_TERMS:
        raise ValidationError(f"at most {LONGEST_SEARCH} letters and {MOST_TERMS} words.")
    return alternatives


class Searched:
    """Queryset mixin: rows are found by their own texts and by those of the rows they name.

    Which these are, their models say: `SEARCHED` are texts, `SEARCHED_THROUGH` paths to rows of
    models that are searched themselves.
    """

    def search(self, words: str, *, reader: Any, clocks: Clocks | None = None) -> Self:
        """Rows that hold the words, of what they name only as far as the reader may see it.

        Raises: ValidationError as `read_terms` does.
        """
        rows: Any = self
        wanted = Q()
        for terms in read_terms(words):
            alternative = Q()
            for term in terms:
                held = holding(rows.model, term, reader=reader, clocks=clocks)
                alternative &= held if term.is_wanted else ~held
            wanted |= alternative
        found: Self = rows.filter(wanted)
        return found


def searched_words(texts: Iterable[str | SearchedList]) -> SearchedWords:
    """Return the words of a row's texts, as its index has to keep them."""
    return SearchedWords(*(F(text) if isinstance(text, str) else text for text in texts))


def holding(model: Any, term: Term, *, reader: Any, clocks: Clocks | None) -> Q:
    """Return the condition of a row that holds a term, or names a row that does.

    A term of nothing but words such as "the" tells nothing apart: every row holds it.
    """
    condition = Q(Exact(Func(term.asked, function="numnode", output_field=_NUMBER), Value(0)))
    texts = getattr(model, "SEARCHED", ())
    if texts:
        rows = as_known(model._base_manager.all(), clocks)
        own = rows.filter(Matches(searched_words(texts), term.asked))
        condition |= Q(pk__in=own.values("pk"))
    for path in getattr(model, "SEARCHED_THROUGH", ()):
        named = _named(model, path)
        seen = named._default_manager.visible_to(reader, clocks)
        held = seen.filter(Matches(searched_words(named.SEARCHED), term.asked))
        condition |= Q(**{f"{path}__in": held.order_by().values("pk")})
    return condition


def _named(model: Any, path: str) -> Any:
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
    return model
