"""Thirty processes promise from one budget at once: it holds, and all of them finish."""

from pathlib import Path

from benchmarks.odoo import bench_database

SCRIPT = Path(__file__).parent / "scripts" / "budget_race.py"
PROCESSES, CAP, AMOUNT = 30, 1_000, 90
WHOLE, REST = divmod(CAP, AMOUNT)


def test_budget_holds_against_thirty_processes():
    with bench_database("dms_budget_race") as database:
        result = database.run(SCRIPT, processes=PROCESSES, cap=CAP, amount=AMOUNT)
    expected = [AMOUNT] * WHOLE + [REST] + [0] * (PROCESSES - WHOLE - 1)
    for kind in ("budget", "points"):
        assert not result[kind]["errors"], result
    assert sorted(result["budget"]["granted"], reverse=True) == expected, result
    assert result["budget"]["used"] == result["budget"]["balance"] == CAP, result
    assert sum(result["points"]["granted"]) == AMOUNT * WHOLE, result
    assert result["points"]["balance"] == REST, result
