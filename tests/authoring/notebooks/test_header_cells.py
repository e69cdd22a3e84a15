"""The cells at the top of a notebook."""


def test_the_title_says_what_you_will_hear_and_where_you_are(cells):
    title = cells("notebooks")["c01-title"]["source"]

    assert "# 01 · Echo\n" in title
    assert "Your own click, twice." in title
    assert "00 Silence · **01 Echo** · 02 Choir" in title
    assert (
        "(https://colab.research.google.com/github/teacher/echo-course"
        "/blob/main/notebooks/01_echo.ipynb)"
    ) in title


def test_the_title_loads_nothing_from_another_host(cells):
    for folder in ("notebooks", "exercises", "solutions"):
        assert "![" not in cells(folder)["c01-title"]["source"]


def test_the_card_gives_time_needs_points_and_objectives(cells):
    card = cells("notebooks")["c01-card"]["source"]

    for text in (
        "about 30 min for you, and 15 min for the exercises (estimates)",
        "<summary>After this lesson you can …</summary>",
        "00 Silence",
        "a function that repeats a sound",
        "5 points in 2 exercises",
        "- `01.o1` Add an echo to a list of samples. (exercise 01.1)",
        "(exercise 01.1, 01.2)",
    ):
        assert text in card
