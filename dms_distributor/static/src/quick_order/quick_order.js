import { Component, onWillStart, toRaw, useExternalListener, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { findProducts } from "./order_catalogue";
import { OrderStore } from "./order_store";
import { QuickOrderFilters } from "./quick_order_filters";
import { QuickOrderList } from "./quick_order_list";
import { QuickOrderTotals } from "./quick_order_totals";

/** A distributor's price list as a grid to order from. */
export class QuickOrder extends Component {
    static template = "dms_distributor.QuickOrder";
    static components = { QuickOrderFilters, QuickOrderList, QuickOrderTotals };
    static props = { distributor: Number };

    setup() {
        this.store = useState(new OrderStore(this.props.distributor));
        this.state = useState({ search: "", filter: "all", category: null });
        this.filters = {
            all: _t("All"), must: _t("Must-stock"), suggested: _t("Suggested"),
            cart: _t("In this order"), last: _t("Ordered before"),
        };
        this.formatPrice = (value) => this.format(value, this.getDigits(value));
        this.formatAmount = (value) => this.format(value, this.store.terms.currency.digits);
        this.onChoose = this.chooseFilter.bind(this);
        this.onTakeAll = this.takeSuggestions.bind(this);
        this.onShowAll = () => {
            this.state.search = "";
            this.chooseFilter("all");
        };
        onWillStart(() => this.store.load());
        useExternalListener(window, "online", () => this.store.save());
        useExternalListener(window, "beforeunload", () => this.store.save());
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
            this.found = findProducts(
                this.store.products, this.state, toRaw(this.store).quantities
            );
        }
        return this.found;
    }

    chooseFilter(filter) {
        this.foundKey = null;
        this.state.filter = filter;
    }

    chooseCategory(ev) {
        this.state.category = ev.target.value === "" ? null : Number(ev.target.value);
    }

    // Help

    /** Take all suggestions that nothing has been entered for. */
    takeSuggestions() {
        for (const product of this.products) {
            const [cases, pieces] = this.store.getQuantities(product);
            if (product.suggested > 0 && !cases && !pieces) {
                this.store.takeSuggestion(product);
            }
        }
    }

    get canTakeSuggestions() {
        return (
            ["suggested", "must"].includes(this.state.filter) &&
            this.products.some((product) => product.suggested > 0)
        );
    }
}

registry.category("public_components").add("dms_distributor.quick_order", QuickOrder);
