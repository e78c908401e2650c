import {
    Component, onMounted, onPatched, useEffect, useExternalListener, useRef, useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { QuickOrderRow } from "./quick_order_row";

// As the style sheet has them; below this width a product takes two lines.
const ROW_HEIGHT = 52;
const PHONE_ROW_HEIGHT = 116;
const PHONE = "(max-width: 767.98px)";
const SPARE_ROWS = 8;
const PHONE_SPARE_ROWS = 3;

/** The products to order; only the rows in sight are drawn, and scrolling draws nothing else. */
export class QuickOrderList extends Component {
    static template = "dms_distributor.QuickOrderList";
    static components = { QuickOrderRow };
    static props = {
        store: Object,
        products: Array,
        formatPrice: Function,
        formatAmount: Function,
        onShowAll: Function,
    };

    setup() {
        this.store = useState(this.props.store);
        this.state = useState({ first: 0, count: 30, isPhone: false });
        this.list = useRef("list");
        this.wanted = null;
        this.media = browser.matchMedia(PHONE);
        this.state.isPhone = this.media.matches;
        this.onChange = (product, column, value) => this.store.setQuantity(product, column, value);
        this.onTake = (product) => this.store.takeSuggestion(product);
        this.onMove = this.moveTo.bind(this);
        useExternalListener(window, "resize", () => this.measure());
        onMounted(() => this.measure());
        onPatched(() => this.focusWanted());
        // Another choice of products begins at its top.
        useEffect(
            () => {
                this.list.el.scrollTop = 0;
                this.state.first = 0;
            },
            () => [this.props.products]
        );
    }

    get rowHeight() {
        return this.state.isPhone ? PHONE_ROW_HEIGHT : ROW_HEIGHT;
    }

    get spareRows() {
        return this.state.isPhone ? PHONE_SPARE_ROWS : SPARE_ROWS;
    }

    get rows() {
        const { products } = this.props;
        const first = Math.max(0, Math.min(this.state.first, products.length - 1) - this.spareRows);
        const shown = products.slice(first, this.state.first + this.state.count + this.spareRows);
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
        if (index < 0 || index >= this.props.products.length) {
            return;
        }
        const product = this.props.products[index];
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

    getProblem(product) {
        return this.store.problems.find((problem) => problem.product === product.id)?.message;
    }
}
