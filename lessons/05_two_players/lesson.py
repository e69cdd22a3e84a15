# %% tags=["setup"]
from pathlib import Path

import torch
import torch.nn.functional as F
from torch.testing import assert_close

from course_lib import Balancer, FeatureMatchingLoss, MultiPeriodDiscriminator
from course_lib.classroom import (
    checklist,
    exit_ticket,
    explain,
    look_back,
    own_parts,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.display.figures.share_bars import ShareBars, percent
from course_lib.display.figures.training_curves import StepCurves
from course_lib.gan.training.shipped import ready_generator
from course_lib.instruments import (
    abx,
    gradient_mixer,
    gradient_sound,
    listen,
    pulls,
    score_curves,
    spar,
    tug_of_war,
)
from course_lib.losses import (
    MultiScaleMelSpectrogramLoss,
    get_adv_criterion,
    get_fake_criterion,
    get_real_criterion,
)
from course_lib.sounds import load, pluck, vowel

setup("05")

RATE = 16_000
generator = ready_generator(200).requires_grad_(True)


def copy_of(sound):
    """Return what the generator makes of a sound."""
    return sound.with_samples(generator(sound.samples[None, None])[0, 0].detach())


sounds = [vowel(160, seconds=1.5, sample_rate=RATE), pluck(220, 1.5, sample_rate=RATE)]
spoken = Path("/usr/share/sounds/alsa/Front_Center.wav")  # or a recording of your own
sounds += [load(spoken, RATE)] if spoken.exists() else []
with_copies = {}
for sound in sounds:
    with_copies |= {sound.name: sound, f"{sound.name}, copied": copy_of(sound)}


def moves(total):
    """Return which way each player moves four real and four fake scores to lower a total."""
    r, f = (torch.tensor([-0.9, -0.3, 0.3, 0.9], requires_grad=True) for _ in range(2))
    slopes = torch.autograd.grad(total(r, f), [r, f], allow_unused=True, materialize_grads=True)
    real, fake = ("".join("·↑↓"[int(-x.sign())] for x in slope) for slope in slopes)
    return {"discriminator, real": real, "discriminator, fake": fake, "generator, fake": fake}


# %% [markdown]
# ## 1 · Two sounds and their copies
# Put on headphones, and switch between the sounds while they play: a sung vowel and its copy, a plucked string and its copy.

# %%
listen(with_copies, match="rms", listen_for="what the copy adds to the sound, and what it has lost")

# %% [markdown]
# Both copies are noisy: about a third of their power is between the harmonics, where the originals have next to none. The copied
# string is almost silent after half a second, but for a knock at its end.
#
# The copies come from a **generator**: a network that keeps 16 numbers for every 128 samples and rebuilds the wave from them. This
# one has trained for only 200 steps, and never met a discriminator. In lesson 07 it will. (With Debian's speech
# samples installed, you also heard a real voice. For your own recording, put its path into the set-up cell.)
#
# From now on, the originals are **real** and the copies are **fake**. A discriminator scores both: high for real, low for fake. The
# generator wants high scores for its fakes. Training these two players against each other is called **adversarial**.
#
# How do you train them? First, look back.

# %% tags=["recall"]
recall("05")

# %% [markdown]
# ## 2 · One line for two players
# **Write one line that trains both players.** `my_total` receives real scores `r` and fake scores `f`, and returns one number.
# Both players lower this number. The cell tries four real and four fake scores, two of each below zero, and shows which way each
# player then moves them: up, down, or not at all (`·`). Your goal:
#
# | | |
# |---|---|
# | discriminator, real | ↑↑↑↑ |
# | discriminator, fake | ↓↓↓↓ |
# | generator, fake | ↑↑↑↑ |
#
# Change the line and run the cell as often as you like. Spend about eight minutes on it. Getting stuck is fine: it isn't graded.


# %%
def my_total(r, f):
    """Your line: one number for both players to lower."""
    return (r + f).mean()


for what, arrows in moves(my_total).items():
    print(f"{what:20} {arrows}")

# %% tags=["predict"]
predict("05.p11")


# %% tags=["demo"]
def five_lines():
    lines = {
        "yours": my_total,
        "r and f apart": lambda r, f: (f - r).mean(),
        "squares": lambda r, f: ((r - 1) ** 2 + f**2).mean(),
        "a product": lambda r, f: (r * f).mean(),
        "a maximum": lambda r, f: torch.maximum(r, 2 * f).mean(),
    }
    print(f"{'':14}", "   ".join(moves(my_total)))
    for name, line in lines.items():
        print(f"{name:14}", "   ".join(f"{moved:{len(who)}}" for who, moved in moves(line).items()))


reveal("05.p11", five_lines)

# %% [markdown] tags=["after"]
# Compare the last two columns: they always agree. One number has one slope at each score. `backward` hands this slope to both
# networks, and each multiplies it by its own slopes. So no line can move a fake's score down for one player and up for the other.

# %% [markdown]
# A natural first try is to add up the losses of both players. What does that line train? Take a common choice, the
# **hinge loss**:
#
# - The discriminator's loss on a real score is how far the score is below 1. Its loss on a fake score is how far the score is above
#   -1. Beyond these two margins, the loss is zero.
# - The generator's loss is minus the score of its fake.

# %% tags=["predict"]
predict("05.p1")


# %% tags=["demo"]
def one_sum():
    for score in (-0.5, 0.0, 0.5, 2.0):
        f = torch.tensor([score])
        pull = pulls("hinge", torch.zeros(1), f, one_sum=True).discriminator_fake.item()
        print(f"a fake that scores {score:4}: the sum pulls it {'up' if pull > 0 else 'nowhere'}")


reveal("05.p1", one_sum)

# %% [markdown] tags=["after"]
# At a score of 0, the discriminator's part is 1 + f and the generator's part is -f. Their sum is 1, and a constant has no slope. By
# the chain rule, every gradient that passes through this score is exactly zero, in both networks. Is it zero for all fakes? You
# will work that out in exercise 05.6.
#
# But the real scores still train the discriminator. Maybe that's enough?

# %% [markdown]
# Let's train two identical discriminators for 30 steps on our two sounds. Each is a small MPD. One has its own hinge loss, the other
# has the sum. `spar` trains a discriminator and records its scores, step by step.

# %% tags=["predict"]
predict("05.p2")


# %%
whole = torch.stack([sound.samples[:5120] for sound in sounds[:2]]).unsqueeze(1)
generated = generator(whole)
# discriminators receive the middle of each wave, away from its edges
real, fake = whole[..., 1024:4608], generated[..., 1024:4608].detach()
GETTERS = (get_adv_criterion, get_real_criterion, get_fake_criterion)
loss, on_real, on_fake = (get("hinge") for get in GETTERS)


def new_discriminator():
    torch.manual_seed(0)
    return MultiPeriodDiscriminator(periods=(3, 5), filters=4, filters_scale=2, max_filters=32)


discriminator, misled = new_discriminator(), new_discriminator()
own_record = spar(discriminator, real, fake, lambda f, r: on_fake(f) + on_real(r))
sum_record = spar(misled, real, fake, lambda f, r: on_fake(f) + on_real(r) + loss(f))


# %% tags=["demo"]
def compare_discriminators():
    return score_curves({"own": own_record, "sum": sum_record})


reveal("05.p2", compare_discriminators)

# %% [markdown] tags=["after"]
# The grey line is a score of 0. Look at the two curves of the sum, real and fake: they rise above it together. This loss asks for higher real scores,
# and nothing asks for lower fake scores. So this discriminator calls everything real: its accuracy is 50 %, and the fakes are as bad
# as before.
#
# **An accuracy of 50 % has two explanations**: fakes that nobody can distinguish from real sound, or a discriminator that doesn't
# distinguish them. The number alone doesn't say which. Your ears might.

# %% [markdown]
# A third discriminator joins in, in a blind test: you. Both sounds have the same RMS. Listen to the onset, and for noise between
# the harmonics. The p-value says how often pure guessing would do as well as you did, or better. If it is small, you very likely
# hear a difference, and a discriminator with the right losses can find one, too. So which losses are right?

# %%
abx(sounds[0], copy_of(sounds[0]).renamed("its copy"), trials=6, match="rms")

# %% [markdown]
# ## 3 · What each player wants
# Training never uses a loss itself, only its slope at each score. Draw minus that slope as an arrow, and you see how hard a player
# pulls at a score, and which way. Besides hinge, two losses are common:
#
# - **LSGAN**, short for least-squares GAN, squares the distance from a target. The discriminator's targets are 1 for real and 0 for
#   fake; the generator's is 1.
# - **BCE**, binary cross-entropy, turns a score into a probability that the sound is real, and takes minus the logarithm of what
#   the right answer gets. For the discriminator, "real" is right for real sound and "fake" for fakes; the generator wants "real" for
#   its fakes.

# %% tags=["predict"]
predict("05.p3")


# %% tags=["demo"]
def a_real_score_of_3():
    for rule in ("hinge", "LSGAN", "BCE"):
        pull = pulls(rule, torch.tensor([3.0]), torch.zeros(1)).discriminator_real.item()
        print(f"{rule:5}: the discriminator pulls it by {pull + 0.0:+.2f}")


reveal("05.p3", a_real_score_of_3)

# %% [markdown] tags=["after"]
# BCE has no margin and no target: it pulls every real score up, however high it already is.

# %% [markdown]
# Now see all arrows at once, and grab the clouds of scores. Drag them with the mouse, or select one and use the arrow keys. Try this:
#
# 1. Under hinge, drag the fakes below -1. Which player lets go, and which doesn't?
# 2. Under LSGAN, look for the place where real scores have no arrow. (The generator's curve covers the discriminator's curve for
#    real sound: they have the same target.)
# 3. Choose "one sum for both" under each loss, and let the players move with the two "moves" buttons. Where do the fakes come to
#    rest?

# %%
tug_of_war()

# %% [markdown]
# **Your turn:** exercise 05.6, *What one sum trains*. It asks for the same places on paper.
#
# ## 4 · Taking turns
# With one sum, a fake can come to rest. Now give each player its own loss again. A GAN trains in turns: the discriminator moves, then
# the generator, and again.

# %% tags=["predict"]
predict("05.p12")


# %% tags=["demo"]
def twenty_rounds():
    war = tug_of_war()
    war.set(rule="LSGAN")
    places = [war.middles]
    for player in 20 * ("discriminator", "generator"):
        war.move(player)
        places.append(war.middles)
    real_scores, fake_scores = map(list, zip(*places, strict=True))
    finding = "Under LSGAN the real scores settle at 1, and the fakes go on swinging below it"
    curves = {"real": real_scores, "fake": fake_scores}
    return StepCurves(finding, curves, "mean score", step="move", marked=(1 / 3, 2 / 3))


reveal("05.p12", twenty_rounds)

# %% [markdown] tags=["after"]
# Read the two curves from left to right: where the scores begin, and then one point for each move. The real scores end at 1. The
# fakes swing between 1/3 and 2/3, the two thin lines: each player undoes the other's last move. Smaller steps make a smaller swing,
# but no place satisfies both players. So in a GAN, a curve that doesn't settle is normal.

# %% [markdown]
# **Your turn:** exercise 05.1, *The losses of both players*. Save the sheet and come back: the next cell compares your losses with
# the library's, and from there on this lesson uses yours. If they're missing, the course's solution takes their place, and a line
# says so. On Colab, save the sheet to Drive, and tell each `own_parts` where it is: add
# `folder="/content/drive/MyDrive/Colab Notebooks"`.
#
# This is a good place for a break. After it, we follow a gradient through both networks.

# %% tags=["derivation"]
(own_criteria,) = own_parts("05.1")
scores = torch.linspace(-3, 3, 30)
for name in ("hinge", "mse"):
    for mine, get in zip(own_criteria(name), GETTERS, strict=True):
        assert_close(mine(scores), get(name)(scores))

loss, on_real, on_fake = own_criteria("hinge")

# %% [markdown]
# ## 5 · Where a gradient arrives
# Two players with two losses need two steps, and the fake is part of both. Two tools decide how far a gradient travels.
# `fake.detach()` is the same sound without its graph. `readonly(discriminator)` switches off `requires_grad` of the discriminator's
# parameters, and restores it when the `with` block ends.

# %% tags=["predict"]
predict("05.p4")


# %% tags=["demo"]
def arrived(player):
    return any(p.grad is not None and bool(p.grad.any()) for p in player.parameters())


def with_and_without_detach():
    for name, cut in (("fake", lambda x: x), ("fake.detach()", torch.detach)):
        beginner = new_discriminator()
        generator.zero_grad()
        scores, _ = beginner(cut(generator(whole)[..., 1024:4608]))
        sum(map(on_fake, scores)).backward()
        print(f"with {name}, the discriminator has a gradient: {arrived(beginner)},", end=" ")
        print(f"the generator: {arrived(generator)}")


reveal("05.p4", with_and_without_detach)

# %% [markdown] tags=["after"]
# In the discriminator's step, no gradient should reach the generator. Detach saves time, but more importantly, it protects the
# generator from a gradient that trains it to get low scores.
#
# What happens if you forget it, and generate the fake only once? The generator's own backward raises an error, because the graph
# has been used up. The usual advice, `retain_graph=True`, silences the error. And if the old gradients aren't cleared in time, both
# gradients add up in the generator.

# %% [markdown]
# **Your turn:** exercise 05.2, *Put the step in order*.
#
# ## 6 · A gradient that you can hear
# In the generator's step, its loss on the fake's scores is called `adv`, for adversarial. The gradient of `adv` must pass *through*
# the discriminator and leave nothing in its parameters. Once your step computes this gradient, you can listen to it.
#
# **Your turn:** exercise 05.3, *Build both steps*. The next cell takes your step.

# %%
(OwnStep,) = own_parts("05.3")
optimizer = torch.optim.Adam(discriminator.parameters())
step = OwnStep(discriminator, optimizer, loss, on_real, on_fake)

sound = copy_of(sounds[0]).samples[None, None].requires_grad_()
adv, _ = step(sound, sounds[0].samples[None, None])
discriminator.zero_grad()
adv.backward()
print("the discriminator has a gradient:", arrived(discriminator))
slope = gradient_sound(sound.grad, RATE, "slope")
listen(
    {"the fake": copy_of(sounds[0]), "the slope at the fake": slope},
    match="rms",
    listen_for="which part of the sound the discriminator responds to",
)

# %% [markdown]
# The second sound is the slope of `adv` at each sample: what the generator should take away from the fake. It's all that `adv` tells
# the generator. Listen for hiss, and compare the two pictures: the fake is almost silent above 4 kHz, and the slope isn't. So a
# change up there would change the scores, too.
#
# ## 7 · What the discriminator notices
# A score says how real a sound seems, not what is wrong with it. Feature maps say more: they are what the discriminator computes on
# its way to the score.
#
# **Feature matching** uses them. It is a second loss of the generator, called `feat`, and measures how far the maps of a copy are
# from the maps of the real sound. The next cell computes it for one sub-discriminator, and compares with the library.
#
# While the discriminator learned in section 2, `spar` also recorded what the generator's two losses would have been.

# %% tags=["derivation"]
matching = FeatureMatchingLoss()
with torch.no_grad():
    _, maps_fake = discriminator(fake)
    _, maps_real = discriminator(real)
    pairs = list(zip(maps_fake[0], maps_real[0], strict=True))
    mine = torch.stack([(f - r).abs().mean() for f, r in pairs]).mean()

assert_close(mine, matching(maps_fake[0], maps_real[0]))

# %% tags=["predict"]
predict("05.p5")

# %% tags=["demo"]
reveal("05.p5", own_record.losses)

# %% [markdown] tags=["after"]
# Look at where both curves begin and end: far apart, although the sound is the same to the last sample. If an opponent computes your
# loss, it says as much about the opponent as about you. A rising generator loss isn't bad news, and a falling one isn't good news. Listen, and measure with
# something that doesn't learn.

# %% tags=["predict"]
predict("05.p6")


# %% tags=["demo"]
def with_matching_in_the_discriminators_loss():
    with_matching = spar(
        new_discriminator(), real, fake, lambda f, r: on_fake(f) + on_real(r), matching_weight=4
    )
    for name, record in (("scores only", own_record), ("and matching", with_matching)):
        apart = record.real[-1] - record.fake[-1]
        print(f"{name:12}: scores {apart:.1f} apart, maps {record.feat[-1]:.2f} apart")


reveal("05.p6", with_matching_in_the_discriminators_loss)

# %% [markdown] tags=["after"]
# A discriminator that has to lower feature matching keeps its maps alike, and its scores with them. This can't happen in our two
# steps: the discriminator's loss uses scores only, and in the generator's step `readonly` keeps feature matching out of the
# discriminator.

# %% [markdown]
# **Your turn:** exercise 05.4, *Four bugs*. By now you can read their symptoms.
#
# Then take a break. What is left is the question which loss a generator really follows.
#
# ## 8 · Inside feature matching
# `feat` averages over the maps of a sub-discriminator. Does each of them count as much as the others?

# %% tags=["predict"]
predict("05.p7")


# %% tags=["demo"]
def parts_of_each_map():
    plain = torch.stack([(f - r).abs().mean() for f, r in pairs])
    relative = torch.stack([(f - r).abs().mean() / r.abs().mean() for f, r in pairs])
    groups = {}
    for name, parts in (("plain average", plain), ("relative average", relative)):
        shares = (parts / parts.sum()).tolist()
        groups[name] = {f"map {number}": share for number, share in enumerate(shares, 1)}
    last = [percent(group["map 6"]) for group in groups.values()]
    return ShareBars(f"The last map is {last[0]} of a plain sum, and {last[1]} if relative", groups)


reveal("05.p7", parts_of_each_map)

# %% [markdown] tags=["after"]
# In a plain average, the map with the largest values decides. Here that map contains the scores, so the loss that should say *what*
# is wrong mostly repeats *how* wrong it is. (In MS-STFT-D the scores aren't among the maps, as you saw in lesson 04.)
#
# The EnCodec paper divides each difference by the mean size of the real map. AudioCraft's code computes this size and then doesn't
# use it. In our library it is an option: `FeatureMatchingLoss(relative=True)`.

# %% [markdown]
# ## 9 · Four losses, four weights
# When AudioCraft trains a codec, the generator has four losses at once. The
# [training configuration](https://github.com/facebookresearch/audiocraft/blob/main/config/solver/compression/default.yaml) gives
# them these weights:
#
# | loss | weight | what it is computed from |
# |---|---|---|
# | adv | 4 | the discriminator's scores of the copy |
# | feat | 4 | the discriminator's maps of copy and original |
# | l1 | 0.1 | the samples of both |
# | msspec | 2 | spectra of both, at several resolutions |
#
# Suppose these weights were multipliers. We measure a loss's **share**: the length of its gradient, divided by the sum of the
# lengths of all four. We measure it at the output of the generator, which is the sound itself, and use your step for adv and feat.

# %%
spectra = MultiScaleMelSpectrogramLoss(RATE, f_min=64, normalized=True, alphas=False)
WEIGHTS = {"adv": 4, "feat": 4, "l1": 0.1, "msspec": 2}


def mixer_with(discriminator):
    optimizer = torch.optim.Adam(discriminator.parameters())
    step = OwnStep(discriminator, optimizer, loss, on_real, on_fake, matching)
    generated = generator(whole)
    adv, feat = step(generated[..., 1024:4608], real)
    l1, msspec = F.l1_loss(generated, whole), spectra(generated, whole)
    losses = {"adv": adv, "feat": feat, "l1": l1, "msspec": msspec}
    return gradient_mixer(losses, generated, generator.parameters(), WEIGHTS, RATE)


# %% tags=["predict"]
predict("05.p8")


# %% tags=["demo"]
def before_and_after():
    mixers = {"before": mixer_with(new_discriminator()), "after": mixer_with(discriminator)}
    groups = {f"{when} the 30 steps": mixer.output_shares for when, mixer in mixers.items()}
    adv = [percent(shares["adv"]) for shares in groups.values()]
    return ShareBars(f"adv is {adv[0]} of the gradient before, and {adv[1]} after", groups)


reveal("05.p8", before_and_after)

# %% [markdown] tags=["after"]
# The weights are the same both times. Before training, almost all of the gradient comes from msspec; afterwards, most of it
# comes from the discriminator. With multipliers, the mix drifts as the discriminator learns.

# %% [markdown]
# ## 10 · The balancer
# AudioCraft doesn't use its weights as multipliers. It has a **balancer**, which divides each gradient by its usual size, a moving
# average over the steps so far, and only then multiplies it by its part of the weights:
#
# $$G = \sum_i \frac{w_i}{\sum_j w_j} \cdot \frac{g_i}{\text{usual size of } g_i}$$
#
# In the moving average, each step counts, say, 0.999 times as much as the one after it; this factor is the **decay**. In the first
# step there are no older ones, so the usual size is the size of the gradient itself.
#
# Now suppose that two discriminators share the work, and one of them is useless.

# %% tags=["predict"]
predict("05.p9")


# %% tags=["demo"]
def an_expert_and_a_guesser():
    y, losses = generated.detach().requires_grad_(), {}
    for name, network in (("expert", discriminator), ("guesser", new_discriminator())):
        losses[name] = sum(-score.mean() for score in network(y[..., 1024:4608])[0])
    for name in losses:
        (before,) = torch.autograd.grad(losses[name], y, retain_graph=True)
        y.grad = None  # what the balancer sends, with the other loss silenced
        alone = {other: losses[other] * (other == name) for other in losses}
        Balancer({"expert": 1, "guesser": 1}).backward(alone, y)
        size, sent = (x.flatten(1).norm(dim=1).mean() for x in (before, y.grad))
        print(f"{name:7}: gradient {size:.4f} long, sent on {sent:.2f} long")


reveal("05.p9", an_expert_and_a_guesser)

# %% [markdown] tags=["after"]
# The guesser's gradient was next to nothing. The balancer scaled it up until it was as long as the expert's. A balancer doesn't
# know which discriminator is right: it equalises sizes. That removes the units of the losses, but it also amplifies a
# discriminator that has little to say.
#
# With the balancer, 4, 4, 0.1 and 2 are parts of 10.1: 39.6 %, 39.6 %, 1 % and 19.8 %. These are the shares at the output
# whenever each gradient has its usual size.

# %% [markdown]
# **Your turn:** exercise 05.5, *Build the balancer*. The next cell sends the same two losses through yours and through the
# library's, twice.


# %% tags=["derivation"]
def sent_by(balancer):
    y = generated.detach().requires_grad_()
    for factor in (1, 10):  # in the second step, l1 is ten times as steep
        y.grad = None
        balancer.backward({"l1": factor * F.l1_loss(y, whole), "msspec": spectra(y, whole)}, y)
    return y.grad


(OwnBalancer,) = own_parts("05.5")
mine, theirs = (sent_by(kind({"l1": 1, "msspec": 3})) for kind in (OwnBalancer, Balancer))
assert_close(mine, theirs)

# %% [markdown]
# ## 11 · At the output and in the parameters
# A balancer works at the output of the generator. But what an optimizer moves are the generator's parameters.

# %% tags=["predict"]
predict("05.p10")


# %% tags=["demo"]
def at_two_places():
    mixer = mixer_with(discriminator)
    mixer.set(balanced=True)
    for name in WEIGHTS:
        output, parameters = mixer.output_shares[name], mixer.parameter_shares[name]
        print(f"{name:6}: {100 * output:4.1f} % at the output", end=", ")
        print(f"{100 * parameters:4.1f} % in the parameters")


reveal("05.p10", at_two_places)

# %% [markdown] tags=["after"]
# A generator passes some directions on better than others, so a share at the output isn't the share in the parameters. With a
# discriminator that began with other random weights, msspec had a larger share in the parameters than at the output. We found no
# rule. So measure before you explain a training run by its weights.

# %% [markdown]
# The instrument below measures both places as you drag. Your target: each loss gets at least 15 % in the parameters. Try it with
# multipliers first, then with shares. Play the gradients too: which one hisses?

# %%
instrument = mixer_with(discriminator)
instrument

# %% [markdown]
# The gradient of msspec hisses: more than half of its power is above 2 kHz. Of each of the other three, half is below 1 kHz.
#
# **Your turn:** exercise 05.7, *Which loss steers?* You choose two losses, forecast, seal, and measure.
#
# ## 12 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text. Three questions follow; one returns to an earlier
# lesson.

# %% tags=["explain"]
explain("05.e1")

# %% tags=["exit"]
exit_ticket("05")

# %% [markdown]
# ## 13 · Look back
# Predictions that you were certain of and that went wrong come up again, each as a new question. They are where you learn most.

# %%
look_back("05")

# %%
checklist("05")

# %% [markdown]
# ## An open question
# One number can't serve two players who want opposite things of it. But a layer between them could turn the sign of the
# gradient: forwards it does nothing, backwards it multiplies by -1. With this layer, would one loss and one `backward` be enough?
# Try it with `my_total`, and turn the arrows of its third row over. Then, for hinge, LSGAN and
# BCE: is the generator's loss minus the discriminator's loss on a fake?
#
# ## Further reading
# - Lim and Ye, [Geometric GAN](https://arxiv.org/abs/1705.02894): the hinge loss, with a picture of its margins.
# - Mao and others, [Least Squares GAN](https://arxiv.org/abs/1611.04076): explains why a score can be too good.
# - Larsen and others, [Autoencoding beyond pixels](https://arxiv.org/abs/1512.09300): an early paper that matches the features of
#   a discriminator.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: the balancer in half a page.
# - stable-audio-tools, [issue 55](https://github.com/Stability-AI/stable-audio-tools/issues/55): someone asks whether the fake
#   should be detached. Now you can answer.
