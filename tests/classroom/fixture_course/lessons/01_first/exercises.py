# ruff: noqa: ERA001 - the stubs of an exercise are comments
# %% [markdown]
# Four small exercises instead of a lesson.

# %% tags=["setup"]
import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from course_lib.classroom import Exercise, Later, Option, Question, setup

setup("01")

# %% id="01-1-answer" tags=["answer"]
# @answer 01.1


def rotate(row: Tensor, steps: int) -> Tensor:
    """Move every value ``steps`` places to the right; what falls off comes in on the left."""
    # BEGIN SOLUTION
    if steps < 0:
        raise ValueError(f"cannot rotate by {steps}")
    return torch.cat([row[-steps:], row[:-steps]]) if steps else row
    # END SOLUTION
    # STUB: raise NotAttempted("01.1")


# %% id="01-1-bank" tags=["bank"]
ex = Exercise("01.1", answer="rotate")


@ex.property("to the right", cause="the slices are the wrong way round")
def _(rotate, draw):
    return rotate(draw.distinct(6), 2)


@ex.property("rows of several lengths", cause="a length is written into the code")
def _(rotate, draw):
    return [rotate(draw.distinct(size), 1) for size in (7, 5, 300)]


@ex.property("no steps", cause="row[-0:] is the whole row")
def _(rotate, draw):
    return rotate(draw.distinct(4), 0)


@ex.property("steps below 0 are refused", cause="a slice takes any number")
def _(rotate, draw):
    return draw.refusal(lambda: rotate(draw.distinct(4), -1))


ex.mutant(
    "to the left",
    says="You rotate to the left.",
    edit={"[row[-steps:], row[:-steps]]": "[row[steps:], row[:steps]]"},
)
ex.mutant(
    "no steps, reversed",
    says="With no steps nothing moves.",
    edit={"if steps else row": "if steps else row.flip(0)"},
)
ex.mutant(
    "never refused",
    says="Steps below 0 get through.",
    edit={'    if steps < 0:\n        raise ValueError(f"cannot rotate by {steps}")\n': ""},
)
ex.mutant(
    "returns nothing",
    says="The result is lost: return it.",
    source="def rotate(row, steps):\n    row.roll(steps)\n",
)


@ex.alternative("with roll")
def rotate_by_roll(row, steps):
    if steps < 0:
        raise ValueError
    return row.roll(steps)


@ex.alternative("by index")
def rotate_by_index(row, steps):
    if steps < 0:
        raise ValueError("no")
    return row[(torch.arange(len(row)) - steps) % len(row)]


ex.hints(
    "Where does the last value go?",
    "Cut the row in two and swap.",
    "torch.cat([row[____:], row[:____]])",
)
ex.why("Two slices that share one cut lose nothing.")
ex.wrong_turn("`row[steps:]` first rotates to the left.")


@ex.picture
def _(rotate):
    figure = Figure()
    figure.add_subplot().plot(rotate(torch.arange(6.0), 2))
    return figure, "a row of six, rotated"


# %% id="01-2-answer" tags=["answer"]
# @answer 01.2
# BEGIN SOLUTION
order = ["B", "A", "C"]
# END SOLUTION
# STUB: order = ...

# %% id="01-2-bank" tags=["bank"]
ex = Exercise("01.2", answer="order")


@ex.property("the order", cause="read it aloud")
def _(order, draw):
    return [letter.upper() for letter in order]


ex.mutant("alphabet", says="That is the alphabet.", source='order = ["A", "B", "C"]')
ex.alternative("small letters", source='order = list("bac")')
ex.hints("What comes first?", "B comes first.", '["B", ____, "C"]')

# %% id="01-3-answer" tags=["answer"]
# @answer 01.3


class Scale(nn.Module):
    """Multiply by a learned gain."""

    def __init__(self, size: int) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.gain = nn.Parameter(torch.randn(size))
        # END SOLUTION
        # STUB: raise NotAttempted("01.3")

    def forward(self, x: Tensor) -> Tensor:
        # BEGIN SOLUTION
        return rotate(x * self.gain, 0)
        # END SOLUTION
        # STUB: raise NotAttempted("01.3")


# %% id="01-3-bank" tags=["bank"]
ex = Exercise("01.3", answer="Scale")


@ex.property("the parameters", cause="a plain tensor is no parameter")
def _(scale_class, draw):
    return {name: list(p.shape) for name, p in scale_class(3).named_parameters()}


@ex.property("the product", cause="the gain is added")
def _(scale_class, draw):
    return scale_class(5)(draw.randn(5))


ex.mutant(
    "plain tensor",
    says="A plain tensor is not trained: wrap it in nn.Parameter.",
    edit={"nn.Parameter(torch.randn(size))": "torch.randn(size)"},
)
ex.mutant(
    "added", says="The gain is a factor, not a summand.", edit={"x * self.gain": "x + self.gain"}
)


@ex.alternative("a method of torch")
class ScaleByMul(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.gain = nn.Parameter(torch.randn(size))

    def forward(self, x):
        return torch.mul(x, self.gain)


# %% id="01-4-answer" tags=["answer"]
# @answer 01.4
# BEGIN SOLUTION
numbers = (2.0, 6.0)
# END SOLUTION
# STUB: numbers = ...

# %% id="01-4-bank" tags=["bank"]
ex = Exercise("01.4", answer="numbers")


@ex.property("the numbers", cause="two numbers are needed")
def _(numbers, draw):
    first, second = numbers
    return [float(first), float(second)]


@ex.comparator
def _(data, expected):
    first, second = data["the numbers"]
    return {"different": first != second, "their sum is 8": first + second == 8}


ex.mutant("the same", says="They are the same number.", source="numbers = (4, 4)")
ex.mutant("wrong sum", says="Their sum is not 8.", source="numbers = (1, 2)")
ex.alternative("swapped", source="numbers = [6, 2]")

# %% tags=["bank"]
Question(
    "01.p1",
    "Does `roll` lose a value?",
    [
        Option("a", "yes", because="It comes in on the other side."),
        Option("b", "no", right=True, because="All values stay."),
    ],
)
Question(
    "01.p2",
    "Is 2 < 3?",
    [
        Option("a", "yes", right=True, because="2 comes before 3."),
        Option("b", "no", because="Count again.", misconception="M99"),
        Option("c", "perhaps", because="Numbers are certain."),
    ],
    later=Later(
        "Is 5 < 4?",
        [
            Option("a", "yes", because="5 comes after 4."),
            Option("b", "no", right=True, because="5 is larger."),
        ],
    ),
)
Question(
    "01.r1",
    "What was lesson 00 about?",
    [
        Option("a", "nothing", right=True, because="It is planned."),
        Option("b", "all", because="It is not written."),
    ],
    kind="recall",
)
Question("01.e1", "Why rotate?", kind="explain", look_for=("I said why.", "I said how."))
for name in ("01.x1", "01.x2", "01.x3"):
    Question(
        name,
        "What does `rotate` do?",
        [
            Option("a", "right", right=True, because="It turns."),
            Option("b", "wrong", because="Not that one."),
        ],
        kind="exit",
    )
