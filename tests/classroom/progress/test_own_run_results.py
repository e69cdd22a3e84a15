"""What training runs returned is found again, by exercise and metric."""

from course_lib.classroom import record_run
from course_lib.classroom.progress import saved_progress as progress
from course_lib.classroom.progress.own_run_results import recorded_values


def test_results_come_back_in_order_for_their_metric_and_exercise_only():
    record_run("07.5", "frame_comb_db", 16.0)
    record_run("07.5", "log_mel_l1", 0.5)
    record_run("07.5", "frame_comb_db", 15.5)
    record_run("08.1", "frame_comb_db", 1.0)

    assert recorded_values("07.5", "frame_comb_db") == [16.0, 15.5]
    assert recorded_values("07.5", "niceness") == []


def test_a_known_answer_has_no_runs():
    record_run("07.5", "frame_comb_db", 16.0)

    with progress.set_aside():
        assert recorded_values("07.5", "frame_comb_db") == []
    assert recorded_values("07.5", "frame_comb_db") == [16.0]
