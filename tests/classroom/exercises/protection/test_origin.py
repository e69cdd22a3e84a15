"""Library code is recognised, wherever in the package it is."""

import functools

import pytest

from course_lib.classroom.exercises.protection.origin import library_code
from course_lib.discriminators.mpd import fold
from course_lib.losses import AdversarialLoss
from course_lib.sounds import tone


@pytest.mark.parametrize("code", [fold, tone, AdversarialLoss, functools.partial(tone, 440)])
def test_code_of_every_package_is_the_librarys(code):
    assert library_code(code)


def test_a_function_that_calls_the_library_is_the_learners_own():
    def own(wave, period):
        return fold(wave, period)

    class Own(AdversarialLoss):
        def forward(self, *given):
            return super().forward(*given)

    assert library_code(own) == library_code(Own) == ""
