import { Component, onWillStart, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { OverviewTile } from "../sales_overview/overview_tile";
import { Sparkline } from "./sparkline";
import { TowerMap } from "./tower_map";
import { filtersFromQuery, groupTiles, queryFromFilters } from "./tower_state";

const FIRST_EXCEPTIONS = 8;

/** How the network does: what is wrong first, then every KPI with its trend, then where. */
export class ControlTower extends Component {
    static template = "dms_distributor.ControlTower";
    static components = {
        Dropdown,
        DropdownItem,
        Layout,
        OverviewTile,
        RecordSelector,
        Sparkline,
        TowerMap,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.territoryPlaceholder = _t("All territories");
        this.state = useState({
            filters: this.props.state?.filters || filtersFromQuery(router.current),
            data: null,
            isLoading: false,
            showAll: false,
        });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.isLoading = true;
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("dms.control.tower", "get_tower", [{ ...this.state.filters }])
            );
        } finally {
            this.state.isLoading = false;
        }
    }

    /** @param {Object} changes of the filters */
    async updateFilters(changes) {
        Object.assign(this.state.filters, changes);
        this.state.showAll = false;
        this.props.updateActionState(queryFromFilters(this.state.filters));
        await this.load();
    }

    get monthLabel() {
        return this.state.data.months.find(({ id }) => id === this.state.data.month).label;
    }

    get tierLabel() {
        const tier = this.state.data.tiers.find(({ id }) => id === this.state.filters.tier_id);
        return tier ? tier.name : _t("All tiers");
    }

    get groups() {
        return groupTiles(this.state.data.tiles);
    }

    get exceptions() {
        const { exceptions } = this.state.data;
        return this.state.showAll ? exceptions : exceptions.slice(0, FIRST_EXCEPTIONS);
    }

    get hiddenCount() {
        return this.state.data.exceptions.length - this.exceptions.length;
    }

    tileProps(tile) {
        return {
            name: tile.code,
            label: tile.name,
            value: tile.value,
            change: tile.change,
            changeText: tile.change_text,
            isBetter: tile.is_better,
            note: tile.target ? _t("target %s", tile.target) : tile.suffix,
            help: tile.help,
        };
    }

    trendLabel(tile) {
        return _t("%s over the last twelve months", tile.name);
    }

    /** The values of all distributors behind a tile, the worst first. */
    openTile(tile) {
        const { month, territory_id, tier_id } = { ...this.state.filters, month: this.state.data.month };
        const domain = [
            ["kpi_id", "=", tile.id],
            ["date_from", "=", month],
            ["granularity", "=", "month"],
        ];
        if (territory_id && tile.grain !== "territory") {
            domain.push(["distributor_id.dms_territory_id", "child_of", territory_id]);
        }
        if (tier_id && tile.grain !== "territory") {
            domain.push(["distributor_id.dms_tier_id", "=", tier_id]);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: tile.name,
            res_model: "dms.kpi.snapshot",
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }

    async openScorecard(distributorId) {
        const action = await this.orm.call("dms.scorecard", "get_distributor_action", [
            distributorId,
            this.state.data.month,
        ]);
        return this.action.doAction(action);
    }

    async openRecords(exception) {
        const action = await this.orm.call("dms.kpi.snapshot", "action_open_records", [
            [exception.id],
        ]);
        return this.action.doAction(action);
    }

    openKpis() {
        return this.action.doAction("dms_distributor.action_kpi");
    }
}

registry.category("actions").add("dms_control_tower", ControlTower);
