"""Run one merged notebook.

passes          `Grader`: a first pass, and a second one where something was disturbed
one_pass        one pass: a process with pytest, nbval and a kernel
pass_process    what that process does
job             what it is given
nbval_cells     the pytest plugin that lets nbval run a merged notebook
kernel          a client for a kernel that may send anything
suspects        the cells that may have harmed later ones
"""
