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
# Three questions on what you know already. Answer from memory.

# %% tags=["recall"]
recall("05")

# %% [markdown]
# ## 1 · Two sounds and their copies
# A **generator** is a network that makes sounds. Ours gets a wave, squeezes it through few numbers, and makes a copy of it. It
# has learned for 200 steps only, without any judge. Lesson 07 trains one further; here it stands still. We work at 16 000
# samples a second, as it does.

# %%
RATE = 16_000
voice, string = vowel(160, seconds=0.4, sample_rate=RATE), pluck(220, 0.4, sample_rate=RATE)
whole = torch.stack([voice.samples[:5120], string.samples[:5120]]).unsqueeze(1)

generator = ready_generator(200).requires_grad_(True)
made = generator(whole)
# what the judge hears: the middle of each wave, away from its edges
real, fake = whole[..., 1024:4608], made[..., 1024:4608].detach()

copy = voice.with_samples(made[0, 0].detach()).renamed("its copy")
ab(voice.crop(0, 0.32), copy, listen_for="what the copy adds, and what it has lost")

# %% [markdown]
# From now on, the sounds are **real** and the copies are **fake**. A judge should score real sound high and fake sound low. The
# generator should make sounds that score high. So they want opposite things of one number, the score of a fake. Such
# training is called **adversarial**.
#
# What each player pays is its loss. Here is a common choice. The judge's two are a **hinge loss**: it falls to zero at a
# margin, and stays there.
#
# | who pays | for | loss |
# |---|---|---|
# | judge | a real score r | max(0, 1 - r) |
# | judge | a fake score f | max(0, 1 + f) |
# | generator | a fake score f | -f |

# %% [markdown]
# ## 2 · One line for two players
# **Write one line that trains both.** Below, `my_total` gets real and fake scores and returns one number. Both players will
# lower it. What is printed says which way it pulls each score. Your target: the judge pulls real scores up and fakes down, and the
# generator pulls fakes up.
#
# Take eight minutes. It is not graded, and you need not succeed.


# %%
def my_total(r, f):
    """Your line: one number for both players to lower."""
    return (1 - r).clamp(min=0).mean()


r, f = (torch.zeros(4, requires_grad=True) for _ in range(2))
on_real, on_fake = torch.autograd.grad(
    my_total(r, f), [r, f], allow_unused=True, materialize_grads=True
)
way = ("lets go", "pulls up", "pulls down")
print("judge, real:    ", way[int(-on_real[0].sign())])
print("judge, fake:    ", way[int(-on_fake[0].sign())])
print("generator, fake:", way[int(-on_fake[0].sign())])

# %% [markdown]
# Have you noticed that the last two lines always agree? One number has one slope at a score. Whoever made this score gets that
# slope, and multiplies it by its own. Two players who want opposite things cannot both be served by it.
#
# Yet one reads this line in tutorials: judge's loss + generator's loss + whatever else, and one `backward`.

# %% tags=["predict"]
predict("05.p1")


# %% tags=["demo"]
def one_sum():
    for score in (-2.0, -0.5, 0.0, 0.5, 2.0):
        f = torch.tensor([score])
        told = pulls("hinge", torch.zeros(1), f, one_sum=True).judge_fake.item()
        print(f"fake at {score:4}: the sum pulls it {'up' if told > 0 else 'nowhere'}")


reveal("05.p1", one_sum)

# %% [markdown]
# For a fake that scores above -1, max(0, 1 + f) is 1 + f. Add -f, and the score is gone:
#
# $$\max(0, 1 + f) - f = 1 \quad\text{for } f > -1$$
#
# A constant has no slope. By the chain rule, every gradient that comes through this score is exactly zero: in the judge, and in
# the generator. Below -1 the judge's part is flat, and the sum pulls the fake *up*, in both players.

# %% tags=["derivation"]
f = torch.linspace(-3, 3, 25).requires_grad_()
both = get_fake_criterion("hinge")(f) + get_adv_criterion("hinge")(f)
(slope,) = torch.autograd.grad(both, f)

