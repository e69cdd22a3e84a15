"""A check records how it called the answer."""

import sys
from dataclasses import replace
import pytest
import torch
from torch import nn
from course_lib.classroom.checking.assess import assess
from course_lib.classroom.checking.diagnosis import diagnose
from course_lib.classroom.checking.findings import finding
from course_lib.classroom.checking.outcome import State
from course_lib.classroom.exercises.errors import NotAttempted
from course_lib.classroom.exercises.measuring.calls import RecordedCall, record_calls
from course_lib.classroom.exercises.measuring.probe import Trial


def test_an_object_that_is_no_data_is_recorded_by_its_type():
    calls: list[RecordedCall] = []

    record_calls(lambda *given: given, calls)(torch.nn.Conv1d(1, 1, 1), print, 2)

    assert calls[0].text.endswith("(Conv1d, builtin_function_or_method, 2)")

