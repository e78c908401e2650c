"""Demand of many series over the same months."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

DAYS_PER_MONTH = 365.25 / 12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """Statistics of each series, per month and per day."""

    mean: Floats
    deviation: Floats
    variation: Floats

    @property
    def daily_mean(self) -> Floats:
        return self.mean / DAYS_PER_MONTH

    @property
    def daily_deviation(self) -> Floats:
        """Deviation of one day's demand if days vary on their own: σ of a month over √days."""
        return self.deviation / np.sqrt(DAYS_PER_MONTH)


def measure_demand(panel: ArrayLike, months: ArrayLike | None = None) -> Demand:
    """Mean, sample deviation and coefficient of variation of every row of ``panel``.

    A month without sales is a month of zero demand and counts. The coefficient is infinite where
    the mean is not positive. With one month, nothing is known of the deviation: it is 0.

    :param panel: array (series, months) of quantities, oldest month first
    :param months: how many of the last months count for each series, at least 1; None: all
    """
    panel = np.asarray(panel, float)
    if panel.ndim != 2 or not panel.shape[1]:
        raise ValueError(f"a panel has series in rows and months in columns, not {panel.shape}")
    width = panel.shape[1]
    counted = np.full(len(panel), width) if months is None else np.asarray(months)
    if ((counted < 1) | (counted > width)).any():
        raise ValueError(f"between 1 and {width} months can count for a series")
    counts = np.arange(width) >= width - counted[:, None]
    mean = np.where(counts, panel, 0.0).sum(axis=1) / counted
    squares = np.where(counts, panel - mean[:, None], 0.0) ** 2
    deviation = np.sqrt(squares.sum(axis=1) / np.maximum(counted - 1, 1))
    variation = np.divide(deviation, mean, out=np.full(len(panel), np.inf), where=mean > 0)
    return Demand(mean, deviation, variation)
