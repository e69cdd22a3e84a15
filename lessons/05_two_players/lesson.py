# %% tags=["setup"]
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from course_lib import AdversarialLoss, Balancer, FeatureMatchingLoss, MultiPeriodDiscriminator
from course_lib.classroom import (
    checklist,
    explain,
    look_back,
    predict,
    recall,
    reveal,
    setup,
)
from course_lib.gan.training.shipped import ready_generator
from course_lib.instruments import (
    ab,
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
    readonly,
)
from course_lib.losses.adaptive import AdaptiveWeights
from course_lib.sounds import pluck, vowel

setup("05")

# %% [markdown]
# ## Before we start
# Here are three questions on earlier lessons. Answer from memory.

# %% tags=["recall"]
recall("05")

# %% [markdown]
# ## 1 · Two sounds and their copies
# A **generator** is a network that produces sounds. Ours receives a wave, squeezes it into a handful of numbers, and rebuilds
# a copy from them. It was trained for only 200 steps, and without a discriminator. Lesson 07 trains one further; in this lesson
# it doesn't change. Like this generator, we work at 16 000 samples a second.

# %%
RATE = 16_000
voice, string = vowel(160, seconds=0.4, sample_rate=RATE), pluck(220, 0.4, sample_rate=RATE)
whole = torch.stack([voice.samples[:5120], string.samples[:5120]]).unsqueeze(1)

generator = ready_generator(200).requires_grad_(True)
generated = generator(whole)
# what the discriminator receives: the middle of each wave, away from its edges
real, fake = whole[..., 1024:4608], generated[..., 1024:4608].detach()

copy = voice.with_samples(generated[0, 0].detach()).renamed("its copy")
ab(voice.crop(0, 0.32), copy, listen_for="what the copy adds, and what it has lost")

# %% [markdown]
# From now on, we call the sounds **real** and the copies **fake**. The discriminator should give real sounds a high score and
# fakes a low one. The generator should produce fakes that get a high score. So the two players want opposite things of one
# number, the score of a fake. Training like this is called **adversarial**.
#
# Each player has a loss of its own. Here is a common choice. The discriminator's two losses are both called a **hinge loss**:
# each falls to zero at a margin and stays there.
#
# | player | on | loss |
# |---|---|---|
# | discriminator | a real score r | max(0, 1 - r) |
# | discriminator | a fake score f | max(0, 1 + f) |
# | generator | a fake score f | -f |

# %% [markdown]
# ## 2 · One line for two players
# **Write one line that trains both.** The function `my_total` below takes real and fake scores and returns one number. Both
# players will lower this number. The cell prints which way it pulls each score. Your target: the discriminator pulls real scores
# up and fake scores down, and the generator pulls fake scores up.
#
# Give it eight minutes; getting stuck is fine. It isn't graded.


# %%
def my_total(r, f):
    """Your line: one number for both players to lower."""
    return (1 - r).clamp(min=0).mean()


r, f = (torch.zeros(4, requires_grad=True) for _ in range(2))
on_real, on_fake = torch.autograd.grad(
    my_total(r, f), [r, f], allow_unused=True, materialize_grads=True
)
way = ("lets go", "pulls up", "pulls down")
print("discriminator, real:", way[int(-on_real[0].sign())])
print("discriminator, fake:", way[int(-on_fake[0].sign())])
print("generator, fake:    ", way[int(-on_fake[0].sign())])

# %% [markdown]
# Did you notice that the last two lines always agree? One number has one slope at each score. Both networks receive that one
# slope, and the chain rule multiplies it by a network's own slope. So one number can't serve two players who want opposite
# things.
#
# Yet some tutorials contain exactly this line: the discriminator's loss + the generator's loss + whatever else, and then one
# `backward`. What would it train?

# %% tags=["predict"]
predict("05.p1")


# %% tags=["demo"]
def one_sum():
    for score in (-2.0, -0.5, 0.0, 0.5, 2.0):
        f = torch.tensor([score])
        pull = pulls("hinge", torch.zeros(1), f, one_sum=True).discriminator_fake.item()
        print(f"fake at {score:4}: the sum pulls it {'up' if pull > 0 else 'nowhere'}")


reveal("05.p1", one_sum)

