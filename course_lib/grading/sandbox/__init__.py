"""The sandbox in which a student's kernel runs.

sandbox         start, watch and stop it
bubblewrap      its command line: what a kernel sees and may do
seccomp         the system calls it may not make
limits          time, memory and output
processes       its processes, seen from outside
messages        a check of what a kernel sends
kernel_home     the student edition of the package that it can import
probe_half      the half of exercises.py that measures
warm, zygote    kernels forked from a process that has already imported torch (the *zygote*)
availability    what this machine offers
"""
