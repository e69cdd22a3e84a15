"""Whatever an answer is made of, it earns what its own code can do, and no point more or less.

Each trick runs in a real sandbox, for one exercise; several tricks share a notebook where they do
not meet.
"""

import copy
import json
from contextlib import ExitStack, closing
from functools import cache

import pytest

from course_lib.classroom.checking.assess import is_hollow
from course_lib.classroom.exercises.course_toml import load_course
from course_lib.classroom.exercises.protection.library_calls import library_calls
from course_lib.classroom.exercises.protection.origin import library_code
from course_lib.classroom.exercises.protection.plain_values import OwnOperatorsError, plain_value
from course_lib.discriminators import mpd
from course_lib.grading.grade_submission import GradingPlan, GradingSession
from course_lib.grading.intake.hand_ins import HandIn
from course_lib.grading.results.marks import combined
from course_lib.grading.results.scoring import Scorer
from course_lib.grading.sandbox.limits import SandboxLimits

SEED = "s7e57"
FOLD = (
    "def fold(wave, period):\n    time = wave.shape[-1]\n    missing = -time % period\n"
    "    if missing >= time:\n        raise ValueError('too short')\n"
    "    wave = F.pad(wave, (0, missing), mode='reflect')\n"
    "    return rearrange(wave, 'b c (rows period) -> b c rows period', period=period)\n"
)
SEND = (
    "k = get_ipython().kernel\nk.session.send(k.iopub_socket, {}, parent=k.get_parent('shell'))\n"
)
# what 02.1 is, and the points of the whole notebook, in which all else is right
TRICKS = {
    # messages
    "a status without a state": (SEND.format("'status', {}") + FOLD, 14),
    "a status whose state is a list": (SEND.format("'status', {'execution_state': []}") + FOLD, 14),
    "an error with a number for its traceback": (
        SEND.format("'error', {'ename': 'E', 'evalue': '', 'traceback': 5}") + FOLD,
        16,
    ),
    "an error without a name": (SEND.format("'error', {'traceback': [5]}") + FOLD, 16),
    "a stream without a text": (SEND.format("'stream', {'name': ['x']}") + FOLD, 16),
    "an output that is a list": (
        SEND.format("'display_data', {'data': [], 'metadata': 1}") + FOLD,
        16,
    ),
    "backspaces": ("print('x' * 200_000 + chr(8) * 200_000)\n" + FOLD, 16),
    "a forged NOT ATTEMPTED": (
        "import course_lib.classroom.checking.checks as c\nc.attempted = lambda a: False\n" + FOLD,
        14,
    ),
    # the library's own
    "the library's function": ("fold = library_fold", 14),
    "a partial of it": ("from functools import partial\nfold = partial(library_fold)", 14),
    "a copy of it": (
        "import types\nfold = types.FunctionType(library_fold.__code__, library_fold.__globals__)",
        14,
    ),
    "an object that calls it": (
        "class Own:\n    __call__ = staticmethod(library_fold)\nfold = Own()",
        14,
    ),
    "a wrapper that names it": (
        "import functools\n@functools.wraps(library_fold)\n"
        "def fold(w, p): return library_fold(w, p)",
        14,
    ),
    # memory
    "a shared mapping": (
        "import mmap, time\nm = mmap.mmap(-1, 700_000_000)\n"
        "for i in range(0, len(m), 4096): m[i] = 1\ntime.sleep(3)\n" + FOLD,
        14,
    ),
    "a memfd": (
        "import os, time\nf = [os.memfd_create(str(i)) for i in range(25)]\n"
        "for h in f:\n    for _ in range(28): os.write(h, b'x' * (1 << 20))\n"
        "time.sleep(3)\n" + FOLD,
        14,
    ),
    # floods
    "a message of many parts": (
        "k = get_ipython().kernel\nb = [b'x' * 1_000_000] * 900\n"
        "k.session.send(k.iopub_socket, 'display_data', {'data': {}, 'metadata': {}},\n"
        "               parent=k.get_parent('shell'), buffers=b)\n"
        "import time; time.sleep(3)\n" + FOLD,
        14,
    ),
}


