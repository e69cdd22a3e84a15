"""How much one cell may send, message by message."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.grading.execution.output_limits import OutputCount, size_of
from course_lib.grading.sandbox.limits import SandboxLimits
from course_lib.grading.sandbox.stop_reasons import OutputLimitError

LIMITS = replace(SandboxLimits(), output_bytes=10_000, output_messages=20, depth=5)


def stream(text):
    return {"header": {"msg_type": "stream"}, "content": {"name": "stdout", "text": text}}


def test_many_small_messages_are_too_many():
    count = OutputCount(LIMITS)
    for _ in range(LIMITS.output_messages):
        count.add(stream("."))

    with pytest.raises(OutputLimitError, match="more output than a cell may write"):
        count.add(stream("."))


def test_few_large_messages_are_too_much():
    count = OutputCount(LIMITS)
    count.add(stream("x" * 6000))

    with pytest.raises(OutputLimitError, match="more output than a cell may write"):
        count.add(stream("x" * 6000))


def test_binary_buffers_count_too():
    with pytest.raises(OutputLimitError):
        OutputCount(LIMITS).add({"content": {}, "buffers": [bytes(6000), bytes(6000)]})


def test_a_message_that_is_nested_too_deeply_is_refused_before_python_runs_out_of_stack():
    nested = []
    for _ in range(100_000):
        nested = [nested]

    with pytest.raises(OutputLimitError, match="nested too deeply"):
        OutputCount(LIMITS).add({"content": {"data": nested}})


@given(st.recursive(st.text() | st.binary() | st.none() | st.integers(), st.lists, max_leaves=20))
def test_the_size_is_at_least_that_of_all_texts_and_bytes(value):
    def texts(item):
        if isinstance(item, list):
            return sum(map(texts, item))
        return len(item) if isinstance(item, str | bytes) else 0

    assert size_of(value, depth=1000) >= texts(value)