by_hand = torch.where(f > -1, 0.0, -1.0)
by_hand[f == -1] = -0.5  # at the corner, the library takes half of the slope
assert_close(len(f) * slope, by_hand)

# %% [markdown]
# Does it matter, when real scores still teach the judge? We train two judges that begin equal, for 30 steps on our two sounds. Each
# is a small MPD.

# %% tags=["predict"]
predict("05.p2")


# %%
def new_judge():
    torch.manual_seed(0)
    return MultiPeriodDiscriminator(periods=(3, 5), filters=4, filters_scale=2, max_filters=32)


def own_loss(f, r):
    return (1 + f).clamp(min=0).mean() + (1 - r).clamp(min=0).mean()


def sum_of_all(f, r):
    return own_loss(f, r) - f.mean()


judge, misled = new_judge(), new_judge()
fight = spar(judge, real, fake, own_loss)
peace = spar(misled, real, fake, sum_of_all)


# %% tags=["demo"]
def compare_judges():
    print(f"its own loss:   right on {100 * fight.told[-1]:.0f} % of the sounds")
    print(f"the sum of all: right on {100 * peace.told[-1]:.0f} % of the sounds")
    return score_curves({"own": fight, "sum": peace})


reveal("05.p2", compare_judges)

# %% [markdown]
# The misled judge calls everything real. It was told to raise real scores, and it raised all of them. Its accuracy is 50 %, and
# the fakes are as bad as they were. **A judge at 50 % has two explanations**: fakes that nobody can tell, or a judge that has
# learned nothing. The number alone does not say which. So ask a third judge, blind: yourself. The p-value says how often pure
# guessing does as well as you did, or better.
#
# **Your turn:** exercise 05.6, *Prove the cancellation*, after the test below.

# %%
abx(voice.crop(0, 0.3), copy.crop(0, 0.3), trials=6)

# %% [markdown]
# ## 3 · What each player wants
# Another rule than the hinge takes squares. The judge wants 1 for real and 0 for fake, the generator wants 1: this is **LSGAN**, for least squares.
# A third, binary cross-entropy (BCE), turns scores into probabilities and takes their logarithms.

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
    for rule in ("hinge", "LSGAN", "BCE"):
        told = pulls(rule, torch.tensor([3.0]), torch.zeros(1)).judge_real.item()
        print(f"{rule:5}: the judge pulls it by {told + 0.0:+.2f}")


reveal("05.p3", a_real_score_of_3)

# %% [markdown]
# BCE has no margin and no target: however high a real score is, it is pulled up a little more.
#
# Now drag the clouds yourself. An arrow is the pull of a player at one score, computed by autograd. Try this:
#
# 1. Under hinge, drag the fakes below -1. Who lets go, and who does not?
# 2. Let judge and generator move in turn. Where do real and fake scores end under LSGAN?
# 3. Choose "one sum for both", and look at all three rules. Two lanes are always alike. Where do the fakes come to rest?

# %%
tug_of_war()

# %% [markdown]
# With two losses, nobody wins. Under LSGAN the real scores end at 1, and each player takes back what the other has won of the
# fakes: they go to and fro between 1/3 and 2/3.
#
# Under one sum, the rules differ. Hinge lets go of fakes above -1. LSGAN and BCE bring them to rest where the judge says neither
# yes nor no. In each case both players agree. A game in which both want the same is no game.
#
# **Your turn:** exercise 05.1, *What is paid for a score*.
#
# This is a good place for a break.

# %% [markdown]
# ## 4 · Who gets a gradient
# So there are two losses and two steps, and the fake is part of both. Two tools decide how far a gradient runs.
# `fake.detach()` is the same sound without its past. `readonly(judge)` switches off `requires_grad` of the judge's
# parameters, and brings it back on leaving.

# %% tags=["predict"]
predict("05.p4")


# %% tags=["demo"]
def arrived(player):
    return any(p.grad is not None and bool(p.grad.any()) for p in player.parameters())


