"""The pages that people read.

feedback          one student's page
summary           the teacher's page on one lesson
course_report     all lessons together
written_answers   the answers that a person should mark
"""
