"""Change the solutions of a lesson by machine: wrong ones must be refused, right ones must pass.

syntax        change one place of a syntax tree; describe the change
statements    drop, swap or repeat a statement; ignore an argument
expressions   another constant, comparison, operator, axis or argument order
tensors       detach, no_grad, in place, tuple for list, a plain list for nn.ModuleList
retyping      a value of another number type, or in another container
mutants       all changed answers to one exercise that should be refused
variants      the same answer written differently, which must pass
isolated_check       check one answer in a process of its own, within limits of time and memory
survivors     the list of mutants that pass, with the reasons: lessons/NN_slug/survivors.toml
report        mutate a lesson, compare with its list, and say what is new
"""
