"""Train the small GAN: from a config to a folder of checkpoints.

presets, config          sizes and learning rates; all the choices of a run
batches                  the data of a run
adversaries              the discriminators, each with its optimiser and schedule
state, step              everything that changes, and one step that changes it
trainer                  `train`, the loop around the step
checkpoints, packing     save and load the state of a run
runs, resume             the record of a run; start a run, or resume it
progress_line, snapshot       watch a run
interrupts, threads      stop between steps; choose the number of CPU threads
distributed              several processes, one per GPU
plan_session                 plan a run that fits the machine and the time
generate                 apply a trained generator to a recording
shipped/                 a trained generator at several stages, part of the package
toy                      a GAN with steps of a millisecond, to study checkpoints

Reading order: presets, config, state, step, trainer; then checkpoints.
"""
