"""What a kernel sends is the kernel's fault, whatever it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbval.plugin import coalesce_streams

from course_lib.grading.sandbox.malformed_messages import checked
from course_lib.grading.sandbox.stop_reasons import HARMFUL, MalformedMessageError


def message(kind, content, **changes):
    head = {"msg_id": "m", "msg_type": kind}
    usual = {"header": head, "parent_header": {"msg_id": "p"}, "metadata": {}, "buffers": []}
    return {**usual, "msg_type": kind, "msg_id": "m", "content": content, **changes}


STOPPED = {
    "no message": "PASS",
    "nothing": None,
    "no content": message("status", None),
    "a list for content": message("stream", []),
    "no header": message("status", {"execution_state": "idle"}, header=None),
    "no parent": message("status", {"execution_state": "idle"}, parent_header="p"),
    "a number for its type": message("status", {"execution_state": "idle"}, msg_type=5),
    "an id that is a list": message("status", {"execution_state": "idle"}, header={"msg_id": []}),
    "a status without a state": message("status", {}),
    "a state that is a list": message("status", {"execution_state": ["idle"]}),
    "a reply without a status": message("execute_reply", {}),
}


@pytest.mark.parametrize("name", STOPPED)
def test_a_message_that_hides_how_the_cell_is_going_stops_the_kernel(name):
    with pytest.raises(MalformedMessageError):
        checked(STOPPED[name], 20)
    assert MalformedMessageError.category in HARMFUL


@pytest.mark.parametrize("traceback", [5, None, "text", [5, "line"], {"a": 1}])
def test_an_error_with_an_unreadable_traceback_is_still_an_error(traceback):
    content = {"ename": "E", "evalue": [], "traceback": traceback}

    found = checked(message("error", content), 20)["content"]

    assert found["ename"] == "E"
    assert found["evalue"] == ""
    assert all(isinstance(line, str) for line in found["traceback"])


@pytest.mark.parametrize("metadata", [None, 5, "text", [1]])
def test_an_output_with_unreadable_parts_is_an_empty_one(metadata):
    found = checked(message("display_data", {"data": 5, "metadata": metadata}), 20)["content"]

    assert (found["data"], found["metadata"]) == ({}, {})
    assert "execution_count" in found


def test_a_long_run_of_backspaces_does_not_keep_the_grader_busy():
    content = {"name": "stdout", "text": "x" * 50_000 + "\b" * 50_000}

    found = checked(message("stream", content), 20)["content"]

    out = NotebookNode(output_type="stream", **found)
    assert coalesce_streams([out])[0].text == "x" * 50_000


def test_an_honest_message_stays_as_it_is():
    display = {"data": {"text/plain": "1"}, "metadata": {"a": {"b": [1]}}}
    assert checked(message("display_data", display), 20)["content"].items() >= display.items()
    stream = {"name": "stderr", "text": "a\nb"}
    assert checked(message("stream", stream), 20)["content"] == stream


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KINDS = (
    "status",
    "stream",
    "error",
    "display_data",
    "execute_result",
    "comm_open",
    "execute_reply",
)


@settings(deadline=None)
@given(st.sampled_from(KINDS), JSON, JSON, JSON)
def test_nbval_can_read_whatever_is_let_through(kind, content, parent, metadata):
    try:
        found = checked(message(kind, content, parent_header=parent, metadata=metadata), 20)
    except MalformedMessageError:
        return
    read = found["content"]
    assert isinstance(found["parent_header"].get("msg_id"), object)
    assert isinstance(found["metadata"], dict)
    if kind == "status":
        assert isinstance(read["execution_state"], str)
    if kind == "error":
        assert "\n".join(read["traceback"]) is not None
    if kind == "stream":
        out = NotebookNode(output_type=kind)
        out.name, out.text = read["name"], read["text"]
        assert coalesce_streams([out])
