"""The numbers in docs/measured-claims.md are those of the runs."""

import json

import pytest

from course_lib.gan import synthetic_clips
from course_lib.gan.experiments.ablation.claims import (
    CLAIMS,
    PITCH,
    mode_differences,
    verdict_on,
)
from course_lib.gan.experiments.ablation.document import MARK, fill, read_results
from course_lib.gan.experiments.ablation.plan import FAMILIES
from course_lib.gan.metrics import METRICS, metric
from course_lib.gan.training.presets import AUDIOCRAFT, TINY
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


def sides(results, mode, against):
    """Return the metrics by which a mode is better, worse and neither, by the intervals."""
    found = mode_differences(results, mode, against)
    assert all(len(difference.by_seed) == 3 for difference in found.values())
    better = {n for n, d in found.items() if d.certain and metric(n).is_better(d.mean, 0)}
    worse = {n for n, d in found.items() if d.certain} - better
    return better, worse, set(found) - better - worse


def by_seed(results, mode, against, name):
    return mode_differences(results, mode, against)[name].by_seed


RHYTHM_AND_BEAT = {"onset_f1", "onset_correlation", "beat_acf_rmse"}
HEADLINES = {m.name for m in METRICS if m.headline}


def test_what_the_document_says_of_each_family_is_in_the_table(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    better, worse, same = sides(results, "msstftd", "none")
    assert {"frame_comb_db", "fd_fine", "hf_lsd"} <= better
    assert {"mrstft_log_harmonic", "pesq_wb", "estoi"} <= worse
    assert "hf_energy_error" in same
    better, worse, same = sides(results, "mpd", "none")
    assert set(PITCH) <= same
    assert RHYTHM_AND_BEAT & better == set()
    assert RHYTHM_AND_BEAT & worse == {"beat_acf_rmse"}
    assert abs(results.differences["mpd"]["beat_acf_rmse"].mean) < 0.01  # "in the third digit"
    _, worse, same = sides(results, "msd", "none")
    assert "pesq_wb" in worse
    assert {"si_sdr", "group_delay_error", "crest_error_db"} <= same
    for family in ("mpd", "msd", "msstftd"):
        assert "log_mel_l1" in sides(results, family, "none")[1]


def test_what_the_document_says_of_more_reconstruction_is_in_the_table(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    better, _, same = sides(results, "none_long", "none")
    assert {"f0_gross_error", "f0_error_cents", "if_error", "group_delay_error"} <= better
    assert {"pesq_wb", "estoi", "log_mel_l1"} <= better
    assert "frame_comb_db" in same


def test_what_the_document_says_of_all_three_together_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    better, worse, _ = sides(results, "all", "msstftd")
    assert HEADLINES & better == set()
    assert HEADLINES & worse == {"fd_fine", "mrstft_log_babble"}
    better, worse, _ = sides(results, "balancer", "all")
    assert "frame_comb_db" in better
    assert {"log_mel_l1", "hf_lsd", "hf_energy_error"} <= worse
    spent = [sum(run.cpu_seconds for run in results.outcomes[m]) for m in ("all", "msstftd")]
    assert 2.7 < spent[0] / spent[1] < 3  # "nearly three times as long"


def test_the_balancers_shares_are_those_that_the_document_states():
    # reconstruction a quarter, the adversarial losses a quarter, feature matching half
    total = TINY.recon_weight + TINY.adv_weight + TINY.feat_weight
    assert TINY.recon_weight / total == TINY.adv_weight / total == 1 / 4
    assert (AUDIOCRAFT["recon_weight"], AUDIOCRAFT["adv_weight"], AUDIOCRAFT["feat_weight"]) == (
        2,
        4,
        4,
    )


def test_what_the_document_says_of_adaptive_weights_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    better, worse, _ = sides(results, "adaptive", "all")
    assert better | worse == set()
    assert min(by_seed(results, "adaptive", "msstftd", "fd_fine")) > 0
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
    assert sizes(here) == sizes(there)
    assert here.about["data"] == "runs/recordings-audio"
    assert here.missing == ()
    pairs = list(zip(here.outcomes["none"], here.outcomes["msstftd"], strict=True))
    assert len(pairs) == 3
    for none, own in pairs:
        assert own.scores["frame_comb_db"] < none.scores["frame_comb_db"] - 4
        assert own.scores["fd_fine"] < 0.7 * none.scores["fd_fine"]
    better, worse, _ = sides(here, "msstftd", "none")
    before_better, before_worse, before_same = sides(there, "msstftd", "none")
    assert {"hf_lsd", "periodicity_rmse"} <= better & before_better
    assert "log_mel_l1" in worse & before_worse
    assert {"onset_correlation", "beat_acf_rmse"} <= better
    assert "onset_correlation" in before_same
    assert "beat_acf_rmse" in before_worse
    found, before = here.differences["msstftd"], there.differences["msstftd"]
    assert found["periodicity_rmse"].mean / before["periodicity_rmse"].mean > 3  # "several times"
    unknown = {"f0_error_cents", "f0_gross_error", "vuv_f1", "onset_f1", "pesq_wb", "estoi"}
    assert unknown <= set(before) - set(found)
    text = (root / "docs" / "measured-claims.md").read_text(encoding="utf-8")
    assert f"{here.about['clips']['count']} clips\nfrom 16 files" in text


def test_what_the_document_says_of_the_two_losses_alone_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "tiny.json")
    both, feat, adv = (results.differences[m] for m in ("msstftd", "feat_only", "adv_only"))
    for alone in (feat, adv):
        for name in ("frame_comb_db", "fd_fine"):
            shares = zip(alone[name].by_seed, both[name].by_seed, strict=True)
            assert all(share / whole > 0.5 for share, whole in shares)  # "most"
    assert adv["frame_comb_db"].mean < 0.85 * both["frame_comb_db"].mean  # "as much": both negative
    assert "hf_lsd" in sides(results, "feat_only", "none")[0]
    assert "hf_lsd" in sides(results, "adv_only", "none")[2]
    assert {"mrstft_log_harmonic", "pesq_wb"} <= sides(results, "feat_only", "none")[2]
    assert 0 < feat["log_mel_l1"].mean < both["log_mel_l1"].mean
    better, worse, _ = sides(results, "msstftd", "feat_only")
    assert {"frame_comb_db", "fd_fine"} <= better
    assert {"mrstft_log_harmonic", "pesq_wb", "log_mel_l1", "spectral_convergence"} <= worse


def waveform_results(root, name="waveform"):
    results = read_results(root / "docs" / "measured" / f"{name}.json")
    assert results.about["preset"]["generator"] == "waveform"
    assert sizes(results) == sizes(read_results(root / "docs" / "measured" / "tiny.json"))
    return results


def test_what_the_document_says_of_pitch_and_the_generator_is_in_the_tables(root):
    results = waveform_results(root)
    better, worse, same = sides(results, "mpd", "none")
    assert {"f0_gross_error", "vuv_f1", "periodicity_rmse"} <= better
    assert {"mrstft_log_harmonic", "mrstft_log_chord", "hf_energy_error", "log_mel_l1"} <= worse
    assert {"f0_error_cents", "frame_comb_db"} <= same
    assert max(by_seed(results, "mpd", "none", "f0_gross_error")) < -8
    assert max(by_seed(results, "mpd", "none", "f0_error_cents")) < 0
    rough = [run.scores["f0_gross_error"] for run in results.outcomes["none"]]
    assert min(rough) > 45  # "nearly half or more"
    for name in ("tiny", "controls"):
        fine = read_results(root / "docs" / "measured" / f"{name}.json").outcomes["none"]
        assert max(run.scores["f0_gross_error"] for run in fine) < 25

    better, _, same = sides(results, "msstftd", "none")
    assert "f0_error_cents" in better
    assert "f0_gross_error" in same
    assert max(by_seed(results, "msstftd", "none", "f0_gross_error")) < -6
    assert set(PITCH) <= sides(results, "mpd", "msstftd")[2]
    assert set(PITCH) <= sides(results, "msd", "none")[2]
    assert [more > 0 for more in by_seed(results, "msd", "none", "f0_gross_error")].count(True) == 1


def test_what_the_document_says_of_pitch_and_time_is_in_the_tables(root):
    short, long = waveform_results(root, "waveform-mpd"), waveform_results(root)
    for mode in ("none", "mpd"):
        for one, other in zip(short.outcomes[mode], long.outcomes[mode], strict=True):
            assert one.scores == other.scores
    better, _, same = sides(short, "mpd", "none_long")
    assert {"f0_gross_error", "vuv_f1", "periodicity_rmse"} <= better
    assert "f0_error_cents" in same
    assert max(by_seed(short, "mpd", "none_long", "f0_gross_error")) < -5
    spent = zip(short.outcomes["mpd"], short.outcomes["none_long"], strict=True)
    assert all(abs(run.cpu_seconds / own.cpu_seconds - 1) < 0.1 for own, run in spent)

    assert set(PITCH) <= sides(long, "mpd", "none_long")[2]
    more = by_seed(long, "mpd", "none_long", "f0_gross_error")
    assert abs(sum(more) / len(more)) < 0.5
    spent = zip(long.outcomes["all"], long.outcomes["none_long"], strict=True)
    assert all(abs(run.cpu_seconds / own.cpu_seconds - 1) < 0.1 for own, run in spent)
    assert all(950 < run.steps < 1050 for run in long.outcomes["none_long"])


def test_what_the_document_says_of_the_waveform_decoder_is_in_the_tables(root):
    results = waveform_results(root)
    for none, own in zip(results.outcomes["none"], results.outcomes["msstftd"], strict=True):
        assert own.scores["frame_comb_db"] < none.scores["frame_comb_db"] - 4
        assert own.scores["fd_fine"] < 0.7 * none.scores["fd_fine"]
    against_time = sides(results, "msstftd", "none_long")
    better, worse, same = sides(results, "msstftd", "none")
    assert {"frame_comb_db", "fd_fine", "hf_lsd"} <= better & against_time[0]
    assert "mrstft_log_babble" in same
    assert {"mrstft_log_chord", "log_mel_l1"} <= worse
    assert {"si_sdr", "group_delay_error"} <= better & against_time[1]

    better, worse, same = sides(results, "msd", "none")
    assert {"si_sdr", "group_delay_error", "crest_error_db", "pesq_wb"} <= same
    assert "frame_comb_db" in better & sides(results, "msd", "none_long")[0]
    assert {"mrstft_log_drums", "mrstft_log_chord", "log_mel_l1"} <= worse

    better, worse, same = sides(results, "all", "msstftd")
    assert HEADLINES & worse == {"mrstft_log_chirp"}
    assert HEADLINES - {"mrstft_log_chirp"} <= same
    assert "periodicity_rmse" in better


def test_what_the_document_says_of_more_updates_of_the_waveform_decoder_is_in_the_tables(root):
    results = waveform_results(root)
    quality = {"pesq_wb", "visqol", "estoi", "si_sdr", "group_delay_error", "log_mel_l1"}
    assert quality <= sides(results, "none_long", "none")[0]
    for mode in (*FAMILIES, "all"):
        better, worse, _ = sides(results, mode, "none_long")
        assert {"pesq_wb", "estoi", "log_mel_l1"} <= worse
        assert not {"visqol", "si_sdr"} & better
        better, _, same = sides(results, mode, "none")
        assert "visqol" in better
        assert "pesq_wb" in (better if mode == "mpd" else same)
        for name in ("visqol", "pesq_wb"):
            more = results.differences["none_long"][name].mean
            assert results.differences[mode][name].mean < more


def test_what_the_document_says_of_the_controls_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "controls.json")
    assert sizes(results) == sizes(read_results(root / "docs" / "measured" / "tiny.json"))
    untrained, trained = (
        by_seed(results, mode, "none", "frame_comb_db") for mode in ("feat_untrained", "msstftd")
    )
    shares = [one / other for one, other in zip(untrained, trained, strict=True)]
    assert all(1 / 4 < share < 1 / 3 for share in shares)
    better, _, _ = sides(results, "feat_untrained", "none")
    assert {"fd_fine", "hf_lsd", "f0_gross_error"} <= better

    better, _, _ = sides(results, "none_multi_mel", "none")
    assert max(by_seed(results, "none_multi_mel", "none", "frame_comb_db")) < -3
    assert len(HEADLINES - better) == 2
    more = by_seed(results, "msstftd_multi_mel", "none_multi_mel", "frame_comb_db")
    assert max(more) < -5

    errors = by_seed(results, "msd_bug", "msd", "f0_gross_error")
    assert 7 < min(errors) <= max(errors) < 11
    _, worse, same = sides(results, "msd_bug", "msd")
    assert {"f0_gross_error", "visqol"} <= worse
    assert {"pesq_wb", "si_sdr", "crest_error_db"} <= same
    assert sides(results, "msd", "none")[0] == {"frame_comb_db"}
    assert sides(results, "msd_bug", "none")[0] == {"frame_comb_db", "vuv_f1"}