def who_has_a_gradient(sound):
    beginner = new_judge()
    generator.zero_grad()
    scores, _ = beginner(sound)
    sum((1 + score).clamp(min=0).mean() for score in scores).backward()
    print("  the judge has a gradient:    ", arrived(beginner))
    print("  the generator has a gradient:", arrived(generator))


def with_and_without_detach():
    for name, cut in (("fake", lambda x: x), ("fake.detach()", torch.detach)):
        print(f"beginner({name})")
        who_has_a_gradient(cut(generator(whole)[..., 1024:4608]))


reveal("05.p4", with_and_without_detach)

# %% [markdown]
# In the judge's step, nothing should reach the generator. Detach does save time. But above all it keeps a wrong lesson from the
# generator. Without it, and with the fake made once, the generator's own
# backward raises an error: the graph has been used. The usual advice, `retain_graph=True`, silences the error, and if the old
# gradients are not cleared in time, both lessons are added up.
#
# Why a beginner? The judge that we trained scores all of this fake below -1. There its hinge is flat, and sends zeros to both.
#
# And here is the other step. The gradient must run *through* the judge, and leave nothing there. What comes back to the sound is all that the generator ever hears of the judge.

# %%
heard = made.detach().requires_grad_()
judge.zero_grad()
with readonly(judge):
    scores, _ = judge(heard[..., 1024:4608])
adv = sum(-score.mean() for score in scores) / len(scores)
adv.backward()

print("the judge has a gradient:", arrived(judge))
print("the judge can learn again:", all(p.requires_grad for p in judge.parameters()))
listen(
    {"the fake": copy, "what its maker is told": gradient_sound(heard.grad, RATE, "slope")},
    match="rms",
    listen_for="which part of the sound the judge talks about",
)

# %% [markdown]
# The second sound is the slope of `adv` at each sample: what the generator should take away. A gradient has no loudness of its own, so
# both are played equally loud.
#
# **Your turn:** exercise 05.2, *Put the step in order*, then 05.3, *Build both steps*.

# %% [markdown]
# ## 5 · What the judge notices
# A score says how good, not what is wrong. The feature maps say more: they hold what the judge notices on its way to the
# score. **Feature matching** is a second loss of the generator, `feat`. It takes the maps of the real sound and of its copy, and pays for their
# difference.

# %% tags=["derivation"]
matching = FeatureMatchingLoss()
with torch.no_grad():
    _, maps_fake = judge(fake)
    _, maps_real = judge(real)
    pairs = list(zip(maps_fake[0], maps_real[0], strict=True))
    mine = torch.stack([(f - r).abs().mean() for f, r in pairs]).mean()

assert_close(mine, matching(maps_fake[0], maps_real[0]))

# %% [markdown]
# In section 2 the judge learned, and `spar` wrote down what the generator would have paid meanwhile. Nobody moved the sound.

# %% tags=["predict"]
predict("05.p5")

# %% tags=["demo"]
reveal("05.p5", fight.losses)

# %% [markdown]
# Both rise, and the sound is the same to the last sample. A loss that is measured by an opponent says as much about the opponent as about you.
# So "the generator's loss goes up" is no bad news, and "it goes down" is no good news. Listen, and measure something that does not
# learn.

# %% tags=["predict"]
predict("05.p6")


# %% tags=["demo"]
def with_matching_in_the_judges_loss():
    paying = spar(new_judge(), real, fake, own_loss, matching_weight=4)
    for name, record in (("scores only", fight), ("and matching", paying)):
        apart = record.real[-1] - record.fake[-1]
        print(f"{name:12}: scores {apart:.1f} apart, maps {record.feat[-1]:.2f} apart")


reveal("05.p6", with_matching_in_the_judges_loss)

