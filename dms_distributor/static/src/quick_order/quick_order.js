import {
    Component, onMounted, onPatched, onWillStart, useEffect, useExternalListener, useRef, useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { FILTERS, findProducts, splitCases } from "./order_catalogue";
import { OrderStore } from "./order_store";
import { QuickOrderRow } from "./quick_order_row";
import { QuickOrderTotals } from "./quick_order_totals";

// As the style sheet has them; below this width a product takes two lines.
const ROW_HEIGHT = 52;
const PHONE_ROW_HEIGHT = 116;
const PHONE = "(max-width: 767.98px)";
const SPARE_ROWS = 8;

/** A distributor's price list as a grid to order from; only the rows in sight are drawn. */
export class QuickOrder extends Component {
    static template = "dms_distributor.QuickOrder";
    static components = { QuickOrderRow, QuickOrderTotals };
    static props = { distributor: Number };

    setup() {
        this.store = useState(new OrderStore(this.props.distributor));
        this.state = useState({
            search: "", filter: "all", category: null, first: 0, count: 30, isPhone: false,
        });
        this.list = useRef("list");
        this.wanted = null;
        this.filters = {
            all: _t("All"), must: _t("Must-stock"), suggested: _t("Suggested"),
            cart: _t("In this order"), last: _t("Ordered before"),
        };
        this.media = browser.matchMedia(PHONE);
        this.state.isPhone = this.media.matches;
        this.formatPrice = (value) => this.format(value, this.getDigits(value));
        this.formatAmount = (value) => this.format(value, this.store.terms.currency.digits);
        this.onChange = (product, column, value) => this.store.setQuantity(product, column, value);
        this.onTake = this.takeSuggestion.bind(this);
        this.onMove = this.moveTo.bind(this);
        onWillStart(() => this.store.load());
        useExternalListener(window, "resize", () => this.measure());
        useExternalListener(window, "online", () => this.store.save());
        useExternalListener(window, "beforeunload", () => this.store.save());
        onMounted(() => this.measure());
        onPatched(() => this.focusWanted());
        // Another choice of products begins at its top.
        useEffect(
            () => {
                if (this.list.el) {
                    this.list.el.scrollTop = 0;
                    this.state.first = 0;
                }
            },
            () => [this.state.search, this.state.filter, this.state.category]
        );
    }

    /** Decimals of a price: a piece may cost a part of a cent. */
    getDigits(value) {
        const digits = this.store.terms.priceDigits;
        return Math.abs(value - Number(value.toFixed(digits))) > 1e-9 ? digits + 2 : digits;
    }

    format(value, digits) {
        const { symbol, position } = this.store.terms.currency;
        const number = formatFloat(value, { digits: [0, digits] });
        return position === "before" ? `${symbol}\u00a0${number}` : `${number}\u00a0${symbol}`;
    }

    // Which products

    /** The products that fit; what is "in this order" stays in sight while it is changed. */
    get products() {
        const { search, filter, category } = this.state;
        const key = `${filter}/${category}/${search}`;
        if (this.foundKey !== key || this.foundOf !== this.store.products) {
            this.foundKey = key;
            this.foundOf = this.store.products;
            this.found = findProducts(this.store.products, this.state, (product) =>
                this.store.getQuantities(product)
            );
        }
        return this.found;
    }

    countOf(filter) {
        return this.store.products.filter((product) =>
            FILTERS[filter](product, this.store.getQuantities(product))
        ).length;
    }

    chooseFilter(filter) {
        this.foundKey = null;
        this.state.filter = filter;
    }

    chooseCategory(ev) {
        this.state.category = ev.target.value === "" ? null : Number(ev.target.value);
    }

    // What is in sight

    get rowHeight() {
        return this.state.isPhone ? PHONE_ROW_HEIGHT : ROW_HEIGHT;
    }

    get rows() {
        const { products } = this;
        const first = Math.max(0, Math.min(this.state.first, products.length - 1) - SPARE_ROWS);
        const shown = products.slice(first, this.state.first + this.state.count + SPARE_ROWS);
        return shown.map((product, offset) => ({ product, index: first + offset }));
    }

    measure() {
        this.state.isPhone = this.media.matches;
        const list = this.list.el;
        if (list) {
            const { top } = this.list.el.closest(".o_dms_quick_order").getBoundingClientRect();
            const room = Math.max(window.innerHeight - top - window.scrollY, 420);
            list.closest(".o_dms_quick_order").style.setProperty("--dms-room", `${room}px`);
            this.state.count = Math.ceil(list.clientHeight / this.rowHeight) + 1;
            this.onScroll();
        }
    }

    onScroll() {
        this.state.first = Math.floor(this.list.el.scrollTop / this.rowHeight);
    }

    // From field to field

    moveTo(index, column) {
        if (index < 0 || index >= this.products.length) {
            return;
        }
        const product = this.products[index];
        this.wanted = { productId: product.id, column: product.case ? column : 1 };
        const list = this.list.el;
        const top = index * this.rowHeight;
        if (top < list.scrollTop) {
            list.scrollTop = top;
        } else if (top + this.rowHeight > list.scrollTop + list.clientHeight) {
            list.scrollTop = top + this.rowHeight - list.clientHeight;
        }
        this.onScroll();
        this.focusWanted();
    }

    focusWanted() {
        if (!this.wanted) {
            return;
        }
        const { productId, column } = this.wanted;
        const input = this.list.el?.querySelector(
            `[data-product="${productId}"] input[data-column="${column}"]`
        );
        if (input) {
            this.wanted = null;
            input.focus({ preventScroll: true });
            input.select();
        }
    }

    // Help

    takeSuggestion(product) {
        const quantity = Math.max(product.suggested, 0);
        this.store.setQuantities(product, splitCases(product, quantity));
    }

    /** Take all suggestions that nothing has been entered for. */
    takeSuggestions() {
        for (const product of this.products) {
            const [cases, pieces] = this.store.getQuantities(product);
            if (product.suggested > 0 && !cases && !pieces) {
                this.takeSuggestion(product);
            }
        }
    }

    get canTakeSuggestions() {
        return (
            ["suggested", "must"].includes(this.state.filter) &&
            this.products.some((product) => product.suggested > 0)
        );
    }

    getProblem(product) {
        return this.store.problems.find((problem) => problem.product === product.id)?.message;
    }
}

registry.category("public_components").add("dms_distributor.quick_order", QuickOrder);
