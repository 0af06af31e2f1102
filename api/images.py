"""Pictures that come from outside: told by their first bytes, decoded within bounds, and written again
without what a camera adds. The only door to Pillow."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from api.problems import HttpProblem
from domain.document import LARGEST_IMAGE, MediaType

MOST_PIXELS: Final = 24_000_000
"""Decoded, at three bytes each: what one picture may cost in memory."""
LONGEST_SIDE: Final = 2048
_QUALITY: Final = 85
_FORMATS: Final = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG"}
_STARTS: Final = {MediaType.JPEG: b"\xff\xd8\xff", MediaType.PNG: b"\x89PNG\r\n\x1a\n"}


@dataclass(frozen=True)
class Picture:
    """A content that may be shown: its pixels, and nothing else of what was sent."""

    content: bytes
    media_type: MediaType
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def examined(content: bytes) -> Picture:
    """The picture in `content`, decoded and written again: upright, bounded, without metadata.

    Its type is read from its bytes, whatever it was called. Takes tenths of a second: not for the loop.
    Raises the problem 422 for what is no JPEG or PNG, is cut, or would take more room than it should.
    """
    media_type = _sniffed(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    raise _refused("image-too-large", f"{width} by {height} pixels: at most {MOST_PIXELS}")
                return _written(opened, media_type)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _refused("not-an-image", "the picture is cut, or is none") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused("image-too-large", "the picture would take too much room") from error


def _sniffed(content: bytes) -> MediaType:
    if len(content) > LARGEST_IMAGE:
        raise _refused("image-too-large", f"{len(content)} bytes: at most {LARGEST_IMAGE}")
    for media_type, start in _STARTS.items():
        if content.startswith(start):
            return media_type
    raise _refused("not-an-image", "send a JPEG or a PNG")


def _written(opened: Image.Image, media_type: MediaType) -> Picture:
    # In the order: upright while the orientation is known, then only pixels are carried over.
    upright = ImageOps.exif_transpose(opened)
    pixels = upright.convert("RGB" if media_type is MediaType.JPEG else "RGBA")
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    if media_type is MediaType.JPEG:
        bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    else:
        bare.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), media_type, *bare.size)


def _refused(slug: str, detail: str) -> HttpProblem:
    title = "Image trop grande" if slug == "image-too-large" else "Image illisible"
    return HttpProblem(422, slug, title, detail)
