"""Train the small GAN: from a configuration to a folder of checkpoints.

    preset, presets, config    what a run is: sizes, steps, losses, data
    batches                    the clips of a run, cut into batches
    adversaries                several discriminators, each with its optimiser and schedule
    state, step                everything that changes, and one step that changes it
    trainer                    `train`: the loop around the step
    checkpoints, packing, runs, resume    save a run, read it back, continue it
    progress, snapshot, interrupts        watch a run, and stop it safely
    threads                    how many CPU threads pay off
    distributed                several processes, one per GPU
    sessions                   plan a run that fits the machine and the time
    generate                   run a trained generator on a recording
    shipped/                   a generator at several ages, part of the package
    toy                        a GAN with steps of a millisecond, to study checkpoints

Reading order: preset, config, state, step, trainer; then checkpoints.
"""
