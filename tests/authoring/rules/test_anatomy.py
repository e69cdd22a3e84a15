"""A lesson that needs no other has nothing to recall: it asks what the course takes for granted."""

from course_lib.authoring import lint


def questions(course, needs, ids):
    course.replace("course", 'needs = ["00"]', f"needs = {needs}")
    course.replace("exercises", '"01.r1", "01.r2", "01.r3"', ids)
    return [finding.message for finding in lint(course.root)]


def test_it_may_ask_more_than_three_questions(small_course):
    assert questions(small_course, "[]", '"01.r1", "01.r2", "01.r3", "01.r4"') == []


def test_it_may_not_ask_fewer(small_course):
    found = questions(small_course, "[]", '"01.r1", "01.r2"')
    assert found == ["2 questions of kind recall: write 3"]
