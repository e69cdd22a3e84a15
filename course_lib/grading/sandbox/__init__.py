"""The sandbox in which a student's kernel runs.

sandbox                    start, watch and kill it
bubblewrap                 its command line: what a kernel sees and may do
seccomp                    the system calls it may not make
limits                     what a kernel may use, and its rlimits
kill_processes             kill its processes, also those that it left behind
memory_group               a control group with which Linux limits their memory
process_usage              the memory and CPU time of its processes, seen from outside
malformed_messages         Jupyter messages that are refused or repaired
stop_reasons               the errors of a kernel that exceeded a limit
kernel_home                the student edition of the package that it can import
availability               what this machine offers
exercises_without_answers  the part of exercises.py that measures
zygote_process             a process that has imported torch and forks kernels: a *zygote*
zygote_client              how the grader asks it for a kernel
"""
