"""Run notebooks as a learner does: every cell from the first to the last, each in its own kernel.

    notebooks/02_periods.ipynb ──► kernel ──► seconds, outputs, faults ──► one page, and JSON

    chosen = choose(root, solutions=True)
    with progress_bar() as bar:
        progress = LiveProgress(chosen, bar)
        run = run_course(root, chosen, Settings(fast=True), progress, on_result)
    write_report(run, Path("runs/lessons/index.html"))

A notebook fails if a cell raises, exceeds its time, or prints something other than its stored
output. The notebooks themselves are never changed. nbclient runs the cells.

    results           the records: settings, cells, faults, notebooks, the course
    time_limits       the time that a cell and a lesson may take on this machine
    notebooks_to_run  which notebooks to run
    course_run        several notebooks, some at the same time
    notebook_run      one notebook, cell by cell
    kernel            its kernel
    stored_outputs    compare outputs with the stored ones
    run_progress      the terminal
    run_report        the page and the JSON file
"""
