import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Sparkline } from "../control_tower/sparkline";

/** The KPIs of a scorecard by category, each with its trend; a click opens the records behind. */
export class ScorecardKpis extends Component {
    static template = "dms_distributor.ScorecardKpis";
    static components = { Sparkline };
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ groups: [] });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                return this.load(next.record.resId);
            }
        });
    }

    async load(id) {
        this.state.groups = id ? await this.orm.call("dms.scorecard", "get_groups", [[id]]) : [];
    }

    async openRecords(line) {
        const action = await this.orm.call("dms.kpi.snapshot", "action_open_records", [[line.id]]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("dms_scorecard_kpis", { component: ScorecardKpis });
