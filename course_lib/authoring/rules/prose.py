"""Rules on words: none that belittle, none before it is explained, no picture without words."""

import re
from collections.abc import Iterator

from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.findings import Finding
from course_lib.authoring.source.lesson_source import COURSE_FILE, Material
from course_lib.authoring.source.prose import prose

FORBIDDEN = ("simply", "just", "obviously")
_FORBIDDEN = re.compile(rf"\b({'|'.join(FORBIDDEN)})\b", re.IGNORECASE)
_IMAGE = re.compile(r"!\[\s*\]\(|<img\b(?![^>]*\balt=[\"'][^\"'{}]*[^\s\"'])[^>]*>", re.IGNORECASE)
_SLUG = 'slug = "{}"'


def no_word_belittles(material: Material) -> Iterator[Finding]:
    """What is obvious to the author may not be so to the learner, who then feels stupid."""
    paths = [COURSE_FILE, material.lesson_path, material.exercises_path]
    for path in paths[0 if _is_first(material) else 1 :]:
        if not (material.root / path).is_file():
            continue
        text = (material.root / path).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            for found in _FORBIDDEN.finditer(line):
                message = (
                    f'"{found[0]}" tells a learner who is stuck that others are not: leave it out'
                )
                yield Finding(path, number, message)


def _is_first(material: Material) -> bool:
    """Tell whether this is the first lesson with source: it answers for course.toml, too."""
    written = [lesson for lesson in material.course.lessons if not lesson.planned]
    return written[0].id == material.lesson.id


def terms_are_defined_before_use(material: Material) -> Iterator[Finding]:
    """A term stands in **bold** where it is explained, and nowhere above that place.

    Headings may name what they are about to explain.
    """
    lessons = material.course.lessons
    here = lessons.index(material.lesson)
    before = {term for lesson in lessons[:here] for term in lesson.terms}
    for term in material.lesson.terms:
        if term not in before:
            yield from _first_use(material, term)
    known = before | set(material.lesson.terms)
    for lesson in lessons[here + 1 :]:
        for term in set(lesson.terms) - known:
            for cell, offset, _ in _uses(material, term):
                message = f'"{term}" is explained in lesson {lesson.id} only'
                yield cell.fault(f"{message}: explain it here, or use other words", offset)
                break


def _first_use(material: Material, term: str) -> Iterator[Finding]:
    for cell, offset, bold in _uses(material, term):
        if not bold:
            message = f'"{term}" is used before it is explained'
            yield cell.fault(f"{message}: explain it first, with the word in **bold**", offset)
        return
    message = f'the term "{term}" is never explained in lesson {material.lesson.id}'
    yield material.course_fault(
        _SLUG.format(material.lesson.slug), f"{message}: write it in **bold** where it is"
    )


def _uses(material: Material, term: str) -> Iterator[tuple[Cell, int, bool]]:
    """Find each use of a term in the lesson's sentences, and tell whether it is bold."""
    word = re.compile(
        rf"(\*\*)?(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])(\*\*)?", re.IGNORECASE
    )
    for cell in material.cells:
        for line in prose(cell) if cell.kind == "markdown" else ():
            for found in word.finditer(line.text) if not line.heading else ():
                yield cell, line.offset, bool(found[1] and found[2])


def pictures_have_words(material: Material) -> Iterator[Finding]:
    """Who cannot see a picture reads its alt text."""
    for cell in material.all_cells():
        for offset, line in cell.lines():
            if _IMAGE.search(line):
                message = "a picture without alt text: say in it, in one sentence, what is seen"
                yield cell.fault(message, offset)


RULES = (no_word_belittles, terms_are_defined_before_use, pictures_have_words)