# %% [markdown]
# If a fake scores above -1, then max(0, 1 + f) is 1 + f. Add -f, and the score is gone:
#
# $$\max(0, 1 + f) - f = 1 \quad\text{for } f > -1$$
#
# A constant has no slope. By the chain rule, every gradient that passes through this score is exactly zero, in the
# discriminator and in the generator.
#
# Below -1, the discriminator's part is flat. What is left is -f, and it pulls the fake *up* in both players.

# %% tags=["derivation"]
f = torch.linspace(-3, 3, 25).requires_grad_()
both = get_fake_criterion("hinge")(f) + get_adv_criterion("hinge")(f)
(slope,) = torch.autograd.grad(both, f)

by_hand = torch.where(f > -1, 0.0, -1.0)
by_hand[f == -1] = -0.5  # at the corner, the library takes half of the slope
assert_close(len(f) * slope, by_hand)

# %% [markdown]
# Does this matter, if the real scores still train the discriminator? We train two identical discriminators for 30 steps on our
# two sounds. Each is a small MPD. One has its own hinge loss, the other has the sum.

# %% tags=["predict"]
predict("05.p2")


# %%
def new_discriminator():
    torch.manual_seed(0)
    return MultiPeriodDiscriminator(periods=(3, 5), filters=4, filters_scale=2, max_filters=32)


def own_loss(f, r):
    return (1 + f).clamp(min=0).mean() + (1 - r).clamp(min=0).mean()


def sum_of_all(f, r):
    return own_loss(f, r) - f.mean()


discriminator, misled = new_discriminator(), new_discriminator()
own_record = spar(discriminator, real, fake, own_loss)
sum_record = spar(misled, real, fake, sum_of_all)


# %% tags=["demo"]
def compare_discriminators():
    print(f"its own loss:   right on {100 * own_record.correct[-1]:.0f} % of the sounds")
    print(f"the sum of all: right on {100 * sum_record.correct[-1]:.0f} % of the sounds")
    return score_curves({"own": own_record, "sum": sum_record})


reveal("05.p2", compare_discriminators)

# %% [markdown]
# The discriminator with the sum calls everything real. Its loss asked for higher real scores, and it raised all scores. Its
# accuracy is 50 %, and the fakes are as bad as before.
#
# **An accuracy of 50 % has two explanations**: fakes that nobody can distinguish from real sound, or a discriminator that has
# learned nothing. The number alone doesn't say which. So let's ask a third discriminator in a blind test: you. The p-value says
# how often pure guessing would do as well as you did, or better.
#
# **Your turn:** exercise 05.6, *Prove the cancellation*, after the test below.

# %%
abx(voice.crop(0, 0.3), copy.crop(0, 0.3), trials=6)

# %% [markdown]
# ## 3 · What each player wants
# A second kind of loss squares the error. The discriminator aims at 1 for real and 0 for fake, and the generator aims at 1. This
# is **LSGAN**, short for least-squares GAN.
#
# A third kind, binary cross-entropy (BCE), turns scores into probabilities and takes their logarithms.

# %% tags=["derivation"]
s = torch.linspace(-3, 3, 30)

assert_close((1 - s).clamp(min=0).mean(), get_real_criterion("hinge")(s))
assert_close((1 + s).clamp(min=0).mean(), get_fake_criterion("hinge")(s))
assert_close(-s.mean(), get_adv_criterion("hinge")(s))

assert_close((s - 1).square().mean(), get_real_criterion("mse")(s))
assert_close(s.square().mean(), get_fake_criterion("mse")(s))
assert_close((s - 1).square().mean(), get_adv_criterion("mse")(s))

# %% tags=["predict"]
predict("05.p3")


# %% tags=["demo"]
def a_real_score_of_3():
    for loss in ("hinge", "LSGAN", "BCE"):
        pull = pulls(loss, torch.tensor([3.0]), torch.zeros(1)).discriminator_real.item()
        print(f"{loss:5}: the discriminator pulls it by {pull + 0.0:+.2f}")


reveal("05.p3", a_real_score_of_3)

# %% [markdown]
# BCE has no margin and no target: it pulls every real score up a little more, however high it already is.
#
# Now drag the clouds of scores yourself. Each arrow shows how hard a player pulls at one score: it is minus the slope of that player's loss. Try this:
#
# 1. Under hinge, drag the fakes below -1. Which player lets go, and which doesn't?
# 2. Let discriminator and generator move in turn. Where do real and fake scores end under LSGAN?
# 3. Choose "one sum for both", and look at all three losses. Now both players pull alike. Where do the fakes come to rest?

