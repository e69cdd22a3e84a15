"""Read and fill the tables of learning management systems (LMS): Moodle, Canvas, nbgrader.

tables          read a CSV file of any encoding, and write it back in the same form
columns         find its columns, whatever language they are in
matching        find the result that belongs to a row
export          fill a grading worksheet or a gradebook with points
feedback_zip    pack the students' pages for upload
"""
