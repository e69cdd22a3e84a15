"""What training runs returned is found again, by exercise, with what they were trained with."""

from course_lib.classroom import record_run
from course_lib.classroom.progress import saved_progress as progress
from course_lib.classroom.progress.own_run_results import OwnRun, recorded_runs


def test_results_come_back_in_order_for_their_exercise_only():
    record_run("07.5", "frame_comb_db", 16.0, {"seed": 0, "discriminators": ("mpd",)})
    record_run("07.5", "log_mel_l1", 0.5, {"seed": 1})
    record_run("08.1", "frame_comb_db", 1.0, {"seed": 0})

    assert recorded_runs("07.5") == [
        OwnRun("frame_comb_db", 16.0, {"seed": 0, "discriminators": ["mpd"]}),
        OwnRun("log_mel_l1", 0.5, {"seed": 1}),
    ]


def test_a_run_of_an_earlier_version_has_no_settings():
    record_run("07.5", "frame_comb_db", 16.0)

    assert recorded_runs("07.5") == [OwnRun("frame_comb_db", 16.0, None)]


def test_a_known_answer_has_no_runs():
    record_run("07.5", "frame_comb_db", 16.0)

    with progress.set_aside():
        assert recorded_runs("07.5") == []
    assert len(recorded_runs("07.5")) == 1
