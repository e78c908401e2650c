import { markRaw, toRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, rpc } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { debounce } from "@web/core/utils/timing";
import { getAmount, NOTHING, readProducts, splitCases } from "./order_catalogue";
import { OrderDraft } from "./order_draft";

const SAVE_DELAY = 600;
const RETRY_DELAY = 4000;
const LONGEST_RETRY_DELAY = 60000;

/** The order that is being filled in: quantities, what they come to, and their way to the server. */
export class OrderStore {
    constructor(distributor) {
        this.draft = markRaw(new OrderDraft(distributor));
        this.isLoaded = false;
        this.error = "";
        this.quantities = {};
        this.edits = 0;
        this.server = { untaxed: 0, tax: 0, total: 0 };
        this.saving = "saved";
        this.retryDelay = RETRY_DELAY;
        this.problems = [];
        this.sent = null;
        this.isSubmitting = false;
    }

    /** To be called on the reactive store, so that what happens later is seen. */
    async load() {
        this.saveSoon = markRaw(debounce(() => this.save(), SAVE_DELAY));
        try {
            this.show(await rpc("/my/dms/order/data", {}, { silent: true }));
        } catch (error) {
            this.error = this.explain(error);
            return;
        }
        this.isLoaded = true;
        if (!this.draft.isEmpty) {
            await this.save();
        }
    }

    show(data) {
        this.products = markRaw(readProducts(data));
        this.byId = markRaw(new Map(this.products.map((product) => [product.id, product])));
        this.categories = markRaw(data.categories);
        this.taxes = markRaw(data.taxes);
        this.terms = markRaw(data.terms);
        this.showCart(data.cart);
    }

    showCart(cart) {
        this.server = { untaxed: cart.untaxed, tax: cart.tax, total: cart.total };
        this.quantities = { ...cart.quantities, ...this.draft.changes };
        this.edits += 1;
    }

    explain(error) {
        if (error instanceof ConnectionLostError) {
            return _t("There is no connection. What you have entered is kept on this device.");
        }
        return error.data?.message || error.message;
    }

    // Quantities

    getQuantities(product) {
        return this.quantities[product.id] || NOTHING;
    }

    /** All of them, to be looked through: whoever asks is told of any change, at little cost. */
    getAllQuantities() {
        // Reading the counter is what subscribes; reading thousands of pairs would, too, but slowly.
        void this.edits;
        return toRaw(this).quantities;
    }

    takeSuggestion(product) {
        this.setQuantities(product, splitCases(product, Math.max(product.suggested, 0)));
    }

    setQuantity(product, column, value) {
        const pair = [...this.getQuantities(product)];
        pair[column] = value;
        this.setQuantities(product, pair);
    }

    setQuantities(product, pair) {
        this.quantities[product.id] = pair;
        this.edits += 1;
        this.draft.set(product.id, pair);
        this.problems = this.problems.filter((problem) => problem.product !== product.id);
        this.saving = this.saving === "offline" ? "offline" : "pending";
        this.saveSoon();
    }

    // What it comes to

    /** Products and cases in the order, and what they come to at the list's prices. */
    estimateTotals() {
        const totals = { products: 0, cases: 0, untaxed: 0, total: 0 };
        for (const [productId, pair] of Object.entries(this.quantities)) {
            const product = this.byId.get(Number(productId));
            if (!product || !(pair[0] || pair[1])) {
                continue;
            }
            const amount = getAmount(product, pair);
            const [untaxed, total] = this.taxes[product.tax];
            totals.products += 1;
            totals.cases += pair[0];
            totals.untaxed += amount * untaxed;
            totals.total += amount * total;
        }
        return totals;
    }

    /** Products and cases in the order, and its amounts: the server's own once it has everything. */
    getTotals() {
        const totals = this.estimateTotals();
        if (this.saving === "saved") {
            Object.assign(totals, { untaxed: this.server.untaxed, total: this.server.total });
        }
        totals.tax = totals.total - totals.untaxed;
        totals.missing = Math.max(0, this.terms.minimum - totals.untaxed);
        totals.isLarge = this.terms.approval > 0 && totals.untaxed > this.terms.approval;
        totals.left = this.terms.available === null ? null : this.terms.available - totals.total;
        return totals;
    }

    // On its way to the server

    async save() {
        if (this.saving === "saving" || this.draft.isEmpty || this.sent) {
            return;
        }
        const changes = { ...this.draft.changes };
        this.saving = "saving";
        try {
            const { cart } = await rpc("/my/dms/order/save", { changes }, { silent: true });
            this.draft.forget(changes);
            this.retryDelay = RETRY_DELAY;
            this.error = "";
            this.showSaved(cart);
        } catch (error) {
            this.error = this.explain(error);
            if (error instanceof ConnectionLostError) {
                this.saving = "offline";
                browser.setTimeout(() => this.save(), this.retryDelay);
                this.retryDelay = Math.min(this.retryDelay * 2, LONGEST_RETRY_DELAY);
            } else {
                // The server does not want it: what it has is what counts.
                this.draft.forget(changes);
                this.saving = "saved";
                this.show(await rpc("/my/dms/order/data"));
            }
        }
    }

    showSaved(cart) {
        if (this.draft.isEmpty) {
            this.saving = "saved";
            this.server = { untaxed: cart.untaxed, tax: cart.tax, total: cart.total };
        } else {
            this.saving = "pending";
            this.saveSoon();
        }
    }

    /**
     * Hand the order in.
     *
     * @param {{reference: string, note: string}} words that go with it
     * @param {boolean} accepts whether to go on in spite of the problems that were shown
     */
    async submit({ reference, note }, accepts) {
        const accepted = accepts ? this.problems.map((problem) => problem.code) : [];
        const changes = { ...this.draft.changes };
        this.isSubmitting = true;
        try {
            const answer = await rpc("/my/dms/order/submit", { changes, accepted, reference, note });
            this.draft.forget(changes);
            this.error = "";
            this.problems = answer.problems;
            if (answer.order) {
                this.sent = answer.order;
                this.draft.clear();
            } else if (answer.problems.some((problem) => problem.code === "price")) {
                this.saving = "saved";
                this.show(await rpc("/my/dms/order/data"));
            }
        } catch (error) {
            this.error = this.explain(error);
        }
        this.isSubmitting = false;
    }
}
