"""The numbers in docs/measured-claims.md are those of the runs."""

import json

import pytest

from course_lib.gan import synthetic_clips
from course_lib.gan.experiments.ablation.claims import CLAIMS, verdict_on
from course_lib.gan.experiments.ablation.document import MARK, fill, read_results
from course_lib.gan.experiments.ablation.plan import FAMILIES
from course_lib.losses.adaptive import GUESSING_COSTS, AdaptiveWeights


@pytest.fixture
def folder(tmp_path, make_results):
    results = make_results({"none": [{"fd_fine": 3.0}], "mpd": [{"fd_fine": 4.0}]})
    (tmp_path / "x.json").write_text(json.dumps(results.to_dict()))
    return tmp_path


def test_the_documents_tables_are_made_from_the_json_files_beside_it(root):
    document = root / "docs" / "measured-claims.md"
    text = document.read_text(encoding="utf-8")
    assert len(MARK.findall(text)) >= 4
    assert fill(text, document.parent / "measured") == text


def test_what_the_document_says_of_the_runs_is_so(root):
    text = (root / "docs" / "measured-claims.md").read_text(encoding="utf-8")
    results = read_results(root / "docs" / "measured" / "tiny.json")
    preset = results.about["preset"]
    assert f"{preset['warm_steps']} steps of reconstruction" in text
    assert f"takes {preset['steps']} steps" in text
    assert f"and {results.about['clips']['count']} others for the scores" in text
    assert len(synthetic_clips("report")) == results.about["clips"]["count"]


