import { serializeDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

export const DEFAULT_PERIOD = "last_12_months";

/** First and last month of each preset, from the month that runs. */
const PRESETS = {
    this_month: [_t("This month"), (now) => [now, now]],
    last_month: [_t("Last month"), (now) => [now.minus({ months: 1 }), now.minus({ months: 1 })]],
    last_3_months: [_t("Last 3 months"), (now) => [now.minus({ months: 2 }), now]],
    last_6_months: [_t("Last 6 months"), (now) => [now.minus({ months: 5 }), now]],
    last_12_months: [_t("Last 12 months"), (now) => [now.minus({ months: 11 }), now]],
    this_year: [_t("This year"), (now) => [now.startOf("year"), now]],
    last_year: [
        _t("Last year"),
        (now) => {
            const january = now.startOf("year").minus({ years: 1 });
            return [january, january.plus({ months: 11 })];
        },
    ],
};

/** @returns {{id: string, label: string}[]} */
export function getPresets() {
    return Object.entries(PRESETS).map(([id, [label]]) => ({ id, label: label.toString() }));
}

/**
 * @param {string} id of a preset
 * @param {DateTime} today
 * @returns {{date_from: string, date_to: string} | undefined} first days of the first and last month
 */
export function getPresetRange(id, today) {
    const range = PRESETS[id]?.[1](today.startOf("month"));
    return range && { date_from: serializeDate(range[0]), date_to: serializeDate(range[1]) };
}

/** @returns {string} such as "Jan 2026 – Mar 2026" */
export function formatMonths(from, to) {
    const [first, last] = [from, to].map((day) => deserializeDate(day).toFormat("MMM yyyy"));
    return first === last ? first : `${first} – ${last}`;
}
