import { Component } from "@odoo/owl";

export class OverviewTile extends Component {
    static template = "dms_distributor.OverviewTile";
    static props = {
        name: String,
        label: String,
        value: String,
        note: { type: String, optional: true },
        change: { type: [Number, { value: null }], optional: true },
        changeText: { type: String, optional: true },
        help: { type: String, optional: true },
        isBetter: { type: Boolean, optional: true },
        slots: { type: Object, optional: true },
    };

    /** More is better unless the tile says otherwise. */
    get isGood() {
        return this.props.isBetter ?? this.props.change >= 0;
    }
}
