"""A claims test compares what a lesson says with what is computed, not constants of its own."""

import ast
import builtins
from pathlib import Path

import pytest

FILLS = {"append", "extend", "add", "update"}
FILES = sorted(Path(__file__).parent.glob("test_*.py"))
BUILT_IN = {*dir(builtins), "pytest", "math", "gcd", "lcm", "approx", "prod", "sqrt", "log10", "pi"}


def constants(tree):
    """Return the names whose values are written in the source, not computed by anything else."""
    assigned = {}
    for name, value in assignments(tree):
        assigned.setdefault(name, []).append(value)
    known = set()
    while True:  # a constant may be made of constants
        more = {
            name
            for name, values in assigned.items()
            if all(is_constant(value, known | {name}) for value in values)
        }
        if more == known:
            return known
        known = more


def assignments(tree):
    """Return each name with each value it gets: by "=", "+=", a loop, or a method that fills it."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                bound = targets
            case ast.AugAssign(target=target, value=value):
                bound = [target]
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                bound = [target]
            case ast.Call(func=ast.Attribute(value=target, attr=attr), args=[value, *_]):
                bound = [target] if attr in FILLS else []
            case _:
                continue
        names = (n.id for t in bound for n in ast.walk(t) if isinstance(n, ast.Name))
        yield from ((name, value) for name in names)


def is_constant(node, known):
    """Return whether nothing but literals, these names and Python's own arithmetic is in it."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    bound = {
        name.id
        for n in ast.walk(node)
        if isinstance(n, ast.comprehension)
        for name in ast.walk(n.target)
        if isinstance(name, ast.Name)
    }
    return names <= known | bound | BUILT_IN


def tautologies(source):
    """Return the lines of asserts in tests which compare constants only."""
    module = ast.parse(source)
    own = [n for n in module.body if not isinstance(n, ast.FunctionDef | ast.ClassDef)]
    shared = constants(ast.Module(own, []))
    for test in ast.walk(module):
        if isinstance(test, ast.FunctionDef):
            inside = constants(test) | shared
            given = {a.arg for a in ast.walk(test) if isinstance(a, ast.arg)}
            known = (inside - given) | {a for a in given if a in parametrized(test)}
            for node in ast.walk(test):
                if isinstance(node, ast.Assert) and is_constant(node.test, known):
                    yield node.lineno


def parametrized(test):
    """Return the arguments whose values the test file itself writes in ``parametrize``."""
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("parametrize"):
            names = ast.literal_eval(mark.args[0])
            yield from [names] if isinstance(names, str) else names


def unused(source):
    """Return the numbers that a test reads from its lesson and does not use."""
    for test in ast.walk(ast.parse(source)):
        if isinstance(test, ast.FunctionDef):
            used = {n.id for line in test.body for n in ast.walk(line) if isinstance(n, ast.Name)}
            given = {a.arg for a in (*test.args.args, *test.args.kwonlyargs)}
            claims = [
                "".join(a.value for a in d.args[1:] if isinstance(a, ast.Constant))
                for d in test.decorator_list
                if isinstance(d, ast.Call) and getattr(d.func, "id", "") == "claim"
            ]
            read = {name for name in given if any(f"{{{name}}}" in text for text in claims)}
            yield from (f"{test.name}: {name}" for name in sorted(read - used))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_assert_compares_constants_that_the_test_wrote(file):
    lines = list(tautologies(file.read_text(encoding="utf-8")))
    assert not lines, (
        f"{file.name}, lines {lines}: nothing here is computed and nothing comes from the lesson. "
        "Read the numbers with @claim and compare them with what the library does."
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_number_that_is_read_is_used(file):
    found = list(unused(file.read_text(encoding="utf-8")))
    assert not found, f"{file.name}: read from the lesson and never used: {found}"


@pytest.mark.parametrize(
    "body",
    [
        "assert 4300 - 500 == 3800",
        "assert RATE / 5 == 500 + 4300",
        "assert pytest.approx(0.12) == 15 * 0.008",
        "for n in (512, 1024):\n        assert (n + 2) * RATE / (n // 4) > 9",
        "assert [RATE / 2**k / 2 for k in range(3)] == [12_000, 6000, 3000]",
        "reach = 1\n    for k in (5, 3):\n        reach += k - 1\n    assert reach == 7",
        "assert gcd(4, 9) == 1",
    ],
)
def test_the_lint_finds(body):
    assert list(tautologies(f"RATE = 24_000\ndef test_it():\n    {body}\n"))


@pytest.mark.parametrize(
    "body",
    [
        "assert column(RATE, 5) == 4800",
        "assert low + high == 4800",
        "assert len(fmaps) == 7",
        "x = []\n    x.append(tone(440))\n    assert x[0] > 1",
        "x = tone(440)\n    assert max(x) > 0.5",
    ],
)
def test_the_lint_lets_pass(body):
    assert not list(tautologies(f"RATE = 24_000\ndef test_it(low, high, fmaps):\n    {body}\n"))


def test_a_number_that_is_read_and_not_used_is_found():
    source = '@claim("02", "from {low} to {high} Hz")\ndef test_it(low, high):\n    assert f(low)\n'
    assert list(unused(source)) == ["test_it: high"]