@pytest.fixture(scope="module")
def session_of(root, tmp_path_factory, bubblewrap):
    """Return a function that opens the session of a lesson, warm; each is opened once."""
    limits = SandboxLimits(cell_seconds=10.0, memory_mb=600)
    with ExitStack() as sessions:

        @cache
        def opened(lesson: str) -> GradingSession:
            out = tmp_path_factory.mktemp("points")
            plan = GradingPlan(root, lesson, out, warm=True, limits=limits)
            plan.work.mkdir()
            return sessions.enter_context(closing(GradingSession(plan, SEED)))

        yield opened


@pytest.fixture
def session(session_of):
    return session_of("02")


@pytest.mark.slow
@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_in_one_exercise_costs_that_exercise_at_most(name, session, hand_in, tmp_path):
    source, points = TRICKS[name]

    result = session.grade(HandIn("a", hand_in(tmp_path / "a.ipynb", {"02.1": source})), slot=3)

    assert (result.status, result.reason) == ("graded", "")
    assert result.points == points, result
    assert result.needs_a_look or points == 16
    assert result.grader_mb < 400
    assert not list(session.plan.work.glob("slot*/*"))


@pytest.mark.slow
def test_what_is_added_to_colab_setup_and_help_cells_runs(session, solved, hand_in, tmp_path):
    notebook = copy.deepcopy(solved)
    for cell in notebook["cells"]:
        if cell["id"] == "c02-colab":
            cell["source"] = ["import math\n", *cell["source"]]
        if cell["id"] == "02-1-help":
            cell["source"] = [*cell["source"], "\nrows = 16000"]
    answer = (
        'choice = {"periods": (2, 3, 5, 7, 11), "shared_aliases": 0,\n'
        '"longest_ms": math.fsum([1000 * 11 / rows]), "slowest_rate": rows / 11,\n'
        '"why": "no common factor"}'
    )
    path = hand_in(tmp_path / "a.ipynb", {"02.6": answer}, notebook)

    result = session.grade(HandIn("a", path), slot=3)

    assert (result.points, result.passes) == (16, 1), result


class Loud:
    __lt__ = __gt__ = lambda self, other: False


class LoudNumber(float):
    def __lt__(self, other):
        return True


@pytest.mark.parametrize("value", [Loud(), [Loud()], {"a": (Loud(),)}])
def test_an_object_with_operators_of_its_own_goes_nowhere(value):
    with pytest.raises(OwnOperatorsError, match="__"):
        plain_value(value)


@pytest.mark.parametrize("value", [1, 2.5, "a", None, [1, {"a": (2,)}], {1, 2}, ..., print])
def test_a_plain_value_stays_the_object_that_it_is(value):
    assert plain_value(value) is value


def test_a_number_with_operators_of_its_own_becomes_a_number():
    found = plain_value([LoudNumber(3.0)])

    assert [type(number) for number in found] == [float]


def test_the_librarys_objects_are_known_under_any_name():
    empty = type("Mine", (mpd.PeriodDiscriminator,), {})
    borrowed = type("Mine", (), {"forward": mpd.PeriodDiscriminator.forward})

    for answer in (mpd.fold, mpd.PeriodDiscriminator, empty, borrowed, empty(2)):
        assert library_code(answer)
    for answer in (len, 5, "fold", [mpd.fold], Loud, lambda wave: mpd.fold(wave, 2)):
        assert library_code(answer) == ""


@pytest.mark.parametrize(
    ("data", "expected", "hollow"),
    [
        ({}, {"a": 1}, True),
        ({"a": []}, {"a": [1]}, True),
        ([[1], []], [[1], [2]], True),
        ({"a": [3]}, {"a": [1, 2]}, False),
        ([], [], False),
    ],
)
def test_nothing_is_hollow_where_the_solution_is_something(data, expected, hollow):
    assert is_hollow(data, expected) is hollow


