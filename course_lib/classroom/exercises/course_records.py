"""The course as ``lessons/course.toml`` describes it: lessons, exercises and objectives."""

import re
from dataclasses import dataclass
from pathlib import Path

from course_lib.classroom.exercises.errors import UnknownIdError


@dataclass(frozen=True)
class ExerciseCard:
    """The entry of one exercise in ``course.toml``."""

    id: str
    title: str
    kind: str
    points: float
    minutes: int
    difficulty: int  # 1 to 5
    practice: bool = False  # True for more practice: no later lesson needs it


# L. W. Anderson & D. R. Krathwohl (eds.), "A Taxonomy for Learning, Teaching, and Assessing", 2001:
# Bloom's levels, as verbs.
LEVELS = ("remember", "understand", "apply", "analyse", "evaluate", "create")


@dataclass(frozen=True)
class Objective:
    """Something a learner can do after the lesson, and the exercises that show it."""

    id: str
    text: str
    exercises: tuple[str, ...]
    level: str = ""  # one of `LEVELS`


@dataclass(frozen=True)
class LessonCard:
    """The entry of one lesson. A planned lesson has no folder yet."""

    id: str
    slug: str  # its folder under lessons/
    title: str
    hear: str = ""  # one sentence: what the learner will hear at the end
    minutes: int = 0  # of the learner's time, an estimate
    machine_minutes: int = 0  # upper bound for running all cells; 0 if not measured
    needs: tuple[str, ...] = ()
    gives: str = ""
    terms: tuple[str, ...] = ()
    planned: bool = False
    accelerator: str = ""  # "GPU" if Colab should provide one
    objectives: tuple[Objective, ...] = ()
    exercises: tuple[ExerciseCard, ...] = ()

    @property
    def points(self) -> float:
        """The sum of its exercises' points."""
        return sum(card.points for card in self.exercises)

    @property
    def core(self) -> tuple[ExerciseCard, ...]:
        """The exercises that everyone does, in the order of the lesson."""
        return tuple(card for card in self.exercises if not card.practice)

    @property
    def practice(self) -> tuple[ExerciseCard, ...]:
        """The exercises for more practice, in the order of the lesson."""
        return tuple(card for card in self.exercises if card.practice)

    def with_practice_named(self, text: str) -> str:
        """Return a text of the lesson with "(more practice)" behind the ids of such exercises."""
        for card in self.practice:
            id_alone = rf"(?<![\w.`\"]){re.escape(card.id)}(?![\w`\"]|\.\d)"
            text = re.sub(id_alone, f"{card.id} (more practice)", text)
        return text


@dataclass(frozen=True)
class Course:
    """The whole course, in reading order."""

    root: Path
    title: str
    lessons: tuple[LessonCard, ...]

    def lesson(self, lesson_id: str) -> LessonCard:
        """Return the lesson with this id, as in ``course.lesson("02")``."""
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise UnknownIdError("lesson", lesson_id, [lesson.id for lesson in self.lessons])

    def exercise(self, exercise_id: str) -> ExerciseCard:
        """Return the exercise with this id, as in ``course.exercise("02.1")``."""
        cards = {card.id: card for lesson in self.lessons for card in lesson.exercises}
        if exercise_id not in cards:
            raise UnknownIdError("exercise", exercise_id, cards)
        return cards[exercise_id]