def test_what_the_document_says_of_time_beside_the_controls_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "controls.json")
    assert min(run.steps for run in results.outcomes["none_long"]) > 1500
    better, _, same = sides(results, "none_long", "none")
    assert {"f0_error_cents", "f0_gross_error", "periodicity_rmse"} <= better
    assert {"if_error", "group_delay_error", "pesq_wb", "visqol", "estoi"} <= better
    texture = {"frame_comb_db", "fd_fine", "hf_lsd"}
    assert texture <= same
    for mode in ("feat_untrained", "none_multi_mel", "msstftd", "mrd"):
        better, worse, _ = sides(results, mode, "none_long")
        assert texture <= better
        assert "pesq_wb" in worse


def test_what_the_document_says_of_shares_and_sums_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "controls.json")
    _, worse, same = sides(results, "balancer_audiocraft", "msstftd")
    spectra = {name for name in HEADLINES if name.startswith("mrstft_log_")}
    assert len(spectra) == 5
    assert {"frame_comb_db", "fd_fine"} <= same
    assert spectra | {"hf_energy_error", "visqol", "estoi", "log_mel_l1"} <= worse
    assert {"frame_comb_db", "fd_fine", "hf_lsd"} <= sides(results, "all_sum", "none")[0]
    assert {"frame_comb_db", "fd_fine", "hf_lsd"} <= sides(results, "all_sum", "msstftd")[1]
    added, alone = (
        by_seed(results, mode, "none", "frame_comb_db") for mode in ("all_sum", "msstftd")
    )
    assert all(0 < one / other < 0.5 for one, other in zip(added, alone, strict=True))


