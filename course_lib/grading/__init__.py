"""Grade a class: answers run in a sandbox, and are scored outside it.

    course grade SUBMISSIONS/ --exercise 02 --out GRADES/

A submission passes through these rooms:

    intake/       who handed in what; the answers are merged into the teacher's notebook
    execution/    nbval runs that notebook, one process per submission
    sandbox/      the kernel's walls: files, system calls, memory, time
    results/      scores, ledger, gradebook, feedback, exports
    run           all of this for a whole class

This file imports nothing, because the process that runs one submission must start quickly.
"""
