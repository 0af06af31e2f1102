"""What a simulated telephone films: a drawn face that sways, blinks and breathes, and passes for nobody."""

import math
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from simulators.chance import chance

WIDTH, HEIGHT = 320, 180
Pixels = NDArray[numpy.uint8]
Colour = tuple[int, int, int]
_Y, _X = numpy.mgrid[0:HEIGHT, 0:WIDTH].astype(numpy.float32)
_EYES, _MOUTH, _CLOTHES = (30, 30, 35), (120, 45, 45), (52, 78, 96)


@dataclass(frozen=True)
class Face:
    """Somebody drawn: the same for the same name."""

    wall: Colour
    skin: Colour
    hair: Colour

    @staticmethod
    def of(name: str) -> "Face":
        """The face of whoever has this name."""
        rng = chance("face", name)
        tone = rng.random()
        return Face(
            wall=(rng.randrange(40, 110), rng.randrange(70, 130), rng.randrange(80, 150)),
            skin=(int(115 + 125 * tone), int(75 + 120 * tone), int(50 + 110 * tone)),
            hair=rng.choice([(40, 30, 25), (90, 60, 35), (185, 180, 175), (150, 110, 60)]),
        )

    def drawn(self, seconds: float) -> Pixels:
        """The picture at this time: HEIGHT × WIDTH × RGB."""
        image = numpy.empty((HEIGHT, WIDTH, 3), numpy.uint8)
        image[:] = self.wall
        x, y = WIDTH / 2 + 26 * math.sin(seconds * 0.9), 84 + 4 * math.sin(seconds * 2.1)
        blink = 1.0 if seconds % 3 < 0.25 else 5.0
        ellipses = [
            ((x, y + 117), (80.0, 73.0), _CLOTHES),
            ((x, y - 15), (44.0, 45.0), self.hair),
            ((x, y + 2), (37.0, 50.0), self.skin),
            ((x - 14, y - 8), (5.0, blink), _EYES),
            ((x + 14, y - 8), (5.0, blink), _EYES),
            ((x, y + 24), (11.0, 3 + 2 * math.sin(seconds * 3)), _MOUTH),
        ]
        for (at_x, at_y), (wide, high), colour in ellipses:
            image[((_X - at_x) / wide) ** 2 + ((_Y - at_y) / high) ** 2 <= 1] = colour
        return image
