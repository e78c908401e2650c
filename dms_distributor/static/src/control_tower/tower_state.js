/**
 * Filters as the address bar keeps them and as the control tower uses them.
 *
 * @typedef {{ month: string | false, territory_id: number | false, tier_id: number | false }} Filters
 */

/**
 * @param {Object} query parts of an address; what is unreadable counts as not given
 * @returns {Filters}
 */
export function filtersFromQuery({ month, territory, tier }) {
    return {
        month: /^\d{4}-(0[1-9]|1[0-2])-01$/.test(month) ? month : false,
        territory_id: toId(territory),
        tier_id: toId(tier),
    };
}

/** @param {Filters} filters */
export function queryFromFilters({ month, territory_id, tier_id }) {
    return {
        month: month || undefined,
        territory: territory_id || undefined,
        tier: tier_id || undefined,
    };
}

/**
 * Tiles under the headings of their categories, in the order they come in.
 *
 * @param {Object[]} tiles
 * @returns {{ category: string, name: string, tiles: Object[] }[]}
 */
export function groupTiles(tiles) {
    const groups = new Map();
    for (const tile of tiles) {
        const { category, category_name: name } = tile;
        if (!groups.has(category)) {
            groups.set(category, { category, name, tiles: [] });
        }
        groups.get(category).tiles.push(tile);
    }
    return [...groups.values()];
}

/**
 * Places of bubbles in a box, true to shape at their latitude, with a margin around them.
 *
 * @param {{ latitude: number, longitude: number }[]} places
 * @param {number} width
 * @param {number} height
 * @param {number} margin
 * @returns {{ x: number, y: number }[]}
 */
export function projectPlaces(places, width, height, margin) {
    if (!places.length) {
        return [];
    }
    const latitudes = places.map(({ latitude }) => latitude);
    const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
    // A degree of longitude is shorter the farther from the equator.
    const shrink = Math.cos((middle * Math.PI) / 180);
    const points = places.map(({ latitude, longitude }) => [longitude * shrink, -latitude]);
    const [left, top] = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])));
    const [right, bottom] = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])));
    const spans = [(right - left) / (width - 2 * margin), (bottom - top) / (height - 2 * margin)];
    const scale = Math.max(...spans) || 1;
    const [offsetX, offsetY] = [
        (width - (right - left) / scale) / 2,
        (height - (bottom - top) / scale) / 2,
    ];
    return points.map(([x, y]) => ({
        x: offsetX + (x - left) / scale,
        y: offsetY + (y - top) / scale,
    }));
}

function toId(value) {
    const id = Number(value);
    return Number.isInteger(id) && id > 0 ? id : false;
}
