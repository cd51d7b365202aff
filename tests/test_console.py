import pytest

from ingest.console import progress, progress_line
from ingest.report import Progress

NOW = Progress(stage="reading", files_done=10, files_all=30, passages=80, page=(2, 9))


def test_a_line_of_progress_has_files_page_passages_rate_and_time_left() -> None:
    assert progress_line(NOW, 4.0) == (
        "reading: 10 of 30 files, page 2 of 9, 80 passages, 20 a second, about 8 s left"
    )


def test_on_a_terminal_there_is_a_bar_with_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "160")
    with progress() as show:
        show(NOW)
    shown = capsys.readouterr().err
    for part in ("10/30", "page 2 of 9", "80 passages", "a second"):
        assert part in shown


def test_without_a_terminal_short_work_prints_no_progress(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress() as show:
        show(NOW)
    assert capsys.readouterr().err == ""
