"""Fifty processes confirm orders against one limit at once: it holds, and all of them finish."""

from pathlib import Path

from benchmarks.odoo import bench_database

SCRIPT = Path(__file__).parent / "scripts" / "credit_race.py"
PROCESSES, LIMIT, AMOUNT = 50, 10_000, 900
FITTING = LIMIT // AMOUNT


def test_limit_holds_against_fifty_processes():
    with bench_database("dms_credit_race") as database:
        result = database.run(SCRIPT, processes=PROCESSES, limit=LIMIT, amount=AMOUNT)
    assert set(result["outcomes"]) == {"confirmed", "display_notification"}, result
    assert result["outcomes"].count("confirmed") == result["confirmed"] == FITTING, result
    assert result["held"] == PROCESSES - FITTING, result
    assert result["exposure"] == FITTING * AMOUNT <= LIMIT, result
    assert result["checks"] == PROCESSES, result
