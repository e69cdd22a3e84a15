"""A check records how it called the answer."""

import torch

from course_lib.classroom.exercises.measuring.calls import RecordedCall, record_calls


def test_an_object_that_is_no_data_is_recorded_by_its_type():
    calls: list[RecordedCall] = []

    record_calls(lambda *given: given, calls)(torch.nn.Conv1d(1, 1, 1), print, 2)

    assert calls[0].text.endswith("(Conv1d, builtin_function_or_method, 2)")
