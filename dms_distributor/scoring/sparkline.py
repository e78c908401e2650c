"""A line of values in a box, as SVG draws it."""

from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 100, 28, 3


def sparkline(values: Sequence[float | None]) -> list[str]:
    """Points of the lines that join the values, the latest at the right edge.

    A gap in the values is a gap in the line.

    :return: a list of ``points`` of SVG polylines in a box of ``WIDTH`` by ``HEIGHT``
    """
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    height = HEIGHT - 2 * EDGE
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    lines, current = [], []
    for index, value in enumerate(values):
        if value is None:
            current = []
            continue
        if not current:
            lines.append(current)
        across = EDGE + step * index
        level = (value - low) / (high - low) if high > low else 0.5
        current.append((across, EDGE + height * (1 - level)))
    return [" ".join(f"{x:.1f},{y:.1f}" for x, y in _lengthen(line)) for line in lines]


def _lengthen(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A lone point as a short line, for what has no length is not seen."""
    if len(line) > 1:
        return line
    [(across, down)] = line
    return [(across - EDGE, down), (across, down)]