# %%
tug_of_war()

# %% [markdown]
# With two losses, nobody wins. Under LSGAN the real scores end at 1. The fakes never come to rest: each player undoes the other's
# last move, and so they go back and forth between 1/3 and 2/3.
#
# With one sum, the outcome depends on the loss. Hinge lets go of all fakes above -1. LSGAN and BCE bring the fakes to rest where
# the discriminator is undecided. In each case both players want the same thing, so they no longer play against each other.
#
# **Your turn:** exercise 05.1, *The losses of both players*.
#
# This is a good place for a break. So far we have looked at scores; next, we follow a gradient through both networks.

# %% [markdown]
# ## 4 · Where a gradient arrives
# So there are two losses and two training steps, and the fake is part of both. Two tools decide how far a gradient travels.
# `fake.detach()` is the same sound without its graph. `readonly(discriminator)` switches off `requires_grad` of the
# discriminator's parameters, and restores it when the `with` block ends.

# %% tags=["predict"]
predict("05.p4")


# %% tags=["demo"]
def arrived(player):
    return any(p.grad is not None and bool(p.grad.any()) for p in player.parameters())


def show_where_gradients_arrive(sound):
    beginner = new_discriminator()
    generator.zero_grad()
    scores, _ = beginner(sound)
    sum((1 + score).clamp(min=0).mean() for score in scores).backward()
    print("  the discriminator has a gradient:", arrived(beginner))
    print("  the generator has a gradient:    ", arrived(generator))


def with_and_without_detach():
    for name, cut in (("fake", lambda x: x), ("fake.detach()", torch.detach)):
        print(f"beginner({name})")
        show_where_gradients_arrive(cut(generator(whole)[..., 1024:4608]))


reveal("05.p4", with_and_without_detach)

# %% [markdown]
# In the discriminator's step, no gradient should reach the generator. Detach saves time, but more importantly, it protects the
# generator from a gradient that trains it to get low scores.
#
# What happens if you forget it, and generate the fake only once? The generator's own backward raises an error, because the graph
# has been used up. The usual advice, `retain_graph=True`, silences the error. And if the old gradients aren't cleared in time, both
# gradients add up in the generator.
#
# Why did we use a beginner? The trained discriminator scores all of this fake below -1. There its hinge is flat and sends zeros
# to both networks.
#
# Now the other step. The gradient must pass *through* the discriminator and leave nothing in its parameters. What arrives at the
# sound is all that the generator learns from the discriminator.

# %%
sound = generated.detach().requires_grad_()
discriminator.zero_grad()
with readonly(discriminator):
    scores, _ = discriminator(sound[..., 1024:4608])
adv = sum(-score.mean() for score in scores) / len(scores)
adv.backward()

print("the discriminator has a gradient:", arrived(discriminator))
print("it can learn again:", all(p.requires_grad for p in discriminator.parameters()))
listen(
    {"the fake": copy, "the slope at the fake": gradient_sound(sound.grad, RATE, "slope")},
    match="rms",
    listen_for="which part of the sound the discriminator responds to",
)

# %% [markdown]
# The second sound is the slope of `adv` at each sample: what the generator should take away from the fake. A gradient has no
# loudness of its own, so both sounds are played equally loud.
#
# **Your turn:** exercise 05.2, *Put the step in order*, then 05.3, *Build both steps*.

# %% [markdown]
# ## 5 · What the discriminator notices
# A score says how real a sound seems, but not what is wrong with it. The feature maps say more: they show what the
# discriminator computes on its way to the score.
#
# **Feature matching** uses them. It is a second loss of the generator, called `feat`, and measures how far the maps of a copy are
# from the maps of the real sound.

# %% tags=["derivation"]
matching = FeatureMatchingLoss()
with torch.no_grad():
    _, maps_fake = discriminator(fake)
    _, maps_real = discriminator(real)
    pairs = list(zip(maps_fake[0], maps_real[0], strict=True))
    mine = torch.stack([(f - r).abs().mean() for f, r in pairs]).mean()

assert_close(mine, matching(maps_fake[0], maps_real[0]))

