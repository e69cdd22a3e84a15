"""What the course says about itself: lessons, exercises and objectives as frozen records."""

from dataclasses import dataclass
from pathlib import Path

from course_lib.classroom.exercises.errors import UnknownIdError


@dataclass(frozen=True)
class ExerciseCard:
    """What the course says about one exercise, before anybody opens it."""

    id: str
    title: str
    kind: str
    points: float
    minutes: int
    difficulty: int  # 1 to 5


@dataclass(frozen=True)
class Objective:
    """What a learner can do after the lesson, and the exercises that show it."""

    id: str
    text: str
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class LessonCard:
    """One lesson. A planned lesson has no folder yet, only its place in the course."""

    id: str
    slug: str  # its folder under lessons/
    title: str
    hear: str = ""  # one sentence: what the learner hears at the end
    minutes: int = 0  # of the learner: an estimate
    machine_minutes: int = 0  # all cells take less; 0 where nobody has measured
    needs: tuple[str, ...] = ()
    gives: str = ""
    terms: tuple[str, ...] = ()
    planned: bool = False
    accelerator: str = ""  # "GPU" where Colab should lend one
    objectives: tuple[Objective, ...] = ()
    exercises: tuple[ExerciseCard, ...] = ()

    @property
    def points(self) -> float:
        """All points that its exercises give."""
        return sum(card.points for card in self.exercises)


@dataclass(frozen=True)
class Course:
    """The whole course, in reading order."""

    root: Path
    title: str
    lessons: tuple[LessonCard, ...]

    def lesson(self, lesson_id: str) -> LessonCard:
        """Find a lesson by its id, as in ``course.lesson("02")``."""
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise UnknownIdError("lesson", lesson_id, [lesson.id for lesson in self.lessons])

    def exercise(self, exercise_id: str) -> ExerciseCard:
        """Find an exercise by its id, as in ``course.exercise("02.1")``."""
        cards = {card.id: card for lesson in self.lessons for card in lesson.exercises}
        if exercise_id not in cards:
            raise UnknownIdError("exercise", exercise_id, cards)
        return cards[exercise_id]
