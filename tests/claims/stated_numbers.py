"""Numbers in prose: find them, read their values, and decide which of them are claims.

A claim is a number that could be wrong. Each rule in ``RULES`` describes numbers that aren't.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lesson_text import Passage

DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?(?:e-?\d+)?"
WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fifteen": 15,
    "sixteen": 16, "twenty": 20, "thirty": 30, "fifty": 50, "sixty": 60, "a hundred": 100,
    "a thousand": 1000, "half": 0.5, "a half": 0.5, "a quarter": 0.25, "a third": 1 / 3,
    "one third": 1 / 3, "two thirds": 2 / 3, "three quarters": 0.75, "a fifth": 0.2, "a tenth": 0.1,
    "a twentieth": 0.05,
    "a hundredth": 0.01, "a thousandth": 0.001, "a hundredfold": 100,
    "once": 1, "twice": 2, "double": 2, "second": 2, "third": 3, "fourth": 4,
    "fifth": 5, "sixth": 6, "seventh": 7,
}  # fmt: skip
NUMBER_WORD = "|".join(sorted((w.replace(" ", r"\s+") for w in WORDS), key=len, reverse=True))
NUMBER = rf"(?:(?<![\w.])[-\u2212])?(?:{DIGITS})|\b(?i:{NUMBER_WORD})\b"
COUNTS = "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|a hundred|a thousand"
COMPARED = "as|the|too|larger|longer|smaller|shorter|slower|faster|weaker|louder|softer|more|fewer"
RATIO = (  # words for a measured ratio; "half" and "twice" are more often part of a construction
    rf"\b(?i:{COUNTS})(?=\s+times\s+(?:{COMPARED})\b)|(?<=\babout )(?:{COUNTS})(?=\s+times\b)"
    r"|\ba\s+(?:tenth|twentieth|hundredth|thousandth|hundredfold)\b|\btwo\s+thirds\b"
)
IN_PROSE = re.compile(rf"(?<![\w.])(?<![A-Za-z]-)(?:{DIGITS})|{RATIO}")
NOT_PROSE = re.compile(
    r"`[^`]*`"  # code
    r"|\$[^$\n]*\$"  # formulas
    r"|(?<=\])\([^)]*\)"  # the address of a link
    r"|https?://\S+"
    r"|<[^>]*>"  # HTML
)
UNIT = re.compile(r"[\s\u00a0]*(%|[A-Za-zµ°′]+)?")
MEASURES = {
    "%", "percent", "cent", "cents", "dB", "Hz", "kHz", "ms", "s", "second", "seconds", "minutes",
    "times", "million", "kB", "MB", "GB",
}  # fmt: skip
SCALES = {"kHz": 1000, "ms": 1e-3, "%": 1e-2, "percent": 1e-2, "million": 1e6, "kB": 1000}


def value_of(text: str) -> int | float:
    """Return the value of a number: "24 000", "0.5", "\u221210", "two thirds"."""
    words = " ".join(text.lower().split())
    if words in WORDS:
        return WORDS[words]
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    return int(bare) if re.fullmatch(r"-?\d+", bare) else float(bare)


@dataclass(frozen=True)
class Stated:
    """A number in a text for learners, in digits or as a ratio in words."""

    passage: Passage
    start: int
    text: str

    @property
    def value(self) -> int | float:
        """Its value."""
        return value_of(self.text)

    @property
    def unit(self) -> str:
        """The word after it, or nothing."""
        found = UNIT.match(self.passage.text, self.start + len(self.text))
        return (found and found[1]) or ""

    @property
    def values(self) -> set[float]:
        """The value, and the value in the base unit: 24 and 24 000 for "24 kHz"."""
        return {float(self.value), round(self.value * SCALES.get(self.unit, 1), 12)}

    @property
    def before(self) -> str:
        """The text in front of it."""
        return self.passage.text[: self.start]

    def __str__(self) -> str:
        place = f"{self.passage.path}:{self.passage.line_of(self.start)}"
        return f"{place}: {self.text!r} in: {self.passage.sentence_around(self.start)}"


def stated_in(passage: Passage) -> Iterator[Stated]:
    """Yield the numbers in prose: not in code, formulas, addresses or names."""
    text = NOT_PROSE.sub(lambda found: " " * len(found[0]), passage.text)
    for found in IN_PROSE.finditer(text):
        yield Stated(passage, found.start(), found[0])


def is_heading_or_list_number(number: Stated) -> bool:
    """True for the number that opens a heading or a list item: it counts the lesson's parts."""
    after = number.passage.text[number.start + len(number.text) :]
    numbered_item = not number.before.strip() and after.startswith(".")
    return numbered_item or re.fullmatch(r"#+\s*", number.before) is not None


def is_reference(number: Stated) -> bool:
    """True for a reference to a lesson, exercise, section or issue: "02.1", "lessons 01 to 04"."""
    if re.fullmatch(r"0\d(\.\d)?", number.text):
        return True
    return re.search(r"(lesson|lessons|section|exercise|issue) (\d+ (to|and) )?$",
                     number.before.lower()) is not None  # fmt: skip


def is_citation(number: Stated) -> bool:
    """True under "Further reading": years, versions and sections are those of the source."""
    return number.passage.kind == "further reading"


def is_wrong_option(number: Stated) -> bool:
    """True in an option that is a wrong answer: it is meant to be wrong."""
    return number.passage.kind == "wrong option"


def is_in_the_code_beside(number: Stated) -> bool:
    """True if the code beside the text has this value, or prints it in a compared ``# →`` line.

    Always False for a number below ten with a unit: the code has those by chance too often.
    """
    if number.value < 10 and number.unit in MEASURES:
        return False
    return bool(number.values & numbers_of(number.passage.code))


def numbers_of(code: str) -> set[float]:
    """Return the values of all numbers in a piece of code."""
    found = re.findall(r"(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?(?![\w])", code)
    return {round(float(text), 12) for text in found}


RULES = (
    is_heading_or_list_number,
    is_reference,
    is_citation,
    is_wrong_option,
    is_in_the_code_beside,
)


def is_claim(number: Stated) -> bool:
    """True if no rule exempts the number."""
    return not any(rule(number) for rule in RULES)


def repeats(number: Stated, other: Stated) -> bool:
    """True if both have the same value, ten or more, and the same unit."""
    return number.value >= 10 and (number.value, number.unit) == (other.value, other.unit)
