import { Component } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What schemes give on an order while it is typed, and what little more would earn. */
export class SchemePanel extends Component {
    static template = "dms_schemes.SchemePanel";
    static props = { ...standardFieldProps };

    get panel() {
        return this.props.record.data[this.props.name];
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.panel.currency_id });
    }
}

registry.category("fields").add("dms_scheme_panel", {
    component: SchemePanel,
    supportedTypes: ["json"],
});
