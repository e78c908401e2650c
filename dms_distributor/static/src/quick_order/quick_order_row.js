import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { splitCases } from "./order_catalogue";

const STOCK = {
    in: { label: _t("In stock"), style: "success" },
    low: { label: _t("Low"), style: "warning" },
    out: { label: _t("Out"), style: "danger" },
};

/** A product of the quick order. */
export class QuickOrderRow extends Component {
    static template = "dms_distributor.QuickOrderRow";
    static props = {
        product: Object,
        index: Number,
        cases: Number,
        pieces: Number,
        problem: { type: String, optional: true },
        formatPrice: Function,
        formatAmount: Function,
        onChange: Function,
        onTake: Function,
        onMove: Function,
    };

    get stock() {
        return STOCK[this.props.product.stock];
    }

    get stockDate() {
        const { stockDate } = this.props.product;
        return stockDate && formatDate(deserializeDate(stockDate));
    }

    get lastDate() {
        return formatDate(deserializeDate(this.props.product.lastDate));
    }

    /** A quantity as people say it: "2 cases + 3". */
    describe(quantity) {
        const { product } = this.props;
        const [cases, pieces] = splitCases(product, quantity);
        if (!cases) {
            return String(pieces);
        }
        return pieces ? _t("%(cases)s cs + %(pieces)s", { cases, pieces }) : _t("%s cs", cases);
    }

    get amount() {
        const { product, cases, pieces } = this.props;
        return cases * (product.casePrice || 0) + pieces * product.unitPrice;
    }

    onInput(column, ev) {
        const text = ev.target.value.trim().replace(",", ".");
        const value = text === "" ? 0 : Number(text);
        const isQuantity = Number.isFinite(value) && value >= 0;
        ev.target.classList.toggle("is-invalid", !isQuantity);
        if (isQuantity) {
            this.props.onChange(this.props.product, column, value);
        }
    }

    onKeydown(column, ev) {
        const steps = { Enter: ev.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in steps) {
            ev.preventDefault();
            this.props.onMove(this.props.index + steps[ev.key], column);
        }
    }
}
