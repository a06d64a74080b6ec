"""Frames in, a small H.264 film out."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

# Base64 in a notebook adds a third: 300 kB become 400 kB.
MAX_BYTES = 300_000
# Of x264, lower is better: still clean where little moves; the size decides where much does.
QUALITY = 24


def encode_mp4(frames: np.ndarray, fps: float, max_bytes: int = MAX_BYTES) -> bytes:
    """H.264 film that every browser plays, of at most `max_bytes`.

    Quality is constant; where that would need too many bytes, x264's rate limit gives away
    sharpness instead. The same frames give the same bytes wherever ffmpeg is the same.

    Args:
        frames: uint8 (N, H, W, 3); an odd last row or column is left out, as H.264 wants.
        fps: frames per second.

    Raises:
        ValueError: the frames are not what is said above.
        RuntimeError: there is no ffmpeg, or it has no H.264, or the film cannot be made so small.
    """
    frames = np.asarray(frames)
    if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[-1] != 3 or not frames.size:
        raise ValueError(
            f"frames are {frames.dtype} {frames.shape}; a film needs uint8 (N, H, W, 3) with N > 0"
        )
    even = frames[:, : frames.shape[1] // 2 * 2, : frames.shape[2] // 2 * 2]
    pixels = np.ascontiguousarray(even).tobytes()
    size = f"{even.shape[2]}x{even.shape[1]}"

    # The rate limit lets `buffer` more through than rate x time: count it as two more seconds.
    rate = 8 * max_bytes / (len(frames) / fps + 2)
    for share in (1.0, 0.6, 0.3):
        mp4 = _run_ffmpeg(pixels, size, fps, int(share * rate))
        if len(mp4) <= max_bytes:
            return mp4
    raise RuntimeError(
        f"{len(frames)} frames of {size} do not fit into {max_bytes:,} bytes; record fewer or "
        "smaller ones"
    )


def find_ffmpeg() -> str:
    """Path of the ffmpeg that comes with imageio-ffmpeg.

    Raises:
        RuntimeError: there is none.
    """
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise RuntimeError("no ffmpeg to make videos with: pip install imageio-ffmpeg") from error


def _run_ffmpeg(pixels: bytes, size: str, fps: float, rate: int) -> bytes:
    """One pass of ffmpeg over raw RGB pixels, at most about `rate` bits per second."""
    ffmpeg = find_ffmpeg()
    with tempfile.TemporaryDirectory() as folder:
        # A file, not a pipe: +faststart goes back to move the index to the front.
        film = Path(folder) / "film.mp4"
        command = [ffmpeg, "-y", "-loglevel", "error"]
        command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", f"{fps:g}", "-i", "-"]
        command += ["-an", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-tune", "animation"]
        command += ["-crf", str(QUALITY), "-maxrate", str(rate), "-bufsize", str(2 * rate)]
        # The number of threads changes the bytes: it must not depend on the machine.
        command += ["-threads", "2", "-bitexact", "-movflags", "+faststart", str(film)]
        try:
            done = subprocess.run(command, input=pixels, capture_output=True)
        except OSError as error:
            raise RuntimeError(
                f"ffmpeg at {ffmpeg} cannot be run ({error.strerror}): "
                "pip install --force-reinstall imageio-ffmpeg"
            ) from error
        if done.returncode != 0 or not film.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise RuntimeError(
                f"ffmpeg at {ffmpeg} could not make H.264 ({said[0]}): "
                "pip install --force-reinstall imageio-ffmpeg"
            )
        return film.read_bytes()