# %% [markdown]
# The judge that pays for different maps keeps them alike, and its scores with them. In our two steps this cannot happen: the judge's step pays
# for scores only, and in the generator's step `readonly` keeps feature matching out of the judge.
#
# There is a second trap. An average treats all maps as if they were equal.

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
# In the plain average the loudest map decides, and here it holds the scores. So the loss that was to say *what* is wrong mostly says again *how
# good*. (MS-STFT-D leaves the scores out of its maps, as you saw in lesson 04.) The paper on EnCodec divides each difference by the mean size of the real map. AudioCraft's code computes this size, and then does not
# use it. Ours is an option: `FeatureMatchingLoss(relative=True)`.
#
# **Your turn:** exercise 05.4, *Four bugs*. Then take a break.

# %% [markdown]
# ## 6 · Loud and quiet losses
# A codec's generator pays four losses at once. AudioCraft's training setup gives them these weights:
#
# | loss | weight | what it compares |
# |---|---|---|
# | adv | 4 | the judge's scores |
# | feat | 4 | the judge's maps |
# | l1 | 0.1 | samples |
# | msspec | 2 | spectra at several resolutions |
#
# Are these multipliers? Let us see what multipliers do. A loss's **share** is the length of its gradient, divided by the sum
# of the lengths of all. We measure it at the generator's output: the sound itself.

# %%
spectra = MultiScaleMelSpectrogramLoss(RATE, f_min=64, normalized=True, alphas=False)
WEIGHTS = {"adv": 4, "feat": 4, "l1": 0.1, "msspec": 2}


def mixer_with(judge):
    optimizer = torch.optim.Adam(judge.parameters())
    rules = (get_adv_criterion, get_real_criterion, get_fake_criterion)
    pays = AdversarialLoss(judge, optimizer, *(rule("hinge") for rule in rules), matching)
    made = generator(whole)
    adv, feat = pays(made[..., 1024:4608], real)
    losses = {
        "adv": adv,
        "feat": feat,
        "l1": F.l1_loss(made, whole),
        "msspec": spectra(made, whole),
    }
    return gradient_mixer(losses, made, generator.parameters(), WEIGHTS, RATE)


# %% tags=["predict"]
predict("05.p8")


# %% tags=["demo"]
def before_and_after():
    mixers = {"before": mixer_with(new_judge()), "after": mixer_with(judge)}
    for when, mixer in mixers.items():
        parts = {name: f"{100 * part:.1f} %" for name, part in mixer.output_shares.items()}
        print(f"{when:6}", parts)


reveal("05.p8", before_and_after)

# %% [markdown]
# Nobody touched a weight. Before, the generator hears hardly anything but msspec; afterwards, the judge outshouts it. With multipliers the mix drifts
# as the judge learns.
#
# A **balancer** makes weights into shares. It divides each gradient by its usual size, a moving average, and only then multiplies by
# the weight:
#
# $$G = \sum_i \frac{w_i}{\sum_j w_j} \cdot \frac{g_i}{\text{usual size of } g_i}$$
#
# In the moving average, older steps count less: each new step multiplies their weight by a **decay** such as 0.999. In the
# first step there are none, and the usual size is the size itself. Here is this step, by hand.

# %% tags=["derivation"]
y = made.detach().requires_grad_()
losses = {"l1": F.l1_loss(y, whole), "msspec": spectra(y, whole)}
Balancer({"l1": 1, "msspec": 3}).backward(losses, y)

by_hand = torch.zeros_like(y)
for name, part in (("l1", 1 / 4), ("msspec", 3 / 4)):
    (g,) = torch.autograd.grad(losses[name], y)
    usual_size = g.flatten(1).norm(dim=1).mean()
    by_hand += part * g / usual_size
assert_close(by_hand, y.grad)

# %% [markdown]
# With it, 4, 4, 0.1 and 2 are parts of 10.1: 39.6 %, 39.6 %, 1 % and 19.8 %, whatever the judge does. Some texts call this a dynamic
# weighting by the performance of each discriminator. Test that sentence.

# %% tags=["predict"]
predict("05.p9")


