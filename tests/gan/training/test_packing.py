import json
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load, save

from course_lib.gan.training.packing import pack, unpack

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
KEYS = st.text() | st.integers()
STATES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=12,
)


def through_files(state):
    tensors, plain = pack(state)
    return unpack(json.loads(json.dumps(plain, allow_nan=False)), load(save(tensors)))


@settings(deadline=None)
@given(STATES)
def test_plain_values_come_back_as_they_were(state):
    back = through_files(state)

    assert back == state
    assert repr(back) == repr(state)  # 1 is not 1.0, and a tuple is not a list


def test_an_optimiser_comes_back_to_the_last_bit():
    layer = torch.nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=0.1)
    layer(torch.randn(4, 3)).sum().backward()
    optimizer.step()

    back = through_files(optimizer.state_dict())

    assert back["param_groups"] == optimizer.state_dict()["param_groups"]
    for number, moments in optimizer.state_dict()["state"].items():
        for name, tensor in moments.items():
            assert torch.equal(back["state"][number][name], tensor)
            assert back["state"][number][name].dtype == tensor.dtype


def test_tensors_that_share_memory_come_back_apart():
    whole = torch.arange(6.0)

    back = through_files({"a": whole, "b": whole[2:], "t": whole.view(2, 3).t()})

    assert torch.equal(back["b"], whole[2:])
    assert torch.equal(back["t"], whole.view(2, 3).t())


def test_a_packed_state_does_not_change_when_the_run_continues():
    weight = torch.zeros(2)
    tensors, _ = pack({"weight": weight})
    weight.add_(1)

    assert tensors["weight"].tolist() == [0, 0]


def test_floats_that_json_lacks_come_back():
    back = through_files([math.inf, -math.inf, math.nan])

    assert back[:2] == [math.inf, -math.inf]
    assert math.isnan(back[2])


def test_values_that_could_hide_code_are_refused_with_their_place():
    with pytest.raises(TypeError, match=r"a\.0 must be made of tensors, .* got a function"):
        pack({"a": [lambda: 0]})
