"""Films: small, H.264, and shown as notebooks can show them."""

import base64
import os
import re
import tempfile

import numpy as np
import psutil
import pytest

from rlcourse.display import Recording, play, record, video_html
from rlcourse.display.encode import MAX_BYTES, encode_mp4
from rlcourse.language import use_language

TAG = re.compile(r'<video [^>]*src="data:video/mp4;base64,([A-Za-z0-9+/=]+)"[^>]*></video>')
MAX_PAGE_BYTES = 400_000


def make_recording(num_frames: int = 30, height: int = 48, width: int = 64) -> Recording:
    """A white square that runs through the picture."""
    frames = np.zeros((num_frames, height, width, 3), dtype=np.uint8)
    for i, frame in enumerate(frames):
        frame[10:20, i : i + 10] = 255
    return Recording(frames, 30.0, 1234.4, "Square-v0")


def film_in(html: str) -> bytes:
    """The film of the only `<video>` in the page."""
    (data,) = TAG.findall(html)
    return base64.b64decode(data)


def test_film_comes_back_as_it_was(decode):
    recording = make_recording()
    frames, about = decode(film_in(video_html(recording)))
    assert about["codec"] == "h264"
    assert "yuv420p" in about["line"]
    assert about["fps"] == 30
    assert frames.shape == recording.frames.shape
    assert np.abs(frames.astype(int) - recording.frames).mean() < 2


def test_frame_rate_is_kept(decode):
    recording = make_recording()
    _, about = decode(encode_mp4(recording.frames, 31.25))
    assert about["fps"] == 31.25


def test_index_stands_before_the_pictures():
    mp4 = encode_mp4(make_recording().frames, 30)
    assert 0 < mp4.index(b"moov") < mp4.index(b"mdat")


def test_odd_sizes_are_cut(decode):
    recording = make_recording(height=47, width=63)
    frames, _ = decode(encode_mp4(recording.frames, 30))
    assert frames.shape[1:] == (46, 62, 3)


def test_same_frames_give_the_same_bytes():
    frames = make_recording().frames
    assert encode_mp4(frames, 30) == encode_mp4(frames, 30)


def test_one_frame_is_a_film_too(decode):
    frames, _ = decode(encode_mp4(make_recording(num_frames=1).frames, 30))
    assert len(frames) == 1


def test_noise_is_made_to_fit():
    frames = np.random.default_rng(0).integers(0, 256, (60, 120, 160, 3), dtype=np.uint8)
    assert len(encode_mp4(frames, 30, max_bytes=60_000)) <= 60_000
    with pytest.raises(RuntimeError, match="do not fit into 500 bytes"):
        encode_mp4(frames, 30, max_bytes=500)


@pytest.mark.parametrize(
    "frames",
    [np.zeros((0, 8, 8, 3), np.uint8), np.zeros((5, 8, 8), np.uint8), np.zeros((1, 8, 8, 3))],
)
def test_what_is_no_film_is_refused(frames):
    with pytest.raises(ValueError, match="a film needs uint8"):
        encode_mp4(frames, 30)


def test_html_is_one_video_that_says_what_it_shows():
    html = video_html(make_recording(), alt='a "square" <runs>')
    assert TAG.fullmatch(html)
    assert "<source" not in html
    for attribute in ("controls", "muted", "loop", "playsinline"):
        assert f" {attribute} " in html
    assert 'aria-label="a &quot;square&quot; &lt;runs&gt;"' in html
    assert 'aria-label="video of Square-v0"' in video_html(make_recording())


def test_play_shows_the_video_and_its_return():
    video = play(make_recording())
    html = video._repr_html_()
    assert film_in(html) == video.mp4
    assert "Square-v0 · return 1,234 · 1.0\N{NO-BREAK SPACE}s</figcaption>" in html
    assert html.startswith('<figure class="rlcourse-video"')


def test_negative_return_has_a_minus_sign():
    recording = make_recording()
    video = play(Recording(recording.frames, 30.0, -1500.6))
    assert "return \N{MINUS SIGN}1,501" in video.caption