def test_what_the_document_says_of_mrd_is_in_the_tables(root):
    results = read_results(root / "docs" / "measured" / "controls.json")
    weights = {results.outcomes[mode][0].weights for mode in ("mrd", "msstftd")}
    assert all(12_000 < count < 13_000 for count in weights)
    better, worse, _ = sides(results, "mrd", "msstftd")
    assert {"frame_comb_db", "fd_fine", "hf_lsd", "f0_error_cents"} <= better
    assert {"mrstft_log_drums", "mrstft_log_babble"} <= better
    assert {"hf_energy_error", "visqol", "estoi"} <= worse
    assert HEADLINES & worse == {"hf_energy_error"}


def test_what_the_document_says_of_two_scales_of_quality_is_in_the_tables(root):
    controls = read_results(root / "docs" / "measured" / "controls.json")
    for mode in ("none_multi_mel", "all_sum"):
        better, worse, _ = sides(controls, mode, "none")
        assert "pesq_wb" in worse
        assert "visqol" in better
    for mode in ("msstftd", "msd"):
        _, worse, same = sides(controls, mode, "none")
        assert "pesq_wb" in worse
        assert "visqol" in same


def sizes(results):
    """Return what a preset says of sizes and steps, which must agree for a comparison."""
    preset = results.about["preset"]
    return {
        n: preset[n] for n in ("name", "codec", "warm_steps", "steps", "batch", "d_batch", "d_lr")
    }


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