# %% tags=["demo"]
def an_expert_and_a_guesser():
    y, pays = made.detach().requires_grad_(), {}
    for name, who in (("expert", judge), ("guesser", new_judge())):
        pays[name] = sum(-score.mean() for score in who(y[..., 1024:4608])[0])
    for name in pays:
        (before,) = torch.autograd.grad(pays[name], y, retain_graph=True)
        y.grad = None  # what the balancer sends, with the other one silenced
        alone = {other: pays[other] * (other == name) for other in pays}
        Balancer({"expert": 1, "guesser": 1}).backward(alone, y)
        size, sent = (x.flatten(1).norm(dim=1).mean() for x in (before, y.grad))
        print(f"{name:7}: gradient {size:.4f} long, sent on {sent:.2f} long")


reveal("05.p9", an_expert_and_a_guesser)

# %% [markdown]
# The guesser's gradient was next to nothing. The balancer blew it up until it was as long as the expert's. It
# does not ask who is right: it equalises sizes. That helps against units, and it gives a loud voice to whoever has little to say.
#
# Weights by performance can be built. They are another thing, and AudioCraft does not have them:

# %% tags=["check-output"]
by_skill = AdaptiveWeights(guessing_costs=2.0)  # a hinge judge that guesses pays 2
by_skill.update({"expert": 0.1, "guesser": 2.0})
for name, weight in by_skill.weights(["expert", "guesser"]).items():
    print(f"{name:7}: weight {weight:.2f}")
# → expert : weight 1.44
# → guesser: weight 0.56

# %% [markdown]
# One question is left. A balancer looks at the output. The optimizer moves parameters.

# %% tags=["predict"]
predict("05.p10")


# %% tags=["demo"]
def at_two_places():
    mixer = mixer_with(judge)
    mixer.set(balanced=True)
    for name in WEIGHTS:
        there, here = mixer.output_shares[name], mixer.parameter_shares[name]
        print(
            f"{name:6}: {100 * there:4.1f} % at the output, {100 * here:4.1f} % in the parameters"
        )


reveal("05.p10", at_two_places)

# %% [markdown]
# A generator passes some directions on better than others, so a share at the output is no share in the parameters. With a judge that began with
# other random weights, msspec had more in the parameters than at the output. We know no rule. Measure, before you explain
# a training run by its weights: the instrument below does.
#
# Your target: each loss gets at least 15 % in the parameters. Try it with multipliers, then with shares. And play the gradients: which one
# buzzes, which one hisses?

# %%
desk = mixer_with(judge)
desk

# %% [markdown]
# **Your turn:** exercise 05.5, *Build the balancer*.

# %% [markdown]
# ## 7 · Say it in your own words
# Write first. The list to compare with comes after you have stored your text.

# %% tags=["explain"]
explain("05.e1")

# %% [markdown]
# ## 8 · Look back
# What you were certain of and got wrong comes up again. That is where most is learned.

# %%
look_back("05")

# %%
checklist("05")

# %% [markdown]
# ## An open question
# One line cannot serve two players who want opposite things of one number. But a layer could turn the sign of the gradient
# between them: forwards it does nothing, backwards it multiplies by -1. With it, would one loss and one `backward` be enough?
# What could such a game not have that ours has? Try it with `my_total`:
# read its third line with the sign turned, and count the rules that still fit.
#
# ## Further reading
# - Lim and Ye, [Geometric GAN](https://arxiv.org/abs/1705.02894): where the hinge comes from, with a picture of its margins.
# - Mao and others, [Least Squares GAN](https://arxiv.org/abs/1611.04076): why a score can be too good.
# - Larsen and others, [Autoencoding beyond pixels](https://arxiv.org/abs/1512.09300): an early paper that matches a judge's features.
# - Défossez and others, [EnCodec](https://arxiv.org/abs/2210.13438), section 3.4: the balancer in half a page.
# - stable-audio-tools, [issue 55](https://github.com/Stability-AI/stable-audio-tools/issues/55): somebody asks whether the
#   fake should be detached. You can answer now.
