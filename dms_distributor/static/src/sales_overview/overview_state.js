import { getPresetRange, DEFAULT_PERIOD } from "./period";

const { DateTime } = luxon;

/**
 * Filters as the address bar keeps them (strings) and as the overview uses them.
 *
 * @typedef {{ period: string, date_from: string, date_to: string,
 *             distributor_ids: number[], territory_id: number | false }} Filters
 */

/**
 * @param {Object} query parts of an address; what is missing or unknown takes its default
 * @param {DateTime} [today]
 * @returns {Filters}
 */
export function filtersFromQuery(query, today = DateTime.local()) {
    const custom = isDate(query.from) && isDate(query.to) && query.from <= query.to;
    let period = query.period;
    if (!getPresetRange(period, today)) {
        period = period === "custom" && custom ? "custom" : DEFAULT_PERIOD;
    }
    const range =
        period === "custom"
            ? { date_from: query.from, date_to: query.to }
            : getPresetRange(period, today);
    const ids = String(query.distributors ?? "").split(",").map(Number);
    return {
        period,
        ...range,
        distributor_ids: ids.filter((id) => Number.isInteger(id) && id > 0),
        territory_id: Number(query.territory) || false,
    };
}

/** @param {Filters} filters */
export function queryFromFilters({ period, date_from, date_to, distributor_ids, territory_id }) {
    const custom = period === "custom";
    return {
        period: period === DEFAULT_PERIOD ? undefined : period,
        from: custom ? date_from : undefined,
        to: custom ? date_to : undefined,
        distributors: distributor_ids.join(",") || undefined,
        territory: territory_id || undefined,
    };
}

/**
 * Domain on monthly sums for the rows that the overview adds up.
 *
 * @param {Filters} filters
 * @param {boolean} byOutlet whether the model knows outlets
 */
export function getDomain({ date_from, date_to, distributor_ids, territory_id }, byOutlet) {
    const domain = [
        ["month", ">=", date_from],
        ["month", "<=", date_to],
    ];
    if (distributor_ids.length) {
        domain.push(["distributor_id", "in", distributor_ids]);
    }
    if (territory_id) {
        const distributor = ["distributor_id.dms_territory_id", "child_of", territory_id];
        if (byOutlet) {
            domain.push(
                "|",
                ["outlet_id.dms_territory_id", "child_of", territory_id],
                "&",
                ["outlet_id.dms_territory_id", "=", false]
            );
        }
        domain.push(distributor);
    }
    return domain;
}

function isDate(text) {
    return /^\d{4}-\d\d-01$/.test(text) && DateTime.fromISO(text).isValid;
}
