"""The sandbox in which a student's kernel runs.

    sandbox          start, watch and stop it
    bubblewrap       its command line: what a kernel sees and may do, and its rlimits
    seccomp          the system calls it may not make
    limits           time, memory and output, and the errors of a kernel that exceeds them
    processes        its processes, seen from outside
    message_check    a check of what a kernel sends
    kernel_home      the student edition of the package that it can import
    availability     what this machine offers

`exercises_without_answers` is the part of exercises.py that measures. A *zygote* is a process that
has imported torch, from which kernels are forked: `zygote_process` is that process, and
`zygote_client` is how the grader asks it for a kernel.
"""
