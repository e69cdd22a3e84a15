"""What an exercise is, and how an answer to it is measured.

    course, cards         lessons/course.toml: titles, minutes, points
    exercise, record      `Exercise`: its properties, known mistakes and hints
    question              `Question`: predictions and recall
    lessons, bank         load a lesson's exercises.py
    answer_source         the answer cells of exercises.py as text
    draw, calls, probe    draw inputs, record calls, measure an answer
    data, compare, wording    measured values as plain data, compared and put into words
"""
