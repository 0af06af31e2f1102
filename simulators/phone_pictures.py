"""What simulated telephones film, and how many may at once. Needs aiortc, as `simulators.phone` does."""

import asyncio
import fractions
from collections.abc import Callable
from typing import Any

from aiortc import VideoStreamTrack
from av import CodecContext, VideoFrame

from simulators.drawn_picture import Face

WIDTH, HEIGHT, RATE = 320, 180, 10


class Bars(VideoStreamTrack):
    """A small picture that changes: a grey that grows. RATE a second."""

    def __init__(self, rate: int = RATE) -> None:
        super().__init__()
        self._number, self._rate = 0, rate

    async def recv(self) -> VideoFrame:
        """The next picture."""
        await asyncio.sleep(1 / self._rate)
        self._number += 1
        frame = self.frame(self._number / self._rate)
        frame.pts = self._number * (90_000 // self._rate)
        frame.time_base = fractions.Fraction(1, 90_000)
        return frame

    def frame(self, seconds: float) -> VideoFrame:
        """What is to be seen at this time."""
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([int(seconds * 50) % 256]) * plane.buffer_size)
        return frame


class Portrait(Bars):
    """A face drawn: slower than a camera, enough to see that somebody moves."""

    def __init__(self, face: Face) -> None:
        super().__init__(rate=8)
        self._face = face

    def frame(self, seconds: float) -> VideoFrame:
        return VideoFrame.from_ndarray(self._face.drawn(seconds), format="rgb24")


def photo(face: Face) -> bytes:
    """A photo of them, as JPEG."""
    encoder: Any = CodecContext.create("mjpeg", "w")
    frame = VideoFrame.from_ndarray(face.drawn(1.0), format="rgb24").reformat(format="yuvj420p")
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = fractions.Fraction(1, 25)
    return b"".join(bytes(each) for each in [*encoder.encode(frame), *encoder.encode(None)])


Films = Callable[[], VideoStreamTrack]
"""Makes what one peer is shown."""


class Places:
    """How many may send a picture at once: each costs a tenth of a core."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self) -> bool:
        """One more; False where there is no place."""
        if self._left == 0:
            return False
        self._left -= 1
        return True

    def free(self) -> None:
        """One less."""
        self._left += 1


ROOMY = 1_000
"""Places where none are to be counted."""