# %% [markdown]
# While the discriminator learned in section 2, `spar` also recorded what the generator's two losses would have been. The sound
# never changed.

# %% tags=["predict"]
predict("05.p5")

# %% tags=["demo"]
reveal("05.p5", own_record.losses)

# %% [markdown]
# Both rise, although the sound is the same to the last sample. If an opponent computes your loss, it says as much about the
# opponent as about you. A rising generator loss isn't bad news, and a falling one isn't good news. Listen, and measure with
# something that doesn't learn.

# %% tags=["predict"]
predict("05.p6")


# %% tags=["demo"]
def with_matching_in_the_discriminators_loss():
    with_matching = spar(new_discriminator(), real, fake, own_loss, matching_weight=4)
    for name, record in (("scores only", own_record), ("and matching", with_matching)):
        apart = record.real[-1] - record.fake[-1]
        print(f"{name:12}: scores {apart:.1f} apart, maps {record.feat[-1]:.2f} apart")


reveal("05.p6", with_matching_in_the_discriminators_loss)

# %% [markdown]
# A discriminator that has to lower feature matching keeps its maps alike, and its scores with them. This can't happen in our two
# steps: the discriminator's loss uses scores only, and in the generator's step `readonly` keeps feature matching out of the
# discriminator.
#
# There is a second trap. An average treats all maps as if they had the same size.

# %% tags=["predict"]
predict("05.p7")


# %% tags=["demo"]
def parts_of_each_map():
    plain = torch.stack([(f - r).abs().mean() for f, r in pairs])
    relative = torch.stack([(f - r).abs().mean() / r.abs().mean() for f, r in pairs])
    for name, part in (("plain", plain), ("relative", relative)):
        print(f"{name:9}", [f"{100 * p:.0f} %" for p in (part / part.sum()).tolist()])


reveal("05.p7", parts_of_each_map)

# %% [markdown]
# In the plain average, the map with the largest values decides. Here that map contains the scores, so the loss that should say
# *what* is wrong mostly repeats *how* wrong it is. (In MS-STFT-D the scores aren't among the maps, as you saw in lesson 04.)
#
# The EnCodec paper divides each difference by the mean size of the real map. AudioCraft's code computes this size and then doesn't
# use it. In our library it is an option: `FeatureMatchingLoss(relative=True)`.
#
# **Your turn:** exercise 05.4, *Four bugs*. Then take a break.

# %% [markdown]
# ## 6 · Loud and quiet losses
# The generator of a codec has four losses at once. AudioCraft's training setup gives them these weights:
#
# | loss | weight | what it compares |
# |---|---|---|
# | adv | 4 | the discriminator's scores |
# | feat | 4 | the discriminator's maps |
# | l1 | 0.1 | samples |
# | msspec | 2 | spectra at several resolutions |
#
# Are these weights multipliers? Let's see what multipliers would do. A loss's **share** is the length of its gradient, divided by
# the sum of the lengths of all. We measure it at the output of the generator, which is the sound itself.

# %%
spectra = MultiScaleMelSpectrogramLoss(RATE, f_min=64, normalized=True, alphas=False)
WEIGHTS = {"adv": 4, "feat": 4, "l1": 0.1, "msspec": 2}


def mixer_with(discriminator):
    optimizer = torch.optim.Adam(discriminator.parameters())
    criteria = (get_adv_criterion, get_real_criterion, get_fake_criterion)
    hinges = [criterion("hinge") for criterion in criteria]
    adversarial = AdversarialLoss(discriminator, optimizer, *hinges, matching)
    generated = generator(whole)
    adv, feat = adversarial(generated[..., 1024:4608], real)
    l1, msspec = F.l1_loss(generated, whole), spectra(generated, whole)
    losses = {"adv": adv, "feat": feat, "l1": l1, "msspec": msspec}
    return gradient_mixer(losses, generated, generator.parameters(), WEIGHTS, RATE)


# %% tags=["predict"]
predict("05.p8")


# %% tags=["demo"]
def before_and_after():
    mixers = {"before": mixer_with(new_discriminator()), "after": mixer_with(discriminator)}
    for when, mixer in mixers.items():
        parts = {name: f"{100 * part:.1f} %" for name, part in mixer.output_shares.items()}
        print(f"{when:6}", parts)


