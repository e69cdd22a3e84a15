"""Measure what each discriminator does, against nobody, over several seeds.

    folder = ablate(Plan(preset("tiny")), "runs/ablation")
    results = gather(folder)
    print(as_markdown(results))

Reading order: plan, worker, run; then bootstrap, results, tables, page.
"""
