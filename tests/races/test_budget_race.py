"""Thirty processes take from one budget at once: it holds, and all of them finish."""

from pathlib import Path

from benchmarks.odoo import bench_database

SCRIPTS = Path(__file__).parent / "scripts"
PROCESSES, CAP, AMOUNT = 30, 1_000, 90
WHOLE, REST = divmod(CAP, AMOUNT)
GRANTED = [AMOUNT] * WHOLE + [REST] + [0] * (PROCESSES - WHOLE - 1)


def test_budget_holds_against_thirty_processes():
    with bench_database("dms_budget_race") as database:
        result = database.run(
            SCRIPTS / "budget_race.py", processes=PROCESSES, cap=CAP, amount=AMOUNT
        )
    for kind in ("budget", "points"):
        assert not result[kind]["errors"], result
    assert sorted(result["budget"]["granted"], reverse=True) == GRANTED, result
    assert result["budget"]["used"] == result["budget"]["balance"] == CAP, result
    assert sum(result["points"]["granted"]) == AMOUNT * WHOLE, result
    assert result["points"]["balance"] == REST, result


def test_budget_holds_against_thirty_confirmations():
    with bench_database("dms_order_budget_race") as database:
        result = database.run(
            SCRIPTS / "order_budget_race.py", processes=PROCESSES, cap=CAP, amount=AMOUNT
        )
    assert result["shown"] == PROCESSES * AMOUNT, "each was shown the whole benefit"
    assert set(result["outcomes"]) == {"confirmed"}, result
    assert set(result["states"]) == {"sale"}, result
    assert sorted(result["granted"], reverse=True) == GRANTED, result
    assert result["paid"] == result["granted"], result
    assert result["told"] == PROCESSES - WHOLE, result
    assert result["used"] == result["balance"] == CAP, result
    assert result["left"] == 0, result
