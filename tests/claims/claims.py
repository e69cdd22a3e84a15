"""Connect a sentence of a lesson to the test that computes its numbers.

    @claim("02", "repeats every {period} samples, since {rate} / {pitch} = {quotient}")
    def test_a_vowel_repeats(period, rate, pitch, quotient):
        assert rate / pitch == quotient == period

The numbers are read from the lesson when the test runs: 24 000, 1.5, -10, or a word such as "half"
or "two thirds". "[...]" matches any text between two parts of one passage. "^" and "$" match the
beginning and the end of the passage, for a short answer such as "^{n} Hz$". If the lesson doesn't
contain the sentence, the test fails. Sentences that share a name must agree on its value.
"""

import ast
import functools
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lesson_text import ROOT, Passage, passages
from stated_numbers import NUMBER, Stated, is_claim, repeats, stated_in, value_of

PLACE = re.compile(r"\{(\w+)\}")
FILES = sorted(Path(__file__).parent.glob("test_[0-9]*.py"))
LESSONS = sorted(folder.name[:2] for folder in (ROOT / "lessons").glob("[0-9]*_*"))


class ClaimError(AssertionError):
    """The lesson doesn't contain a sentence that a test expects."""


@dataclass(frozen=True)
class Reading:
    """One number that a sentence binds."""

    name: str
    value: int | float
    passage: Passage
    end: int  # where the number ends in the passage; its sign may or may not be part of it


def claim(about: str, *sentences: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Pass the numbers of ``sentences`` to a test, each as the argument named in its braces.

    Args:
        about: The lesson, such as "02", or one of its exercises or questions, such as "02.p1".
        sentences: Each is a piece of the lesson's text, with ``{name}`` in the place of a number.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        asked = [*((about, sentence) for sentence in sentences), *getattr(test, "asked", ())]
        body = getattr(test, "body", test)  # of stacked claims, the undecorated test
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
    """Return the numbers in pairs of lesson or id and sentence.

    Raises:
        ClaimError: The lesson doesn't contain a sentence, or states two values under one name.
    """
    found: dict[str, Reading] = {}
    for about, sentence in asked:
        for reading in readings(about, sentence):
            first = found.setdefault(reading.name, reading)
            if first.value != reading.value:
                raise ClaimError(
                    f"lesson {about} states two values for {reading.name!r}:\n"
                    f"  {place(first)}: {first.value}\n  {place(reading)}: {reading.value}\n"
                    "Correct the text, or give the numbers different names."
                )
    return {name: reading.value for name, reading in found.items()}


def readings(about: str, sentence: str) -> list[Reading]:
    """Return the numbers of a sentence from each place where the lesson contains it.

    Raises:
        ClaimError: The lesson doesn't contain it.
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
    """Turn a sentence with {names} into a pattern; white space and line breaks are the same."""
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
    """Return where a number is, as path:line."""
    return f"{reading.passage.path}:{reading.passage.line_of(reading.end)}"


def declared(lesson: str) -> Iterator[tuple[str, str]]:
    """Yield the claims on a lesson from the source of the tests, as (lesson or id, sentence).

    Nothing is run, so the answer doesn't depend on which tests ran.
    """
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim":
                about, *sentences = map(ast.literal_eval, node.args)
                if about[:2] == lesson:
                    yield from ((about, sentence) for sentence in sentences)


def all_numbers(lesson: str) -> list[Stated]:
    """Return the numbers that the prose of a lesson states."""
    return [number for passage in passages(lesson) for number in stated_in(passage)]


@functools.cache
def computed(lesson: str) -> list[Stated]:
    """Return the numbers of a lesson that a test reads."""
    bound = set()
    for about, sentence in declared(lesson):
        with suppress(ClaimError):  # the test of that claim fails by itself
            bound |= {(reading.passage, reading.end) for reading in readings(about, sentence)}
    return [n for n in all_numbers(lesson) if (n.passage, n.start + len(n.text)) in bound]


def uncovered(lesson: str) -> Iterator[Stated]:
    """Yield the numbers that no test computes. A lesson may repeat one of an earlier lesson."""
    own = computed(lesson)
    known = [n for earlier in LESSONS if earlier <= lesson for n in computed(earlier)]
    for number in all_numbers(lesson):
        repeated = any(repeats(number, other) for other in known)
        if number not in own and not repeated and is_claim(number):
            yield number
