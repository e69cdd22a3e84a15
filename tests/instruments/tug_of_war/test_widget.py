import base64
import re
from xml.etree import ElementTree

import pytest
import torch
from torch.testing import assert_close

from course_lib.instruments import pulls, tug_of_war
from course_lib.instruments.tug_of_war.model import count, describe_pull

RULES = ("hinge", "LSGAN", "BCE")


def drawing(tag):
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", tag)[1]).decode()


def test_the_pulls_are_those_of_the_formulas():
    f = torch.linspace(-4, 4, 34)  # it meets no corner
    hinge, least, entropy = (pulls(rule, f, f) for rule in RULES)
    assert_close(hinge.discriminator_real, (f < 1).float())
    assert_close(hinge.discriminator_fake, -(f > -1).float())
    assert_close(hinge.generator_fake, torch.ones_like(f))
    assert_close(least.discriminator_real, 2 * (1 - f))
    assert_close(least.discriminator_fake, -2 * f)
    assert_close(least.generator_fake, 2 * (1 - f))
    assert_close(entropy.discriminator_real, torch.sigmoid(-f))
    assert_close(entropy.discriminator_fake, -torch.sigmoid(f))
    assert_close(entropy.generator_fake, torch.sigmoid(-f))


@pytest.mark.parametrize("rule", RULES)
def test_under_one_sum_both_players_pull_alike_and_their_pulls_have_added_up(rule):
    real, fake = torch.randn(2, 9)
    alone, joined = pulls(rule, real, fake), pulls(rule, real, fake, one_sum=True)
    assert torch.equal(joined.discriminator_fake, joined.generator_fake)
    assert_close(
        joined.discriminator_fake,
        alone.discriminator_fake + alone.generator_fake,
        atol=1e-5,
        rtol=0,
    )
    assert_close(joined.discriminator_real, alone.discriminator_real)


@pytest.mark.parametrize(("rule", "rest"), [("LSGAN", 0.5), ("BCE", 0.0)])
def test_under_one_sum_either_player_brings_the_fakes_to_the_same_middle(rule, rest):
    for player in ("discriminator", "generator"):
        war = tug_of_war()
        war.set(rule=rule, one_sum=True, fake=-2.0)
        for _ in range(60):
            war.move(player)
        assert war.middles[1] == pytest.approx(rest, abs=0.02)


def test_under_one_hinge_sum_the_discriminator_moves_no_fake():
    war = tug_of_war()
    war.set(one_sum=True)
    before = war.fake
    war.move("discriminator")
    war.move("generator")
    assert torch.equal(war.fake, before)
    assert "nobody pulls the fakes" in war.finding()


def test_playing_in_turn_the_discriminator_separates_the_clouds_and_the_generator_closes_up():
    war = tug_of_war()
    war.move("discriminator")
    assert war.middles == pytest.approx((0.75, -0.75))
    war.move("generator")
    assert war.middles == pytest.approx((0.75, -0.5))


def test_words_count_the_scores():
    pull = torch.tensor([1.0, 0.0, -2.0, 3.0])
    assert count(pull) == (2, 1, 1)
    assert describe_pull(pull) == "pulls 2 of 4 up, 1 of 4 down, lets go of 1 (mean pull +0.50)"
    assert describe_pull(torch.zeros(3)) == "pulls none"


def test_what_is_not_given_stays_and_a_wrong_rule_changes_nothing():
    war = tug_of_war()
    war.set(rule="LSGAN", real=2.0)
    assert (war.rule, war.middles) == ("LSGAN", pytest.approx((2.0, -0.5)))
    with pytest.raises(ValueError, match="choose one of hinge, LSGAN, BCE"):
        war.set(rule="hing", one_sum=True)
    assert not war.one_sum


def test_clouds_stay_where_they_can_be_seen():
    war = tug_of_war()
    war.set(real=100.0, fake=-100.0, spread=9.0)
    for _ in range(20):
        war.move("generator")
    assert torch.cat([war.real, war.fake]).abs().max() <= 5.0


@pytest.mark.parametrize("one_sum", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_each_picture_is_well_formed_and_has_an_arrow_per_pull(rule, one_sum):
    war = tug_of_war()
    war.set(rule=rule, one_sum=one_sum)
    svg = drawing(war.picture())
    ElementTree.fromstring(svg)
    arrows = sum(9 - count(pull)[2] for pull in war.pulls)
    assert svg.count('marker-end="url(#head)"') == arrows
    assert war.finding() in war.picture()


def test_the_static_form_shows_four_settings_and_leaves_the_instrument_as_it_was():
    war = tug_of_war()
    page = war.static_html()
    assert page.count("<img") == 4
    assert all(f"{rule}, one sum" in page for rule in RULES)
    assert (war.rule, war.one_sum) == ("hinge", False)
    assert "the discriminator wants 9 of 9 fakes lower" in war.text()


def test_the_title_names_the_way_of_most_fakes():
    war = tug_of_war()
    war.set(rule="LSGAN", fake=-4.0)
    assert war.finding() == (
        "LSGAN: the discriminator wants 9 of 9 fakes higher, the generator wants 9 higher"
    )
    war.set(fake=4.0)
    assert war.finding() == (
        "LSGAN: the discriminator wants 9 of 9 fakes lower, the generator wants 9 lower"
    )


def test_what_is_dragged_in_the_browser_moves_the_instrument():
    war = tug_of_war()
    war.live.fake = (war.fake + 2.5).tolist()
    war.live.rule, war.live.one_sum = "LSGAN", True
    assert war.middles[1] == pytest.approx(2.0)
    assert war.finding() == "LSGAN, one sum: 0 of 9 fakes go up, 9 down"
    war.move("discriminator")
    assert war.middles[1] < 2.0
    assert "LSGAN, one sum for both" in war.text()


def test_the_module_starts_with_the_clouds_that_were_set():
    war = tug_of_war()
    war.set(rule="BCE", real=2.0, spread=0.5)
    state = war.state()
    assert state["real"] == war.real.tolist()
    assert (state["rule"], state["spread"], state["one_sum"]) == ("BCE", 0.5, False)


def test_another_player_is_refused_and_the_name_of_version_0_1_still_works():
    war, old = tug_of_war(), tug_of_war()
    with pytest.raises(ValueError, match='must be "discriminator" or "generator", got \'real\''):
        war.move("real")
    war.move("discriminator")
    old.move("judge")
    assert torch.equal(war.fake, old.fake)
    assert torch.equal(war.pulls.discriminator_fake, old.pulls.judge_fake)
    assert torch.equal(war.pulls.discriminator_real, old.pulls.judge_real)
