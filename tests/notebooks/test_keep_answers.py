"""On Colab: answers on Drive, from an upload, or gone with the machine."""

import io
import sys
import types
import zipfile

import pytest

from rlcourse import colab
from rlcourse.exercises.catalogue import BY_NAME
from rlcourse.exercises.store import home, is_kept
from rlcourse.language import use_language
from tests.notebooks.books import assemble, code_cells
from tests.notebooks.fill import keep_answers

NAME = "discounted_return"


@pytest.fixture
def google(tmp_path, monkeypatch):
    """A stand-in for Colab's own modules."""
    monkeypatch.chdir(tmp_path)
    # Set first, so that what the course sets is taken back afterwards.
    monkeypatch.setenv("RLCOURSE_HOME", "")
    monkeypatch.setattr(colab, "DRIVE", str(tmp_path / "drive"))
    package = types.ModuleType("google.colab")
    package.drive = types.ModuleType("google.colab.drive")
    package.files = types.ModuleType("google.colab.files")
    package.drive.mount = lambda place: None
    package.files.download = lambda name: None
    for name in ("", ".drive", ".files"):
        module = getattr(package, name[1:]) if name else package
        monkeypatch.setitem(sys.modules, f"google.colab{name}", module)
    use_language("en")
    return package


def test_drive_keeps_them_from_one_machine_to_the_next(google, tmp_path, capsys):
    colab.keep_answers("drive")
    assert home() == tmp_path / "drive" / "MyDrive" / "rlcourse" / "my_solutions"
    assert "none yet" in capsys.readouterr().out
    keep_answers(home(), [BY_NAME[NAME]])
    colab.keep_answers("drive")
    assert capsys.readouterr().out.endswith(f"my_solutions: {NAME}\n")


def test_a_student_who_declines_goes_on(google, tmp_path, capsys):
    def mount(place):
        raise ValueError("mount failed")

    google.drive.mount = mount
    colab.keep_answers("drive")
    assert home().resolve() == tmp_path / "my_solutions"
    assert "No Google Drive (ValueError)" in capsys.readouterr().out


def test_what_was_downloaded_can_be_uploaded(google, tmp_path, monkeypatch):
    keep_answers(home(), [BY_NAME[NAME]])
    saved = []
    google.files.download = saved.append
    content = colab.download_answers().read_bytes()
    assert saved == ["my_solutions.zip"]

    monkeypatch.setenv("RLCOURSE_HOME", str(tmp_path / "another"))
    google.files.upload = lambda: {"my_solutions.zip": content}
    colab.keep_answers("upload")
    assert is_kept(NAME)


def test_a_strange_upload_does_no_harm(google, tmp_path, capsys):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../lambda_sum.py", "x = 1")
        archive.writestr("unsquash.py", b"0" * 2_000_000)
        archive.writestr(f"__MACOSX/._{NAME}.py", b"0")
        archive.writestr("other.py", "x = 1")
        archive.writestr("picture.png", b"0")
    spoilt = io.BytesIO()
    with zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}.py", "x = 1\n" * 100)
    damaged = bytearray(spoilt.getvalue())
    damaged[30 + len(NAME) + 3] ^= 0xFF
    uploads = {"a.zip": file.getvalue(), "b.txt": b"hello", "c.zip": bytes(damaged)}
    google.files.upload = lambda: uploads
    colab.keep_answers("upload")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["lambda_sum.py"]
    assert (tmp_path / "my_solutions" / "lambda_sum.py").exists()
    out = capsys.readouterr().out
    assert "b.txt is not a zip file" in out
    assert "c.zip is not a zip file" in out


def test_another_word_is_refused(google):
    with pytest.raises(ValueError, match="choose 'drive', 'upload' or 'no'"):
        colab.keep_answers("cloud")


def test_the_setup_cell_installs_only_on_colab_and_leaves_what_is_there(google, monkeypatch):
    import subprocess

    calls = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: calls.append(command))
    source = code_cells(assemble("en", "00_start"))[0].source
    exec(source, {})
    (command,) = calls
    assert command[1:5] == ["-m", "pip", "install", "-q"]
    assert command[5].startswith("https://github.com/")
    assert [pin.partition("==")[0] for pin in command[6:]] == ["torch", "numpy", "ipywidgets"]

    monkeypatch.delitem(sys.modules, "google.colab")
    exec(source, {})
    assert len(calls) == 1
