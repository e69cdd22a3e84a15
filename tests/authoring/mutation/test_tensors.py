"""Each operator that knows PyTorch makes the change it names, and no other."""

import pytest

from course_lib.authoring.mutation.tensors import (
    call_of,
    detached,
    in_place,
    other_sequences,
    plain_lists,
)


@pytest.mark.parametrize(
    ("operator", "name", "before", "after"),
    [
        (detached, "detach", "g(x)", ["g(x).detach()", "g(x.detach())"]),
        (detached, "detach", "x.shape", []),  # a shape has no gradient
        (detached, "detach", "torch.pi", []),
        (in_place, "in place", "x.abs()", ["x.abs_()"]),
        (in_place, "in place", "x.norm()", []),  # no tensor has a norm_
        (in_place, "in place", "x + y", ["x.add_(y)"]),
        (in_place, "in place", "x[0] / y", ["x[0].div_(y)"]),
        (in_place, "in place", "g(x) + y", []),  # a new tensor may be changed where it is
        (in_place, "in place", "F.elu(x)", ["F.elu(x, inplace=True)"]),
        (in_place, "in place", "F.elu(g(x))", []),
        (other_sequences, "tuple for list", "(1, [x])", ["(1, (x,))"]),
        (other_sequences, "tuple for list", "[x]", []),  # the outermost may be either
        (other_sequences, "generator for list", "[x for x in y]", ["(x for x in y)"]),
        (other_sequences, "iterator for list", "list(x)", ["iter(x)"]),
        (plain_lists, "plain list of modules", "nn.ModuleList(x)", ["list(x)"]),
        (plain_lists, "plain list of modules", "nn.Sequential(x)", []),
    ],
)
def test_an_operator_makes_each_change_it_names_and_no_other(
    changed_by, operator, name, before, after
):
    found = changed_by(operator, f"def f(x, y):\n    return {before}")

    assert found == [(name, f"def f(x, y):\n    return {text}") for text in after]


def test_a_list_within_a_result_becomes_a_generator_or_a_tuple(changed_by):
    assert changed_by(other_sequences, "a = [x for x in y]") == [
        ("generator for list", "a = (x for x in y)"),
        ("tuple for list", "a = tuple((x for x in y))"),
    ]


def test_a_comparison_of_an_assertion_stays_unless_it_is_on_gradients(changed_by):
    assert changed_by(detached, "assert x > 0") == []
    assert ("detach", "assert x.detach().grad > 0") in changed_by(detached, "assert x.grad > 0")


def test_a_call_is_built_from_a_name_and_its_arguments():
    call = call_of("iter")

    assert call.func.id == "iter"
    assert call.args == call.keywords == []


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("return g(x)", "detach: - return g(x) | + return g(x).detach()"),
        ("return g(x)", "detach: - return g(x) | + return g(x.detach())"),
        ("return x.abs()", "in place: - return x.abs() | + return x.abs_()"),
        ("return x + y", "in place: - return x + y | + return x.add_(y)"),
        ("return 1, [x]", "tuple for list: - return (1, [x]) | + return (1, (x,))"),
        (
            "return [x for x in y]",
            "generator for list: - return [x for x in y] | + return (x for x in y)",
        ),
        ("m = nn.ModuleList(x)", "plain list of modules: - m = nn.ModuleList(x) | + m = list(x)"),
    ],
)
def test_the_key_of_a_change_names_what_was_done(body, key, keys):
    assert key in keys(f"def f(x, y):\n    {body}")
