# ruff: noqa
"""The author's note above the first cell stays here."""

# %% [markdown]
# ## Before we start

# %% tags=["recall"]
recall("01")

# %% [markdown]
# ## 1 · A click and a wall
# Clap your hands in front of a wall. What comes back is an **echo**: the same sound, later and
# softer.
#
# | letter | what it counts |
# |---|---|
# | `d` | samples that the sound is late |

# %% tags=["demo"]
click = [1.0, 0.0, 0.0, 0.0]
show_samples = print
show_samples(click)

# %% [markdown]
# How late it comes is its **delay**.

# %% tags=["predict"]
predict("01.p1")

# %% tags=["demo"]
reveal("01.p1", lambda: print("later"))

# %% tags=["check-output"]
late = [0.0, 0.0, *click[:2]]
print(late)
print()
print(len(late), "samples")
# → [0.0, 0.0, 1.0, 0.0]
# →
# → 4 samples

# %% [markdown]
# Now the sum of both. **Your turn:** exercise 01.1.

# %% tags=["predict"]
predict("01.p2")

# %% tags=["demo"]
reveal("01.p2", lambda: print("louder"))

# %% tags=["derivation"]
from torch import tensor
from torch.testing import assert_close

both = [a + b for a, b in zip(click, late, strict=True)]
assert_close(tensor(both), tensor([1.0, 0.0, 1.0, 0.0]))

# %% [markdown]
# ## 2 · Far walls
# A wall twice as far away makes the delay twice as long.

# %% id="far-wall" tags=["predict"]
predict("01.p3")

# %% tags=["demo"]
reveal("01.p3", lambda: print("twice"))

# %% [markdown] tags=["after"]
# ![Two clicks on a line of time, the second lower than the first](echo.png)
#
# Both echoes are softer than the click. **Your turn:** exercise 01.2.

# %%
distance_m = 17

# %%
speed_m_per_s = 340

# %%
seconds = 2 * distance_m / speed_m_per_s

# %% tags=["predict"]
predict("01.p4")

# %% tags=["demo"]
reveal("01.p4", lambda: print(seconds))

# %% [markdown] tags=["after"]
# A tenth of a second.

# %% [markdown]
# ## 3 · Say it in your own words

# %% tags=["explain"]
explain("01.e1")

# %% tags=["exit"]
exit_ticket("01")

# %% [markdown]
# ## 4 · Look back

# %%
look_back("01")

# %%
checklist("01")

# %% [markdown]
# ## An open question
# Where do you hear no echo at all?
