"""Frames in, a small H.264 film out."""

import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

# Base64 in a notebook adds a third: 300 kB become 400 kB.
MAX_BYTES = 300_000
# Of x264, lower is better: still clean where little moves; the size decides where much does.
QUALITY = 24


class FilmWriter:
    """Encodes frames in a process of its own while the next ones are made.

    Quality is constant; where that would need too many bytes, x264's rate limit gives away
    sharpness instead. The same frames give the same bytes wherever ffmpeg is the same.

    Args:
        shape: (H, W) of the frames in pixels; an odd last row or column is left out, as H.264
            wants.
        fps: frames per second.
        seconds: length that the film may reach.
        max_bytes: size that a film of that length keeps to.

    Raises:
        RuntimeError: there is no ffmpeg, or it cannot be run.
    """

    def __init__(
        self, shape: tuple[int, int], fps: float, seconds: float, max_bytes: int = MAX_BYTES
    ) -> None:
        self._ffmpeg = find_ffmpeg()
        self._height, self._width = shape[0] // 2 * 2, shape[1] // 2 * 2
        self._folder = tempfile.TemporaryDirectory()
        # A file, not a pipe: +faststart goes back to move the index to the front.
        self._film = Path(self._folder.name) / "film.mp4"
        self._errors = Path(self._folder.name) / "errors.txt"
        # The limit lets its buffer of two seconds through on top: count it as more film.
        rate = max(1000, int(8 * max_bytes / (seconds + 2)))
        try:
            with open(self._errors, "wb") as errors:
                self._process = subprocess.Popen(
                    self._command(fps, rate),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                )
        except OSError as error:
            self._folder.cleanup()
            raise RuntimeError(
                f"ffmpeg at {self._ffmpeg} cannot be run ({error.strerror}): "
                "pip install --force-reinstall imageio-ffmpeg"
            ) from error

    def write(self, frame: np.ndarray) -> None:
        """Add a frame, uint8 (H, W, 3)."""
        pixels = np.ascontiguousarray(frame[: self._height, : self._width])
        assert self._process.stdin is not None
        # Where ffmpeg has ended too early, `finish` says why.
        with suppress(OSError):
            self._process.stdin.write(pixels.tobytes())

    def finish(self) -> bytes:
        """The whole film.

        Raises:
            RuntimeError: ffmpeg could not make it.
        """
        assert self._process.stdin is not None
        try:
            with suppress(OSError):
                self._process.stdin.close()
            if self._process.wait() == 0 and self._film.exists():
                return self._film.read_bytes()
            said = self._errors.read_text(errors="replace").strip().splitlines()
            raise RuntimeError(
                f"ffmpeg at {self._ffmpeg} could not make H.264 ({(said or ['no reason'])[0]}): "
                "pip install --force-reinstall imageio-ffmpeg"
            )
        finally:
            self.close()

    def close(self) -> None:
        """End ffmpeg and remove what it wrote. Closing twice does nothing."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        self._folder.cleanup()

    def _command(self, fps: float, rate: int) -> list[str]:
        """ffmpeg's arguments for a limit of `rate` bits per second."""
        size = f"{self._width}x{self._height}"
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", f"{fps:g}", "-i", "-"]
        h264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-tune", "animation"]
        limit = ["-crf", str(QUALITY), "-maxrate", str(rate), "-bufsize", str(2 * rate)]
        # With two threads x264's rate limit gives other bytes on every run; one is as fast.
        repeatable = ["-threads", "1", "-bitexact"]
        start = [self._ffmpeg, "-y", "-loglevel", "error"]
        return [
            *start,
            *raw,
            *h264,
            *limit,
            *repeatable,
            "-movflags",
            "+faststart",
            str(self._film),
        ]


def encode_mp4(frames: np.ndarray, fps: float, max_bytes: int = MAX_BYTES) -> bytes:
    """H.264 film that every browser plays, of at most `max_bytes`.

    Args:
        frames: uint8 (N, H, W, 3).
        fps: frames per second.
        max_bytes: of the film.

    Raises:
        ValueError: the frames are not what is said above.
        RuntimeError: there is no ffmpeg, or it has no H.264, or the film cannot be made so small.
    """
    frames = np.asarray(frames)
    if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[-1] != 3 or not frames.size:
        raise ValueError(
            f"frames are {frames.dtype} {frames.shape}; a film needs uint8 (N, H, W, 3) with N > 0"
        )
    for share in (1.0, 0.6, 0.3):
        writer = FilmWriter(frames.shape[1:3], fps, len(frames) / fps, int(share * max_bytes))
        try:
            for frame in frames:
                writer.write(frame)
            mp4 = writer.finish()
        finally:
            writer.close()
        if len(mp4) <= max_bytes:
            return mp4
    raise RuntimeError(
        f"{len(frames)} frames of {frames.shape[2]}x{frames.shape[1]} do not fit into "
        f"{max_bytes:,} bytes; record fewer or smaller ones"
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
