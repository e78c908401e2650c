import { patch } from "@web/core/utils/patch";
import { OrderStore } from "@dms_distributor/quick_order/order_store";

/** What schemes give on the order, as the server works it out with every save. */
patch(OrderStore.prototype, {
    showCart(cart) {
        super.showCart(cart);
        this.schemes = cart.schemes;
    },

    showSaved(cart) {
        super.showSaved(cart);
        this.schemes = cart.schemes;
    },

    /** Until the server answers, what schemes gave last is taken to stay. */
    estimateTotals() {
        const totals = super.estimateTotals();
        const benefit = Math.min(this.schemes?.total || 0, totals.untaxed);
        if (benefit > 0) {
            totals.total *= 1 - benefit / totals.untaxed;
            totals.untaxed -= benefit;
        }
        return totals;
    },
});
