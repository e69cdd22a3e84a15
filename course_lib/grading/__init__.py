"""Grade a class: learners' answers run in a sandbox, and are marked outside it.

    course grade SUBMISSIONS/ --exercise 02 --out GRADES/

`intake` reads an untrusted file. `transplant` merges its answers into the teacher's notebook.
`nbval_cells` lets nbval run that notebook in a `box`, which `bubblewrap` closes off. `judging`
compares what the probes published with what the solution gives. `ledger` stores each result,
`gradebook`, `feedback` and `summary` write it out.

This file imports nothing: the process that runs one submission must start quickly.
"""
