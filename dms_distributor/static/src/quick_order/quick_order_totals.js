import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** The bar below the list: what the order comes to, what stands against it, and sending it. */
export class QuickOrderTotals extends Component {
    static template = "dms_distributor.QuickOrderTotals";
    static props = { store: Object, formatAmount: Function };

    setup() {
        this.store = useState(this.props.store);
        this.state = useState({ isOpen: false, reference: "", note: "" });
    }

    get totals() {
        return this.store.getTotals();
    }

    get savingLabel() {
        return {
            saved: _t("Saved"),
            pending: _t("Saving…"),
            saving: _t("Saving…"),
            offline: _t("Kept on this device"),
        }[this.store.saving];
    }

    get isBlocked() {
        return this.store.problems.some((problem) => problem.is_blocking);
    }

    get hasWarnings() {
        return this.store.problems.length > 0 && !this.isBlocked;
    }

    submit() {
        return this.store.submit(this.state, this.hasWarnings);
    }
}
