"""Bind a sentence of a lesson to the test that computes its numbers.

    @claim("02", "repeats every {period} samples, since {rate} / {pitch} = {quotient}")
    def test_a_vowel_repeats(period, rate, pitch, quotient):
        assert rate / pitch == quotient == period

The numbers are read from the lesson when the test runs: 24 000, 1.5, -10, or a word such as "half"
or "two thirds". "[...]" stands for any text between two parts of one passage. "^" and "$" tie the
sentence to the beginning and the end of the passage, for a short answer such as "^{n} Hz$". If the
lesson lacks the sentence, the test fails. Sentences that share a name must agree on its value.
"""

import ast
import functools
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lesson_text import Passage, passages
from stated_numbers import NUMBER, value_of

PLACE = re.compile(r"\{(\w+)\}")
FILES = sorted(Path(__file__).parent.glob("test_[0-9]*.py"))


class ClaimError(AssertionError):
    """The lesson does not say what a test says that it says."""


@dataclass(frozen=True)
class Reading:
    """One number that a sentence binds."""

    name: str
    value: int | float
    passage: Passage
    end: int  # where the number ends in the passage; its sign may or may not belong to it


def claim(about: str, *sentences: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a test the numbers of ``sentences``, each under the name in its braces.

    Args:
        about: The lesson, such as "02", or one of its exercises or questions, such as "02.p1".
        sentences: Each is a piece of the lesson's text, with ``{name}`` in the place of a number.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        asked = [*((about, sentence) for sentence in sentences), *getattr(test, "asked", ())]
        body = getattr(test, "body", test)  # where claims are stacked, the undecorated test
        names = {name for _, sentence in asked for name in PLACE.findall(sentence)}
        signature = inspect.signature(body)
        missing = names - set(signature.parameters)
        if missing or not names:
            raise TypeError(f"{test.__name__} must take its claim's numbers: {sorted(missing)}")

        @functools.wraps(test)
        def bound(**fixtures: object) -> None:
            body(**fixtures, **numbers(asked))

        others = [p for name, p in signature.parameters.items() if name not in names]
        bound.__signature__ = signature.replace(parameters=others)
        bound.asked, bound.body = asked, body
        return bound

    return decorate


def numbers(asked: list[tuple[str, str]]) -> dict[str, int | float]:
    """Read the numbers of these sentences, each given with what it is about.

    Raises:
        ClaimError: The lesson lacks a sentence, or states two values under one name.
    """
    found: dict[str, Reading] = {}
    for about, sentence in asked:
        for reading in readings(about, sentence):
            first = found.setdefault(reading.name, reading)
            if first.value != reading.value:
                raise ClaimError(
                    f"lesson {about} states two values for {reading.name!r}:\n"
                    f"  {place(first)}: {first.value}\n  {place(reading)}: {reading.value}\n"
                    "Mend the text, or give the numbers different names."
                )
    return {name: reading.value for name, reading in found.items()}


def readings(about: str, sentence: str) -> list[Reading]:
    """Find a sentence wherever the lesson has it, and read its numbers.

    Raises:
        ClaimError: The lesson does not have it.
    """
    pattern = as_pattern(sentence)
    found = [
        Reading(name.rsplit("__", 1)[0], value_of(text), passage, match.end(name))
        for passage in passages(about)
        if passage.kind != "wrong option"
        for match in pattern.finditer(passage.text)
        for name, text in match.groupdict().items()
    ]
    if not found:
        raise ClaimError(
            f"lesson {about} no longer says {sentence!r}. If the sentence was rewritten, copy it "
            "into the claim; if it is gone, delete the claim."
        )
    return found


@functools.cache
def as_pattern(sentence: str) -> re.Pattern[str]:
    """Turn a sentence with {names} into a pattern; white space and line breaks are alike."""
    parts, count = [], 0
    for part in re.split(r"(\{\w+\}|\[\.\.\.\]|\s+|^\^|\$$)", sentence):
        if PLACE.fullmatch(part):
            parts.append(rf"(?P<{part[1:-1]}__{count}>{NUMBER})")
            count += 1
        elif part in ("[...]", "^", "$"):
            parts.append({"[...]": ".*?", "^": r"\A", "$": r"\Z"}[part])
        else:
            parts.append(r"\s+" if part.isspace() else re.escape(part))
    if PLACE.match(sentence):  # a number is taken whole: "{n} Hz" is not found inside "24 000 Hz"
        parts.insert(0, r"(?<![\d.])(?<!\d[ \u00a0])")
    return re.compile("".join(parts) + r"(?!\d)", re.DOTALL)


def place(reading: Reading) -> str:
    """Return path:line."""
    return f"{reading.passage.path}:{reading.passage.line_of(reading.end)}"


def declared(lesson: str) -> Iterator[tuple[str, str]]:
    """Find the claims on a lesson in the sources of the tests: (lesson or id, sentence).

    The sources are read, and nothing is run, so that the answer does not depend on which tests ran.
    """
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
                about, *sentences = map(ast.literal_eval, node.args)
                if about[:2] == lesson:
                    yield from ((about, sentence) for sentence in sentences)
