"""Rules on words: none that belittle, no term before its definition, alt text for pictures."""

import re
from collections.abc import Iterator

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.lesson_source import COURSE_FILE, LessonSource
from course_lib.authoring.source.prose import prose
from course_lib.authoring.source.source_finding import SourceFinding

FORBIDDEN = ("simply", "just", "obviously")
_FORBIDDEN = re.compile(rf"\b({'|'.join(FORBIDDEN)})\b", re.IGNORECASE)
_IMAGE = re.compile(r"!\[\s*\]\(|<img\b(?![^>]*\balt=[\"'][^\"'{}]*[^\s\"'])[^>]*>", re.IGNORECASE)
_SLUG = 'slug = "{}"'


def no_word_belittles(lesson: LessonSource) -> Iterator[SourceFinding]:
    """No word says that something is easy: that discourages a learner who is stuck."""
    paths = [COURSE_FILE, lesson.path, lesson.exercises_path]
    for path in paths[0 if _is_first(lesson) else 1 :]:
        if not (lesson.root / path).is_file():
            continue
        text = (lesson.root / path).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            for found in _FORBIDDEN.finditer(line):
                message = f'"{found[0]}" discourages a learner who is stuck: remove it'
                yield SourceFinding(path, number, message)


def _is_first(lesson: LessonSource) -> bool:
    """Return True for the first written lesson, which also reports on course.toml."""
    written = [card for card in lesson.course.lessons if not card.planned]
    return written[0].id == lesson.card.id


def terms_are_defined_before_use(lesson: LessonSource) -> Iterator[SourceFinding]:
    """A term is in **bold** where it is explained, and isn't used before that.

    Headings may name what they are about to explain.
    """
    lessons = lesson.course.lessons
    here = lessons.index(lesson.card)
    before = {term for other in lessons[:here] for term in other.terms}
    for term in lesson.card.terms:
        if term not in before:
            yield from _first_use(lesson, term)
    known = before | set(lesson.card.terms)
    for other in lessons[here + 1 :]:
        for term in set(other.terms) - known:
            for cell, offset, _ in _uses(lesson, term):
                message = f'"{term}" is only explained in lesson {other.id}'
                yield cell.fault(f"{message}: explain it here, or use other words", offset)
                break


def _first_use(lesson: LessonSource, term: str) -> Iterator[SourceFinding]:
    for cell, offset, bold in _uses(lesson, term):
        if not bold:
            message = f'"{term}" is used before it is explained'
            yield cell.fault(f"{message}: explain it first, and write it in **bold** there", offset)
        return
    message = f'the term "{term}" is never explained in lesson {lesson.card.id}'
    yield lesson.course_fault(
        _SLUG.format(lesson.card.slug), f"{message}: write it in **bold** where you explain it"
    )


def _uses(lesson: LessonSource, term: str) -> Iterator[tuple[Cell, int, bool]]:
    """Yield each use of a term in the lesson's sentences, and whether it is bold."""
    word = re.compile(
        rf"(\*\*)?(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])(\*\*)?", re.IGNORECASE
    )
    for cell in lesson.cells:
        for line in prose(cell) if cell.kind == "markdown" else ():
            for found in word.finditer(line.text) if not line.heading else ():
                yield cell, line.offset, bool(found[1] and found[2])


def pictures_have_words(lesson: LessonSource) -> Iterator[SourceFinding]:
    """Every picture has an alt text, for readers who can't see it."""
    for cell in lesson.all_cells():
        for offset, line in cell.lines():
            if _IMAGE.search(line):
                message = "a picture without alt text: describe in one sentence what it shows"
                yield cell.fault(message, offset)


RULES = (no_word_belittles, terms_are_defined_before_use, pictures_have_words)
