import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** A calculator beside the slabs: what would a purchase earn under this scheme? */
export class SchemeTrial extends Component {
    static template = "dms_schemes.SchemeTrial";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ quantity: "", value: "", result: null });
    }

    get unit() {
        const { uom_id: unit } = this.props.record.data;
        return unit ? unit.display_name : "";
    }

    get currency() {
        const { currency_id: currency } = this.props.record.data;
        return currency ? currency.display_name : "";
    }

    get byQuantity() {
        return this.props.record.data.basis === "quantity";
    }

    /** Goods for a quantity do not depend on what was paid. */
    get needsValue() {
        return !this.byQuantity || this.props.record.data.benefit_kind !== "goods";
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
        ]);
    }
}

registry.category("view_widgets").add("dms_scheme_trial", {
    component: SchemeTrial,
    fieldDependencies: [
        { name: "basis", type: "selection" },
        { name: "benefit_kind", type: "selection" },
        { name: "uom_id", type: "many2one", relation: "uom.uom" },
        { name: "currency_id", type: "many2one", relation: "res.currency" },
    ],
});
