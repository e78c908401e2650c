import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// How many cards are drawn before the rest is asked for.
const PAGE = 20;

/** Which schemes apply, which do not and why, as `dms.scheme` words its outcomes. */
export class SchemeOutcomes extends Component {
    static template = "dms_schemes.SchemeOutcomes";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ status: "", search: "", opened: {}, limit: PAGE });
    }

    get account() {
        return this.props.record.data[this.props.name] || { outcomes: [], counts: {} };
    }

    get tabs() {
        const { applied = 0, near = 0, missed = 0 } = this.account.counts;
        return [
            { status: "", label: _t("All"), count: applied + near + missed },
            { status: "applied", label: _t("Apply"), count: applied },
            { status: "near", label: _t("Within reach"), count: near },
            { status: "missed", label: _t("Do not apply"), count: missed },
        ];
    }

    get outcomes() {
        const { status, search } = this.state;
        const words = search.trim().toLowerCase();
        return this.account.outcomes.filter(
            (outcome) =>
                (!status || outcome.status === status) &&
                (!words || `${outcome.code} ${outcome.name}`.toLowerCase().includes(words))
        );
    }

    get shown() {
        return this.outcomes.slice(0, this.state.limit);
    }

    choose(status) {
        Object.assign(this.state, { status, limit: PAGE });
    }

    showMore() {
        this.state.limit += PAGE;
    }

    toggle(outcome) {
        this.state.opened[outcome.id] = !this.state.opened[outcome.id];
    }

    hasDetails(outcome) {
        return Boolean(outcome.steps.length || outcome.shares.length || outcome.summary);
    }

    openScheme(outcome) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "dms.scheme",
            res_id: outcome.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("dms_scheme_outcomes", {
    component: SchemeOutcomes,
    supportedTypes: ["json"],
});
