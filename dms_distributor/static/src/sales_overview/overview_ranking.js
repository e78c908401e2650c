import { Component } from "@odoo/owl";
import { formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/** The best of a kind, with a bar for each one's share of the net value. */
export class OverviewRanking extends Component {
    static template = "dms_distributor.OverviewRanking";
    static props = {
        name: String,
        title: String,
        rows: { type: Array, element: Object },
        currencyId: Number,
        emptyName: String,
        open: Function,
    };

    amount(row) {
        return formatMonetary(row.net, { currencyId: this.props.currencyId });
    }

    share(row) {
        return row.share === null ? "" : formatPercentage(row.share, { digits: [false, 1] });
    }

    width(row) {
        return Math.min(100, Math.max(0, (row.share || 0) * 100));
    }
}
