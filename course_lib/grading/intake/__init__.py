"""From a pile of files to notebooks that can be run.

hand_ins          the files of a class, one for each student
moodle_numbers    Moodle's number of a student, in a hand-in's name or a worksheet
lms_names         which student a path belongs to: Moodle, Canvas, Blackboard, Google Classroom
files             files in folders and zip files, read without trusting them
notebook_choice   which of a student's notebooks counts
student_names     names that can be written to a file
notebook          a submitted notebook
answer_key        the answer key: the teacher's notebook
merge             a student's answers in the teacher's notebook
errors            what can be wrong with all of these
"""