@pytest.fixture(scope="module")
def scorer(root):
    return Scorer(root, "02", SEED)


def test_called_code_takes_away_what_it_does_and_nothing_else(scorer):
    right = measured(scorer, scorer.exercises["02.1"].solution_answer())
    less = measured(scorer, scorer.exercises["02.1"].mutant_answer("zero_pad"))
    fold, other = "discriminators.mpd:fold", "discriminators.mpd:MultiPeriodDiscriminator.forward"

    wrapper = scorer.mark("02.1", right | {"called": [fold]})
    helper = scorer.mark("02.1", right | {"called": [other, "x:" + "y" * 9999, 5]})
    partly = scorer.mark("02.1", less | {"called": [fold]})

    assert (wrapper.points, wrapper.state, partly.points) == (0, "WRONG", 0)
    assert helper.full
    assert "MultiPeriodDiscriminator.forward" in helper.flags[0]


@pytest.mark.slow
def test_no_right_answer_calls_library_code_that_is_an_answer(root):
    """Every lesson's alternatives keep their points, whatever they call."""
    checked = 0
    for card in load_course(root).lessons:
        scorer = Scorer(root, card.id, SEED) if card.exercises else None
        for exercise in scorer.exercises.values() if scorer else ():
            for label in exercise.alternative_labels:
                names = dict(exercise.namespace)
                exec(compile(exercise.alternative_source(label), "<cell>", "exec"), names)
                with library_calls() as called:
                    exercise.measure(names[exercise.answer], SEED)
                more = scorer._called_beyond_solution(exercise, sorted(called))
                assert not any(scorer._owned(exercise, name) for name in more), (label, more)
                checked += 1
    assert checked > 40


def measured(scorer, answer, **changes):
    data = scorer.exercises["02.1"].measure(answer, SEED)
    probe = {"exercise": "02.1", "attempted": True, "seed": SEED, "properties": data}
    return json.loads(json.dumps(probe | changes))


def test_a_property_counts_if_all_measurements_agree(scorer):
    right = measured(scorer, scorer.exercises["02.1"].solution_answer())
    less = measured(scorer, scorer.exercises["02.1"].mutant_answer("zero_pad"))
    partial = scorer.mark("02.1", less)

    assert scorer.mark("02.1", [right, right]).full
    for probes in ([right, less], [less, right]):
        mark = scorer.mark("02.1", probes)
        assert mark.points == partial.points
        assert mark.disputed
        assert "disagree" in mark.flags[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": "0"},
        {"seed": None},
        {"library": "fold"},
        {"attempted": False},
        {"exercise": "02.2"},
    ],
)
def test_a_forged_measurement_beside_a_right_one_brings_nothing(scorer, changes):
    solution = scorer.exercises["02.1"].solution_answer()
    right, forged = measured(scorer, solution), measured(scorer, solution, **changes)

    assert scorer.mark("02.1", [right, forged]).points == 0
    assert scorer.mark("02.1", [forged, right]).points == 0


def test_of_two_passes_the_later_counts_and_a_disagreement_is_flagged(scorer):
    right = scorer.mark("02.1", measured(scorer, scorer.exercises["02.1"].solution_answer()))
    less = scorer.mark("02.1", measured(scorer, scorer.exercises["02.1"].mutant_answer("zero_pad")))
    nothing = scorer.blank("02.1", "ERROR")

    assert combined(None, less) == less
    assert combined(right, nothing) == right
    assert combined(nothing, less) == less
    for first, second in ((right, less), (less, right)):
        assert combined(first, second).points == second.points
        assert "the passes disagree" in combined(first, second).flags[-1]


