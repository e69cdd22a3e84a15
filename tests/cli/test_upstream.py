"""`course upstream` copies the file, or says in one line why it can't."""

from course_lib import pypi_downloads
from course_lib.classroom import audiocraft_patch
from course_lib.cli.command_line import main


def test_the_copy_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(audiocraft_patch, "fetch_upstream", lambda to: to / "msd.py")

    assert main(["upstream", "--to", str(tmp_path)]) == 0
    assert str(tmp_path / "msd.py") in capsys.readouterr().out


def test_a_failed_download_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys):
    def fail(to):
        raise pypi_downloads.UnavailableReferenceError("pip can't download it")

    monkeypatch.setattr(audiocraft_patch, "fetch_upstream", fail)

    assert main(["upstream", "--to", str(tmp_path)]) == 2
    assert capsys.readouterr().err.strip().endswith("pip can't download it")
