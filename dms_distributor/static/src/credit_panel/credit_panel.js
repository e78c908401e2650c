import { Component } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";

/** How a partner's credit comes about; each line opens the records behind it. */
export class CreditPanel extends Component {
    static template = "dms_distributor.CreditPanel";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get panel() {
        return this.props.record.data[this.props.name];
    }

    /** Share of the limit that is used, for the bar; with the order where there is one. */
    get bar() {
        const { exposure, order, total_limit } = this.panel;
        const share = (amount) =>
            total_limit > 0 ? Math.min(100, Math.max(0, (100 * amount) / total_limit)) : 0;
        const used = share(exposure);
        return {
            used,
            order: Math.min(100 - used, share(order || 0)),
            percentage: total_limit > 0 ? Math.round((100 * exposure) / total_limit) : null,
        };
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.panel.currency_id });
    }

    async open(key) {
        const { resModel, resId } = this.props.record;
        this.action.doAction(
            await this.orm.call(resModel, "action_open_dms_credit", [resId, key])
        );
    }
}

registry.category("fields").add("dms_credit_panel", {
    component: CreditPanel,
    supportedTypes: ["json"],
});
