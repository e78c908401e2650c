import { normalize } from "@web/core/l10n/utils";

export const NOTHING = [0, 0];

/** Which products the list offers to choose from, by what is known of them. */
export const FILTERS = {
    all: () => true,
    must: (product) => product.must > 0,
    suggested: (product) => product.suggested > 0,
    cart: (product, [cases, pieces]) => cases > 0 || pieces > 0,
    last: (product) => Boolean(product.lastDate),
};

/**
 * Products as the server sends them: lists of values and the names of these.
 *
 * @param {{columns: string[], products: any[][]}} data
 * @returns {Object[]} each with `text`, what a search looks through
 */
export function readProducts({ columns, products }) {
    return products.map((values) => {
        const product = Object.fromEntries(columns.map((name, index) => [name, values[index]]));
        product.text = normalize(`${product.name} ${product.code} ${product.barcode}`);
        return product;
    });
}

/**
 * The products that fit a search, a filter and a category.
 *
 * @param {Object[]} products
 * @param {{search: string, filter: string, category: number|null}} wanted
 * @param {Object} quantities cases and pieces in the order, by product
 */
export function findProducts(products, { search, filter, category }, quantities) {
    const words = normalize(search).split(/\s+/).filter(Boolean);
    const fits = FILTERS[filter];
    return products.filter(
        (product) =>
            (category === null || product.category === category) &&
            fits(product, quantities[product.id] || NOTHING) &&
            words.every((word) => product.text.includes(word))
    );
}

/** A quantity in a product's unit as full cases and pieces that are left. */
export function splitCases(product, quantity) {
    if (!product.caseSize) {
        return [0, quantity];
    }
    const cases = Math.floor(quantity / product.caseSize + 1e-6);
    return [cases, Math.max(0, Math.round((quantity - cases * product.caseSize) * 1e6) / 1e6)];
}

/** What cases and pieces of a product cost, before taxes are added or taken out. */
export function getAmount(product, [cases, pieces]) {
    return cases * (product.casePrice || 0) + pieces * product.unitPrice;
}
