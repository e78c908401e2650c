import { describe, expect, test } from "@odoo/hoot";
import {
    filtersFromQuery,
    groupTiles,
    projectPlaces,
    queryFromFilters,
} from "@dms_distributor/control_tower/tower_state";

describe.current.tags("headless");

test("the tower's filters survive the address bar", () => {
    const filters = { month: "2026-03-01", territory_id: 7, tier_id: 2 };
    expect(filtersFromQuery(queryFromFilters(filters))).toEqual(filters);
    const none = { month: false, territory_id: false, tier_id: false };
    expect(filtersFromQuery(queryFromFilters(none))).toEqual(none);
});

test("a query that makes no sense is no filter", () => {
    expect(filtersFromQuery({ month: "2026-13-01", territory: "x", tier: -1 })).toEqual({
        month: false,
        territory_id: false,
        tier_id: false,
    });
});

test("tiles stand under their categories in the order they come in", () => {
    const tiles = [
        { code: "growth", category: "sales", category_name: "Sales" },
        { code: "eco", category: "market", category_name: "Market" },
        { code: "velocity", category: "sales", category_name: "Sales" },
    ];
    const groups = groupTiles(tiles);
    expect(groups.map(({ name }) => name)).toEqual(["Sales", "Market"]);
    expect(groups[0].tiles.map(({ code }) => code)).toEqual(["growth", "velocity"]);
});

test("places keep within the margins of the map, north above", () => {
    const places = [
        { latitude: 28.6, longitude: 77.2 },
        { latitude: 13.1, longitude: 80.2 },
        { latitude: 19.1, longitude: 72.9 },
    ];
    const points = projectPlaces(places, 400, 420, 26);
    for (const { x, y } of points) {
        expect(x).toBeWithin(26 - 1e-6, 374 + 1e-6);
        expect(y).toBeWithin(26 - 1e-6, 394 + 1e-6);
    }
    expect(points[0].y).toBeLessThan(points[1].y);
    expect(points[2].x).toBeLessThan(points[0].x);
});

test("a lone place stands in the middle, none is no point", () => {
    expect(projectPlaces([{ latitude: 5, longitude: 5 }], 400, 420, 26)).toEqual([
        { x: 200, y: 210 },
    ]);
    expect(projectPlaces([], 400, 420, 26)).toEqual([]);
});
