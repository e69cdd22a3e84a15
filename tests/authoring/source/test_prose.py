from course_lib.authoring.source.cells import Cell
from course_lib.authoring.source.prose import prose, word_count


def cell(source):
    return Cell("lesson.py", 1, 1, "markdown", source)


def test_words_are_what_a_learner_reads_as_sentences():
    assert word_count(cell("One two's three-fold.")) == 3
    assert word_count(cell("Code `a b c` and $x + y = z$ and <b>bold</b>.")) == 4
    assert word_count(cell("A [link here](https://example.org/a/b/c) ends.")) == 4


def test_fenced_code_and_formulas_are_not_prose():
    text = "Before\n```python\na b c\n```\nbetween\n$$\nx y\n$$\n$$x y$$\nafter"

    assert [line.text.strip() for line in prose(cell(text))][:2] == ["Before", "between"]
    assert word_count(cell(text)) == 3


def test_table_rows_may_be_left_out():
    text = "Two words\n\n| a | b |\n|---|---|\n| c | d |"

    assert word_count(cell(text)) == 6
    assert word_count(cell(text), tables=False) == 2


def test_headings_are_marked_and_lines_keep_their_place():
    lines = list(prose(cell("# Title\n\nText.")))

    assert [(line.offset, line.heading) for line in lines] == [(0, True), (1, False), (2, False)]
