"""Accountants in several processes settle one claim at once: what is approved is given once."""

from pathlib import Path

from benchmarks.odoo import bench_database

SCRIPT = Path(__file__).parent / "scripts" / "settlement_race.py"
PROCESSES, APPROVED, AMOUNT = 5, 100, 40


def test_nothing_is_settled_twice():
    with bench_database("dms_settlement_race") as database:
        result = database.run(SCRIPT, processes=PROCESSES, approved=APPROVED, amount=AMOUNT)
    for kind in ("claim", "scheme"):
        assert not result[kind]["errors"], result
    # One claim: 40 + 40, and whoever comes later is told that 20 remains.
    assert sorted(result["claim"]["given"]) == [0, 0, 0, AMOUNT, AMOUNT], result
    assert result["claim"]["settled"] == result["claim"]["credited"] == 2 * AMOUNT, result
    # Claims of their own under one scheme: all are settled, the scheme's debt is taken once.
    assert result["scheme"]["given"] == [AMOUNT] * PROCESSES, result
    assert result["scheme"]["provision"] == 0, result
    assert result["scheme"]["expensed"] == PROCESSES * AMOUNT - APPROVED, result