def test_alt_is_the_caption_too():
    video = play(make_recording(), alt="a square runs")
    assert video.alt == "a square runs"
    assert video.caption.startswith("a square runs · return")


def test_plain_text_is_the_same_on_every_run(blinker):
    texts = {repr(play(make_recording())) for _ in range(2)}
    assert texts == {"video of Square-v0"}
    assert repr(play(None, blinker)) == "video of Blinker, random policy"


def test_japanese():
    use_language("ja")
    video = play(make_recording())
    assert repr(video) == "Square-v0 の動画"
    assert "収益 1,234" in video.caption


def test_play_says_what_it_needs():
    with pytest.raises(TypeError, match=r"play\(algorithm, env_id\)"):
        play(None)
    with pytest.raises(TypeError, match=r"exploit\(state\); str has none"):
        play("HalfCheetahBulletEnv-v0", "HalfCheetahBulletEnv-v0")


def test_missing_ffmpeg_is_said_in_one_line(monkeypatch, tmp_path):
    import imageio_ffmpeg

    def not_found() -> str:
        raise RuntimeError("No ffmpeg exe could be found.\nInstall it.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", not_found)
    with pytest.raises(RuntimeError, match=r"^no ffmpeg .*: pip install imageio-ffmpeg$"):
        play(make_recording())
    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(tmp_path / "ffmpeg"))
    with pytest.raises(RuntimeError, match=r"^ffmpeg at .* cannot be run .*imageio-ffmpeg$"):
        play(make_recording())


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for ffmpeg is a shell script")
@pytest.mark.parametrize("num_frames", [1, 200])
def test_ffmpeg_without_h264_is_said_in_one_line(monkeypatch, tmp_path, num_frames):
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_text("#!/bin/sh\necho \"Unknown encoder 'libx264'\" >&2\necho more >&2\nexit 1\n")
    ffmpeg.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(ffmpeg))
    with pytest.raises(RuntimeError, match=r"H.264 \(Unknown encoder 'libx264'\): pip") as caught:
        play(make_recording(num_frames))
    assert "\n" not in str(caught.value)


def test_recording_brings_its_film_unless_there_is_no_ffmpeg(
    monkeypatch, tmp_path, blinker, decode
):
    recording = record(None, blinker)
    assert recording.mp4 is not None
    frames, about = decode(play(recording).mp4)
    assert (len(frames), about["fps"]) == (10, 30)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "ffmpeg"))
    without = record(None, blinker)
    assert without.mp4 is None
    assert np.array_equal(without.frames, recording.frames)
    assert repr(without) == "recording of Blinker, 10 frames"


def test_nothing_is_left_behind_after_an_error(monkeypatch, tmp_path, blinker):
    class Broken:
        def exploit(self, states):
            assert len(list(tmp_path.iterdir())) == 1, (
                "the film's folder is not where it is looked for"
            )
            raise ZeroDivisionError

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ZeroDivisionError):
        record(Broken(), blinker)
    assert list(tmp_path.iterdir()) == []
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


class Gallop:
    """Every joint swings, so that much of the picture changes in every frame."""

    steps = 0

    def exploit(self, states: np.ndarray) -> np.ndarray:
        self.steps += 1
        return np.sin(0.35 * self.steps + 1.3 * np.arange(6)).astype(np.float32)


@pytest.mark.slow
@pytest.mark.parametrize("policy", [None, Gallop()], ids=["random", "moving"])
def test_whole_cheetah_episode_is_small(policy, decode):
    import rlcourse.envs  # noqa: F401  registers the tasks

    recording = record(policy, "HalfCheetahBulletEnv-v0")
    assert recording.frames.shape == (500, 204, 272, 3)
    assert recording.fps == 30
    video = play(recording)
    assert len(video.mp4) <= MAX_BYTES
    assert len(video._repr_html_()) <= MAX_PAGE_BYTES
    frames, about = decode(video.mp4)
    assert len(frames) == 500
    assert about["fps"] == 30
    error = np.square(frames.astype(np.float32) - recording.frames).mean()
    assert 10 * np.log10(255**2 / error) > 25, "blurred beyond recognition"