reveal("05.p8", before_and_after)

# %% [markdown]
# The weights are the same in both lines. Before training, almost all of the gradient comes from msspec; afterwards, most of it
# comes from the discriminator. With multipliers, the mix drifts as the discriminator learns.
#
# A **balancer** turns weights into shares. It divides each gradient by its usual size, which is a moving average, and then
# multiplies it by the weight:
#
# $$G = \sum_i \frac{w_i}{\sum_j w_j} \cdot \frac{g_i}{\text{usual size of } g_i}$$
#
# In the moving average, older steps count less: each new step multiplies their weight by a **decay** such as 0.999. In the first
# step there are no older ones, so the usual size is the size of the gradient itself. Here is that first step, by hand.

# %% tags=["derivation"]
y = generated.detach().requires_grad_()
losses = {"l1": F.l1_loss(y, whole), "msspec": spectra(y, whole)}
Balancer({"l1": 1, "msspec": 3}).backward(losses, y)

by_hand = torch.zeros_like(y)
for name, part in (("l1", 1 / 4), ("msspec", 3 / 4)):
    (g,) = torch.autograd.grad(losses[name], y)
    usual_size = g.flatten(1).norm(dim=1).mean()
    by_hand += part * g / usual_size
assert_close(by_hand, y.grad)

# %% [markdown]
# With the balancer, 4, 4, 0.1 and 2 are parts of 10.1: 39.6 %, 39.6 %, 1 % and 19.8 %, whatever the discriminator does. Some texts
# call this dynamic weighting by the performance of each discriminator. Let's test that claim.

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

# %% [markdown]
# The guesser's gradient was next to nothing. The balancer scaled it up until it was as long as the expert's. A balancer doesn't
# know which discriminator is right: it equalises sizes. That removes the units of the losses, but it also amplifies a
# discriminator that has little to say.
#
# Weights that follow performance are possible. They are a different method, and AudioCraft doesn't have it:

# %% tags=["check-output"]
by_skill = AdaptiveWeights(guessing_costs=2.0)  # the hinge loss of a discriminator that guesses
by_skill.update({"expert": 0.1, "guesser": 2.0})
for name, weight in by_skill.weights(["expert", "guesser"]).items():
    print(f"{name:7}: weight {weight:.2f}")
# → expert : weight 1.44
# → guesser: weight 0.56

# %% [markdown]
# One question is left. A balancer controls the shares at the output of the generator. But the optimizer moves its parameters.

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

# %% [markdown]
# A generator passes some directions on better than others, so a share at the output isn't the share in the parameters. With a
# discriminator that began with other random weights, msspec had a larger share in the parameters than at the output. We found no
# rule. So measure before you explain a training run by its weights. The instrument below does it for you.
#
# Your target: each loss gets at least 15 % in the parameters. Try it with multipliers first, then with shares. Play the gradients
# too: which one buzzes, and which one hisses?

# %%
instrument = mixer_with(discriminator)
instrument

# %% [markdown]
# **Your turn:** exercise 05.5, *Build the balancer*.

# %% [markdown]
# ## 7 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("05.e1")

# %% [markdown]
# ## 8 · Look back
# The answers that you were sure of and got wrong come up again. They are where you learn most.

# %%
look_back("05")

# %%
checklist("05")

# %% [markdown]
# ## An open question
# One number can't serve two players who want opposite things of it. But a layer between them could turn the sign of the
# gradient: forwards it does nothing, backwards it multiplies by -1. With this layer, would one loss and one `backward` be enough?
# What can our two losses do that such a game can't? Try it with `my_total`: read the third printed line with the sign
# turned, and count the losses that still fit.
#
# ## Further reading
# - Lim and Ye, [Geometric GAN](https://arxiv.org/abs/1705.02894): the hinge loss, with a picture of its margins.
# - Mao and others, [Least Squares GAN](https://arxiv.org/abs/1611.04076): explains why a score can be too good.
# - Larsen and others, [Autoencoding beyond pixels](https://arxiv.org/abs/1512.09300): an early paper that matches the features of
#   a discriminator.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: the balancer in half a page.
# - stable-audio-tools, [issue 55](https://github.com/Stability-AI/stable-audio-tools/issues/55): someone asks whether the fake
#   should be detached. Now you can answer.
