"""Grade a class: answers run in a sandbox, and are scored outside it.

    course grade SUBMISSIONS/ --exercise 02 --out GRADES/

A submission passes through these rooms:

    intake/           who handed in what; the answers are merged into the teacher's notebook
    execution/        nbval runs that notebook, one process per submission
    sandbox/          the kernel's walls: files, system calls, memory, time
    results/          scores, ledger, gradebook, feedback, exports
    grade_submission      all of this for one submission after another
    grade_class, shards   all of this for a whole class, or for a part of it

    grade_own_notebook            a student's own notebook, graded by the student
    release_without_solutions     what a teacher hands out
    cluster                       grade on several machines
    bench                         measure what grading costs

This file imports none of them, because the process that runs one submission must start quickly.
"""

from course_lib.extras import require

require("grading", __name__, "course_lib.grading.grade_class")
