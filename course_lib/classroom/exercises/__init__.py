"""What an exercise is, and how an answer to it is measured.

exercise, question        `Exercise` and `Question`: what a lesson's exercises.py creates
course_toml, course_records    lessons/course.toml: titles, minutes, points
load_bank, registration   load a lesson's exercises.py and find what it registers
after_texts               the texts that `reveal` shows after a demo
answer_source             read an answer cell as text, and run edited copies of it
measuring/                draw inputs, run an answer, compare what it returned
protection/               keep a dishonest answer from faking its measurement
withheld_answers          a copy of the course without its solutions
earlier_names             the names that sheets of earlier versions use
errors                    the exceptions of the classroom
"""