def test_ms_stft_d_removes_the_comb_and_mends_the_texture_in_every_seed(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    pairs = zip(results.outcomes["none"], results.outcomes["msstftd"], strict=True)
    seeds = [(none.scores, own.scores) for none, own in pairs]
    assert len(seeds) >= 3
    for none, own in seeds:  # the effect that the small GAN was designed to show
        assert own["frame_comb_db"] <= none["frame_comb_db"] - 4
        assert own["fd_fine"] <= 0.7 * none["fd_fine"]


def test_what_the_document_says_in_words_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    found = results.differences
    for discriminator in ("mpd", "msd", "msstftd"):
        assert found[discriminator]["log_mel_l1"].same_sign
        assert found[discriminator]["log_mel_l1"].mean > 0
    for name in ("pesq_wb", "estoi"):
        assert max(found["msstftd"][name].by_seed) < 0
    assert min(found["msstftd"]["mrstft_log_harmonic"].by_seed) > 0
    assert not found["msstftd"]["hf_energy_error"].same_sign
    assert max(found["msd"]["pesq_wb"].by_seed) < 0 < min(found["msd"]["group_delay_error"].by_seed)
    for name in ("onset_f1", "onset_correlation", "beat_acf_rmse"):
        assert abs(found["mpd"][name].mean) < 0.01
    for name in ("f0_gross_error", "if_error", "group_delay_error", "log_mel_l1"):
        assert max(found["none_long"][name].by_seed) < 0
    for name in ("pesq_wb", "estoi", "si_sdr"):
        assert min(found["none_long"][name].by_seed) > 0
    assert min(found["none_long"]["frame_comb_db"].by_seed) > -2  # of nearly 16


def test_what_the_document_says_of_all_three_together_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    every, one = results.differences["all"], results.differences["msstftd"]
    for name in ("frame_comb_db", "fd_fine", "log_mel_l1", "pesq_wb"):
        falls = [a - b for a, b in zip(every[name].by_seed, one[name].by_seed, strict=True)]
        worse = min(-f if name == "pesq_wb" else f for f in falls)
        assert len(falls) == 3
        assert worse > 0
    balanced = results.differences["balancer"]
    for name, way in {"frame_comb_db": -1, "log_mel_l1": 1, "hf_lsd": 1}.items():
        pairs = zip(balanced[name].by_seed, every[name].by_seed, strict=True)
        assert all(way * (a - b) > 0 for a, b in pairs)
    spent = [sum(run.cpu_seconds for run in results.outcomes[m]) for m in ("all", "msstftd")]
    assert 2.7 < spent[0] / spent[1] < 3  # "nearly three times as long"


def test_what_the_document_says_of_adaptive_weights_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    adaptive, every, one = (results.differences[m] for m in ("adaptive", "all", "msstftd"))

    def changes(name, before=every):
        pairs = zip(adaptive[name].by_seed, before[name].by_seed, strict=True)
        return [own - other for own, other in pairs]

    assert len(changes("frame_comb_db")) == 3
    for change, whole in zip(changes("frame_comb_db"), every["frame_comb_db"].by_seed, strict=True):
        assert whole < 10 * change < 0  # both fall: "less than a tenth"
    assert max(changes("hf_lsd")) < 0
    assert sorted(change < 0 for change in changes("fd_fine")) == [False, True, True]
    assert min(changes("fd_fine", one)) > 0
    claim = next(claim for claim in CLAIMS if claim.mode == "adaptive")
    assert verdict_on(claim, results).startswith("does not hold")


def test_the_adaptive_weights_ended_near_even_shares_and_trusted_ms_stft_d_least(root):
    ends = json.loads((root / "docs" / "measured" / "tiny-adaptive.json").read_text())
    assert len(ends) == 3
    for end in ends:
        adaptive = AdaptiveWeights(GUESSING_COSTS["hinge"])
        adaptive.load_state_dict(end)
        weights = adaptive.weights(FAMILIES)
        assert sorted(weights, key=weights.__getitem__) == ["msstftd", "mpd", "msd"]
        assert all(abs(weight - 1) < 0.05 for weight in weights.values())
        assert max(adaptive.skill(name) for name in FAMILIES) < 0.15  # "none did it well"


def test_what_the_document_says_of_real_recordings_is_in_the_tables(root):
    measured = root / "docs" / "measured"
    here, there = (read_results(measured / f"{name}.json") for name in ("recordings", "tiny"))
    assert here.about["preset"] == there.about["preset"]
    assert here.about["data"] == "runs/recordings-audio"
    assert here.missing == ()
    pairs = zip(here.outcomes["none"], here.outcomes["msstftd"], strict=True)
    assert len(here.outcomes["none"]) == 3
    for none, own in pairs:
        assert own.scores["frame_comb_db"] < none.scores["frame_comb_db"] - 4
        assert own.scores["fd_fine"] < 0.7 * none.scores["fd_fine"]
    found, before = here.differences["msstftd"], there.differences["msstftd"]
    for name in ("hf_lsd", "periodicity_rmse", "beat_acf_rmse"):
        assert max(found[name].by_seed) < 0
    for name in ("log_mel_l1", "group_delay_error", "hf_energy_error", "si_sdr"):
        assert min(found[name].by_seed) > 0
    for name in ("group_delay_error", "hf_energy_error", "si_sdr"):
        assert not before[name].same_sign
    assert min(before["beat_acf_rmse"].by_seed) > 0
    for name in ("onset_correlation", "periodicity_rmse"):
        assert found[name].same_sign
        assert before[name].same_sign
        assert found[name].mean / before[name].mean > 3  # "several times as much"
    unknown = {"f0_error_cents", "f0_gross_error", "vuv_f1", "onset_f1", "pesq_wb", "estoi"}
    assert unknown <= set(before) - set(found)
    text = (root / "docs" / "measured-claims.md").read_text(encoding="utf-8")
    assert f"{here.about['clips']['count']} clips\nfrom 16 files" in text


def test_what_the_document_says_of_the_two_losses_alone_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    both, feat, adv = (results.differences[m] for m in ("msstftd", "feat_only", "adv_only"))
    for alone in (feat, adv):
        assert len(alone["frame_comb_db"].by_seed) == 3
        for name in ("frame_comb_db", "fd_fine"):
            shares = zip(alone[name].by_seed, both[name].by_seed, strict=True)
            assert all(share / whole > 0.5 for share, whole in shares)  # "most"
    for name in ("frame_comb_db", "fd_fine"):
        assert adv[name].mean < 0.85 * both[name].mean  # "as much": both are negative

    def traded(name):
        pairs = zip(both[name].by_seed, feat[name].by_seed, strict=True)
        return [together - alone for together, alone in pairs]

    for name in ("frame_comb_db", "fd_fine", "mrstft_log_drums"):
        assert max(traded(name)) < 0
    for name in ("f0_error_cents", "f0_gross_error", "mrstft_log_harmonic", "log_mel_l1"):
        assert min(traded(name)) > 0
    assert max(traded("pesq_wb")) < 0 < min(traded("spectral_convergence"))
    for name in ("mrstft_log_harmonic", "log_mel_l1"):
        assert 0 < feat[name].mean < both[name].mean
    assert 0 > feat["pesq_wb"].mean > both["pesq_wb"].mean
    assert max(adv["si_sdr"].by_seed) < 0 < min(adv["hf_energy_error"].by_seed)


def test_what_the_document_says_of_costs_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    warm_up = sum(cost["cpu_seconds"] for cost in results.warm_ups) / len(results.warm_ups)

    def seconds(*modes):
        means = [
            sum(run.cpu_seconds for run in runs) / len(runs)
            for mode, runs in results.outcomes.items()
            if mode in modes
        ]
        return warm_up + sum(means)

    assert seconds("none", "mpd", "msd", "msstftd", "all") < 600 < seconds(*results.outcomes)
    assert 1.85 < seconds(*results.outcomes) / 600 < 2  # "nearly twice that much"
    assert len(results.outcomes) == 10
    assert seconds("adaptive") - warm_up == pytest.approx(
        0.8 * (seconds("all") - warm_up), rel=0.02
    )


def test_half_the_steps_fit_into_ten_minutes_and_show_less(root):
    results = read_results(root / "docs" / "measured" / "short.json")
    assert (results.about["preset"]["warm_steps"], results.about["preset"]["steps"]) == (1500, 150)
    first = {mode: runs[0] for mode, runs in results.outcomes.items()}
    assert len(first) == 8
    assert {run.seed for run in first.values()} == {0}
    spent = sum(run.cpu_seconds for run in first.values())
    assert results.warm_ups[0]["cpu_seconds"] + spent < 600
    pairs = list(zip(results.outcomes["none"], results.outcomes["msstftd"], strict=True))
    assert len(pairs) == 3
    for none, own in pairs:
        assert -4 < own.scores["frame_comb_db"] - none.scores["frame_comb_db"] < 0
        assert 0.7 < own.scores["fd_fine"] / none.scores["fd_fine"] < 1


def test_the_first_comparison_fits_into_four_minutes_and_the_whole_never_into_ten(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    spent = {mode: [run.cpu_seconds for run in own] for mode, own in results.outcomes.items()}
    warm_ups = [cost["cpu_seconds"] for cost in results.warm_ups]
    first = list(zip(warm_ups, spent["none"], spent["msstftd"], strict=True))
    assert len(first) == 3
    for warm_up, none, own in first:
        assert warm_up + none + own < 240 < warm_up * 2300 / 1500 + none + own
    large = ("all", "balancer", "adaptive", "none_long")
    least = min(min(spent[mode]) for mode in large)
    small = sum(min(own) for mode, own in spent.items() if mode not in large)
    assert min(warm_ups) + small + len(large) * least > 600


def test_a_marked_table_is_written_anew_and_the_rest_is_left_alone(folder):
    text = "Before.\n<!-- table: x.json differences -->\nold numbers\n<!-- end -->\nAfter.\n"
    filled = fill(text, folder)
    assert filled.startswith("Before.\n<!-- table: x.json differences -->\nGenerator")
    assert filled.endswith("| FD-fine ↓ | +1.00 |\n<!-- end -->\nAfter.\n")
    assert fill(filled, folder) == filled


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [("x.json claim", "no table 'claim'"), ("y.json claims", "no results in .*y.json")],
)
def test_a_mark_without_a_table_is_refused(folder, mark, complaint):
    with pytest.raises(ValueError, match=complaint):
        fill(f"<!-- table: {mark} -->\n<!-- end -->", folder)


def test_what_is_no_results_file_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("[1]")
    with pytest.raises(ValueError, match="no results in"):
        read_results(tmp_path / "x.json")
