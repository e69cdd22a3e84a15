"""Train the small GAN: from a config to a folder of checkpoints.

presets, config          sizes and learning rates; all the choices of a run
batches                  the data of a run
adversaries              the discriminators, each with its optimiser
schedule                 when the warm-up ends, and when each discriminator joins and learns
train_state, step        everything that changes, and one step that changes it
mixed_precision          sixteen bits on a GPU; float16 with scaled gradients
learner_parts            losses, steps and a balancer of your own, in place of the library's
learning_rate            the generator's, warm-up included
random_state             PyTorch's random numbers: saved, and kept for the caller
trainer                  `train`, the loop around the step
checkpoints, packing     save and load the state of a run
run_json                 the record of a run: run.json
resume                   start a run, or resume it
progress_line            a line that shows how far a run is
held_out_snapshot        what a watcher sees: held-out clips and their scores
interrupts, thread_count stop between steps; choose the number of CPU threads
distributed              several processes, one per GPU
plan_session             plan a run that fits the machine and the time
generate                 apply a trained generator to a recording
shipped/                 a trained generator at several stages, part of the package
toy                      a GAN with steps of a millisecond, to study checkpoints

Reading order: presets, config, train_state, step, trainer; then checkpoints.
"""
