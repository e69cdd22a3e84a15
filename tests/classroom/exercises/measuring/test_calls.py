"""A check records how it called the answer."""

import torch
from torch import nn

from course_lib.classroom.exercises.measuring.calls import (
    RecordedCall,
    record_calls,
    record_forward,
)


def test_an_object_that_is_no_data_is_recorded_by_its_type():
    calls: list[RecordedCall] = []

    record_calls(lambda *given: given, calls)(torch.nn.Conv1d(1, 1, 1), print, 2)

    assert calls[0].text.endswith("(Conv1d, builtin_function_or_method, 2)")


def test_a_call_is_written_with_the_learner_s_own_parameter_names():
    calls: list[RecordedCall] = []

    def cut(sound, rows, *more, fill=0):
        return sound

    record_calls(cut, calls)(torch.ones(2), 3, torch.zeros(1), fill=4)

    assert calls[0].text == "cut(sound, rows=3, x2, fill=4) with sound = [1, 1], x2 = [0]"
    assert calls[0].size == 3
    assert torch.equal(calls[0].returned, torch.ones(2))


def test_a_module_of_the_learner_s_class_is_recorded_where_it_is_called():
    class Double(nn.Module):
        def forward(self, wave):
            return nn.Identity()(2 * wave)

    calls: list[RecordedCall] = []
    with record_forward(Double, calls):
        Double()(torch.ones(3))
        nn.Identity()(torch.ones(3))
    Double()(torch.ones(3))

    assert [call.text for call in calls] == ["your Double, called with wave = [1, 1, 1]"]
    assert torch.equal(calls[0].returned, 2 * torch.ones(3))
