"""Subclasses become their built-in types; an object with operators of its own is refused."""

from collections import OrderedDict
from dataclasses import dataclass

import pytest
import torch

from course_lib.classroom.exercises.protection.plain_values import OwnOperatorsError, plain_value


class AlwaysEqual(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True


class Text(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


@dataclass
class Ordered:
    value: int


class NeverLess:
    def __lt__(self, other):
        return False


def test_a_tensor_subclass_becomes_a_tensor_with_the_same_values():
    found = plain_value(torch.arange(3.0).as_subclass(AlwaysEqual))
    assert type(found) is torch.Tensor
    assert torch.equal(found, torch.arange(3.0))


def test_subclasses_inside_containers_become_built_in_types():
    found = plain_value(OrderedDict(name=[Text("fold")]))
    assert type(found) is dict
    assert type(found["name"][0]) is str


def test_the_generated_operators_of_a_dataclass_are_allowed():
    value = Ordered(3)
    assert plain_value(value) is value


def test_an_object_with_an_operator_of_its_own_is_refused_by_name():
    with pytest.raises(OwnOperatorsError, match="type NeverLess with its own __lt__: return ten"):
        plain_value([NeverLess()])
