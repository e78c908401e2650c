import { Component, useState } from "@odoo/owl";
import { FILTERS, NOTHING } from "./order_catalogue";

/** The filters above the list, with how many products fit each; apart, for counting takes long. */
export class QuickOrderFilters extends Component {
    static template = "dms_distributor.QuickOrderFilters";
    static props = {
        store: Object,
        labels: Object,
        filter: String,
        onChoose: Function,
        onTakeAll: { type: Function, optional: true },
    };

    setup() {
        this.store = useState(this.props.store);
    }

    get counts() {
        const pairs = this.store.getAllQuantities();
        const counts = {};
        for (const [name, fits] of Object.entries(FILTERS)) {
            counts[name] = this.store.products.filter((product) =>
                fits(product, pairs[product.id] || NOTHING)
            ).length;
        }
        return counts;
    }
}
