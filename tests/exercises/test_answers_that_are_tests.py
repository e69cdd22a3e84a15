"""Where the answer is a test, only testing earns points: names, guesses and memory earn none."""

import random

import pytest
from torch import nn

from course_lib.classroom.checking.assess import assess, reference
from course_lib.classroom.exercises.load_bank import bank

EXERCISES = ("01.4", "03.4", "04.4")
SEEDS = (0, 1, 2)
NAMES = (
    *("flat", "three", "cut", "mixes", "edits", "divides", "leaves"),  # of 01.4's broken kinds
    *("thrown", "early", "original", "one_judge", "nearest", "sinc", "4, stride"),  # of 03.4's
    *("ignored", "leaking", "scrambled", "oneeared", "backwards", "strangers", "mixed"),  # 04.4's
)


def written_on(found):
    """Return the text that a discriminator shows without being run."""
    kind = type(found)
    return " ".join(
        (kind.__name__, kind.__module__, repr(found), *map(repr, vars(found).values()))
    ).lower()


def reads_names(found):
    """Refuse a discriminator by its text alone: a test that never runs it."""
    text = written_on(found) if isinstance(found, nn.Module) else repr(found)
    if not isinstance(found, nn.Module):  # 04.4 passes a factory
        text += written_on(found(in_channels=2))
    if any(name in text for name in NAMES):
        raise AssertionError(text)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_test_that_recognises_names_earns_nothing(exercise, seed):
    found = assess(bank(exercise[:2]).exercises[exercise], reads_names, seed)
    assert not any(found.marks.values())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_test_that_guesses_earns_nothing(exercise, seed):
    coin = random.Random(seed)

    def guesses(found):
        assert coin.random() < 0.8  # most of the hidden ones are right

    found = assess(bank(exercise[:2]).exercises[exercise], guesses, seed)
    assert not any(found.marks.values())


@pytest.mark.parametrize("exercise", EXERCISES)
def test_memorised_verdicts_do_not_match_another_seed(exercise):
    ex = bank(exercise[:2]).exercises[exercise]
    answers = [reference(ex, seed) for seed in range(8)]
    hidden = [
        name
        for name in answers[0]
        if len(answers[0][name]) > 2 and " correct" not in f" {name}" and "right" not in name
    ]
    assert len(hidden) >= 5
    assert not [name for name in hidden if all(a[name] == answers[0][name] for a in answers)]
