"""The products' outlines, on a square of 240 by 240: the tool pages' SVG and the pictures share them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

SIDE = 240
# A curve becomes so many straight pieces; at 1024 pixels the corners are below a pixel.
PIECES = 24

OUTLINES = {
    "shirt": "M84 26 Q120 56 156 26 L216 56 L198 104 L174 94 V212 Q120 222 66 212 V94 L42 104 L24 56 Z",
    "mug": (
        "M52 56 H168 V186 Q168 206 148 206 H72 Q52 206 52 186 Z "
        "M168 82 Q218 78 218 124 Q218 172 168 168 V148 Q196 150 196 124 Q196 102 168 102 Z"
    ),
    "bag": (
        "M54 88 H78 Q78 26 120 26 Q162 26 162 88 H186 L198 214 H42 Z "
        "M96 88 H144 Q144 46 120 46 Q96 46 96 88 Z"
    ),
    "cap": (
        "M40 142 Q40 60 120 58 Q200 60 200 142 Q232 152 230 172 Q178 150 120 150 "
        "Q62 150 10 172 Q8 152 40 142 Z"
    ),
    "box": "M34 82 L120 46 L206 82 V178 L120 214 L34 178 Z",
}

Point = tuple[float, float]
Run = tuple[int, int]


@lru_cache(maxsize=32)
def runs(kind: str, size: int) -> tuple[tuple[Run, ...], ...]:
    """For each of `size` rows the stretches of columns that lie inside, by the even-odd rule."""
    scale = size / SIDE
    edges = [(a, b) for polygon in _polygons(OUTLINES[kind]) for a, b in _sides(polygon)]
    rows = []
    for row in range(size):
        y = (row + 0.5) / scale
        crossings = sorted(
            x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in edges
            if (y1 <= y) != (y2 <= y)
        )
        columns = [round(x * scale) for x in crossings]
        rows.append(tuple(zip(columns[::2], columns[1::2], strict=True)))
    return tuple(rows)


def _sides(polygon: list[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(polygon, [*polygon[1:], polygon[0]], strict=True)


def _polygons(path: str) -> list[list[Point]]:
    """Reads the few absolute SVG commands that the outlines use."""
    polygons: list[list[Point]] = []
    for command, arguments in re.findall(r"([MLHVQZ])([^MLHVQZ]*)", path):
        numbers = [float(text) for text in arguments.split()]
        x, y = polygons[-1][-1] if polygons else (0.0, 0.0)
        match command:
            case "M":
                polygons.append([(numbers[0], numbers[1])])
            case "L":
                polygons[-1].append((numbers[0], numbers[1]))
            case "H":
                polygons[-1].append((numbers[0], y))
            case "V":
                polygons[-1].append((x, numbers[0]))
            case "Q":
                polygons[-1].extend(_curve((x, y), numbers))
    return polygons


def _curve(start: Point, numbers: list[float]) -> Iterator[Point]:
    x1, y1, x2, y2 = numbers
    for piece in range(1, PIECES + 1):
        t = piece / PIECES
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        yield a * start[0] + b * x1 + c * x2, a * start[1] + b * y1 + c * y2
