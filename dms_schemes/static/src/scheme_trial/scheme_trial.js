import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** A calculator beside the slabs: what would a purchase earn under this scheme? */
export class SchemeTrial extends Component {
    static template = "dms_schemes.SchemeTrial";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ quantity: "", value: "", past: "", result: null });
    }

    get unit() {
        const { uom_id: unit } = this.props.record.data;
        return unit ? unit.display_name : "";
    }

    get currency() {
        const { currency_id: currency } = this.props.record.data;
        return currency ? currency.display_name : "";
    }

    get mechanism() {
        return this.props.record.data.mechanism;
    }

    get byQuantity() {
        return (
            this.props.record.data.basis === "quantity" ||
            ["combo", "display", "price_protection", "ship_debit"].includes(this.mechanism)
        );
    }

    get quantityLabel() {
        return (
            {
                combo: _t("Sets"),
                display: _t("Audits passed"),
                price_protection: _t("Stock of each product"),
                ship_debit: _t("Resold of each product"),
            }[this.mechanism] || _t("Quantity")
        );
    }

    get quantityUnit() {
        return ["combo", "display", "price_protection", "ship_debit"].includes(this.mechanism)
            ? ""
            : this.unit;
    }

    /** What a target or growth is compared with. */
    get pastLabel() {
        return { target: _t("Target"), growth: _t("Past period") }[this.mechanism];
    }

    /** Goods and points for a quantity do not depend on what was paid. */
    get needsValue() {
        const { benefit_kind: kind } = this.props.record.data;
        if (["display", "price_protection", "ship_debit"].includes(this.mechanism)) {
            return false;
        }
        return !this.byQuantity || !["goods", "points"].includes(kind);
    }

    async calculate() {
        const { record } = this.props;
        // What is tried is what is saved: an unsaved slab would be left out silently.
        if ((record.isNew || (await record.isDirty())) && !(await record.save())) {
            return;
        }
        this.state.result = await this.orm.call("dms.scheme", "get_trial", [
            record.resId,
            Number(this.state.quantity) || 0,
            Number(this.state.value) || 0,
            Number(this.state.past) || 0,
        ]);
    }
}

registry.category("view_widgets").add("dms_scheme_trial", {
    component: SchemeTrial,
    fieldDependencies: [
        { name: "basis", type: "selection" },
        { name: "benefit_kind", type: "selection" },
        { name: "mechanism", type: "selection" },
        { name: "uom_id", type: "many2one", relation: "uom.uom" },
        { name: "currency_id", type: "many2one", relation: "res.currency" },
    ],
});
