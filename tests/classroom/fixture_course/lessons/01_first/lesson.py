# ruff: noqa
# %% tags=["predict"]
predict("01.p2")

# %% tags=["demo"]
reveal("01.p2", lambda: print("rolled"))

# %% [markdown] tags=["after"]
# Numbers are in order, as **the text** after the demo says.

# %% [markdown] tags=["after"]
# Two cells of it.

# %% [markdown]
# ## The next section
