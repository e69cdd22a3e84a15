import pytest
import torch
from torch import nn

from course_lib.instruments import connections


@pytest.mark.parametrize(("groups", "heard"), [(1, 16), (4, 4), (16, 1)])
def test_each_output_depends_on_the_channels_of_its_group(groups, heard):
    torch.manual_seed(0)
    found = connections(nn.Conv1d(16, 32, 5, groups=groups), 16)
    assert found.reached.shape == (16, 32)
    assert found.reached.sum(0).tolist() == [heard] * 32
    blocks = found.reached.reshape(groups, 16 // groups, groups, 32 // groups).amax((1, 3))
    assert torch.equal(blocks, torch.eye(groups))
    assert f"each output depends on {heard} of the inputs" in str(found)
    assert 'alt="Blue fields mark' in found.static_html()
