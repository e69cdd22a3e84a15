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
        "- `01.o1` Add an echo to a list of samples. (apply; exercise 01.1)",
        "(apply; exercise 01.1, 01.2)",
    ):
        assert text in card


def test_the_card_separates_the_core_from_more_practice(more_practice, cells):
    card = cells("notebooks")["c01-card"]["source"]

    for text in (
        "about 30 min for you, 5 min for the core exercises, and 10 min for more practice (estim",
        "5 points in 2 exercises; the core has 1 of the points and 1 of the exercises |",
        "Add an echo to a list of samples. (apply; more practice: 01.1)",
        "Calculate a delay in samples. (apply; exercise 01.2)",
        "Say how loud the sum of two sounds can get. (apply; exercise 01.2; more practice: 01.1)",
    ):
        assert text in card


def test_the_sheet_lists_the_core_and_then_more_practice(more_practice, cells):
    text, *rows = cells("exercises")["c01-list"]["source"].split("\n")

    assert text.endswith("The core takes about 5 min, and more practice 10 min (estimates).")
    assert [row.split("|")[1].strip() for row in rows[3:]] == [
        "01.2 How many samples?",
        "**More practice**",
        "01.1 Add an echo",
    ]


def test_a_sheet_without_more_practice_does_not_mention_it(cells):
    found = cells("exercises")

    assert found["c01-list"]["source"].startswith("5 points in 2 exercises, about 15 min (an est")
    assert not any("practice" in cell["source"].lower() for cell in found.values())