FORGE = (
    "from course_lib.classroom import setup; import course_lib.classroom.checking.checks as _c; "
    "_p = _c.publish_line\ndef _q(text, metadata):\n    for m in metadata.values():\n"
    "        if m['exercise'] == {exercise!r}: {does}\n"
    "    _p(text, metadata)\n_c.publish_line = _q\n"
)
EMPTY = "m['attempted'] = True; m['properties'] = {n: {} for n in m['properties']}"
MAPS = (
    "m['properties']['six feature maps, the last is the logits'] = "
    "{'type of the maps': 'list', 'number of maps': 6, 'the last one is the logits': True}"
)
NETWORK = (
    "class PeriodDiscriminator(nn.Module):\n"
    "    def __init__(self, period, filters=8, max_filters=1024):\n"
    "        super().__init__()\n        self.period, c_in = period, 1\n"
    "        self.convs = nn.ModuleList()\n        for layer in range(5):\n"
    "            c_out = min(filters * 4 ** (layer + 1), max_filters)\n"
    "            stride = (3 if layer < 4 else 1, 1)\n"
    "            self.convs.append(norm_conv(c_in, c_out, (5, 1), stride=stride, padding=(2, 0)))\n"
    "            c_in = c_out\n"
    "        self.conv_post = norm_conv(c_in, 1, (3, 1), padding=(1, 0))\n"
    "    def forward(self, wave):\n        x = library_fold(wave, self.period)\n"
    "        for conv in self.convs:\n            x = F.leaky_relu(conv(x), 0.9)\n"
    "        x = self.conv_post(x)\n        return x, (1, 2, x)\n"
)
LIAR = (
    "class Loud:\n    def __init__(self, before): self.shape = before.shape\n"
    "    square = mean = sqrt = abs = max = norm = lambda self, *a, **k: self\n"
    "    __matmul__ = __truediv__ = __sub__ = __mul__ = lambda self, other: self\n"
    "    __rmul__ = __rtruediv__ = lambda self, other: self\n"
    "    __gt__ = __lt__ = lambda self, other: False\n"
    "    __float__ = lambda self: 10 ** (-1 / 20)\n"
    "def fair_pair(a, b): return Loud(a), Loud(b)\n"
)
UNEARNED = {
    "a forged property": (  # three of the seven are true of the network, without the forgery
        "02.3",
        NETWORK + FORGE.format(exercise="02.3", does=MAPS),
        round(3 * 3 / 7, 2),
    ),
    "the library's class": (
        "02.3",
        "import sys\nPeriodDiscriminator = vars(sys.modules[library_fold.__module__])"
        "['PeriodDiscriminator']",
        0,
    ),
    "operators that lie": ("00.2", LIAR, 0),
    "data that is empty": (
        "07.4",
        FORGE.format(exercise="07.4", does=EMPTY) + "def alarm(curves): return False\n",
        0,
    ),
}


@pytest.mark.slow
def test_what_wraps_the_librarys_code_earns_nothing_and_is_flagged(session, hand_in, tmp_path):
    source = (
        "import sys\n"
        "hidden = vars(sys.modules[library_fold.__module__])['fo' + 'ld']\n"
        "def fold(wave, period): return hidden(wave, period)"
    )

    result = session.grade(HandIn("a", hand_in(tmp_path / "a.ipynb", {"02.1": source})), slot=3)
    honest = session.grade(HandIn("b", hand_in(tmp_path / "b.ipynb")), slot=3)

    assert result.flags.count("02.1: calls the library's own code (fold)") == 1
    assert result.points == 14
    assert (honest.points, honest.flags) == (16, ())


@pytest.mark.slow
@pytest.mark.parametrize("name", UNEARNED)
def test_what_is_forged_earns_nothing_and_is_flagged(name, session_of, root, tmp_path):
    exercise, source, points = UNEARNED[name]
    session = session_of(exercise[:2])
    notebook = json.loads((root / "exercises" / f"{session.lesson.slug}.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["id"] == f"{exercise.replace('.', '-')}-answer":
            cell["source"] = f"# @answer {exercise}\n{source}"
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))

    result = session.grade(HandIn("a", tmp_path / "a.ipynb"), 3)

    assert (result.status, result.points) == ("graded", points), result
    assert any(flag.startswith(f"{exercise}:") for flag in result.flags)
