"""Run one merged notebook.

grade_notebook    `Grader`: a first pass, and more where something was disturbed
run_pass          one pass: a process with pytest, nbval and a kernel
pytest_process    what that process does
pass_job          what it is given
nbval_cells       the pytest plugin that lets nbval run a merged notebook
cell_reports      how each cell ended
bounded_kernel    a client for a kernel that may send anything
output_limits     how much of it is collected
harmful_cells     the cells that may have harmed later ones
lesson_is_gradable    a check before anyone is graded: the solution gets all points
"""
