import { Component } from "@odoo/owl";
import { formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/** The best of a kind: net value, share of the total, and a bar that compares it with the best. */
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
        const best = this.props.rows[0].net;
        return best > 0 ? Math.max(0, (row.net / best) * 100) : 0;
    }
}
