import { describe, expect, test } from "@odoo/hoot";
import { filtersFromQuery, getDomain, queryFromFilters } from "@dms_distributor/sales_overview/overview_state";
import { getPresetRange } from "@dms_distributor/sales_overview/period";

const { DateTime } = luxon;
const today = DateTime.fromISO("2026-05-20");

describe.current.tags("headless");

test("presets run over whole months", () => {
    expect(getPresetRange("last_12_months", today)).toEqual({
        date_from: "2025-06-01",
        date_to: "2026-05-01",
    });
    expect(getPresetRange("last_month", today)).toEqual({
        date_from: "2026-04-01",
        date_to: "2026-04-01",
    });
    expect(getPresetRange("last_year", today)).toEqual({
        date_from: "2025-01-01",
        date_to: "2025-12-01",
    });
    expect(getPresetRange("nonsense", today)).toBe(undefined);
});

test("filters survive the address bar", () => {
    for (const period of ["this_month", "last_3_months", "last_12_months", "this_year"]) {
        const filters = filtersFromQuery({ period, distributors: "4,7", territory: 2 }, today);
        expect(filtersFromQuery(queryFromFilters(filters), today)).toEqual(filters);
        expect(filters.distributor_ids).toEqual([4, 7]);
    }
    const custom = { period: "custom", from: "2025-02-01", to: "2025-03-01" };
    expect(queryFromFilters(filtersFromQuery(custom, today))).toEqual({
        ...custom,
        distributors: undefined,
        territory: undefined,
    });
});

test("a query that makes no sense gives the defaults", () => {
    const filters = filtersFromQuery(
        { period: "custom", from: "2026-13-01", to: "x", distributors: "a,-1", territory: "b" },
        today
    );
    expect(filters).toEqual({
        period: "last_12_months",
        date_from: "2025-06-01",
        date_to: "2026-05-01",
        distributor_ids: [],
        territory_id: false,
    });
});

test("the domain of the sums", () => {
    const filters = filtersFromQuery({ period: "last_month", distributors: 4, territory: 2 }, today);
    const period = [
        ["month", ">=", "2026-04-01"],
        ["month", "<=", "2026-04-01"],
    ];
    const own = ["distributor_id", "in", [4]];
    const distributor = ["distributor_id.dms_territory_id", "child_of", 2];
    expect(getDomain(filters, false)).toEqual([...period, own, distributor]);
    expect(getDomain(filters, true)).toEqual([
        ...period,
        own,
        "|",
        ["outlet_id.dms_territory_id", "child_of", 2],
        "&",
        ["outlet_id.dms_territory_id", "=", false],
        distributor,
    ]);
});
