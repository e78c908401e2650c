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
        level = (value - low) / (high - low) if high > low else 0.5
        current.append(f"{EDGE + step * index:.1f},{EDGE + height * (1 - level):.1f}")
    # A lone value is drawn as a short line, for a point of no length is not seen.
    return [" ".join(line if len(line) > 1 else line * 2) for line in lines]
