"""Grade a class: a learner's answers run in a sandbox, and the verdict falls outside it.

    course grade SUBMISSIONS/ --exercise 02 --out GRADES/

`intake` reads a file that nobody trusts. `transplant` puts its answers into the teacher's notebook.
`nbval_cells` lets nbval run that notebook in a `sandbox`. `judging` compares what the probes
published with what the solution gives. `ledger`, `gradebook` and `feedback` keep the result.

This file imports nothing: the process that runs one submission must start quickly.
"""
