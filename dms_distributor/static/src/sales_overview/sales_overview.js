import { Component, onWillStart, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import {
    formatFloat,
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { OverviewChart } from "./overview_chart";
import { OverviewFilters } from "./overview_filters";
import { OverviewRanking } from "./overview_ranking";
import { filtersFromQuery, getDomain, queryFromFilters } from "./overview_state";
import { OverviewTile } from "./overview_tile";
import { formatMonths } from "./period";

export class SalesOverview extends Component {
    static template = "dms_distributor.SalesOverview";
    static components = { Layout, OverviewChart, OverviewFilters, OverviewRanking, OverviewTile };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({
            filters: this.props.state?.filters || filtersFromQuery(router.current),
            data: null,
            isLoading: false,
        });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.isLoading = true;
        const { date_from, date_to, distributor_ids, territory_id } = this.state.filters;
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("dms.secondary.overview", "get_overview", [
                    { date_from, date_to, distributor_ids: [...distributor_ids], territory_id },
                ])
            );
        } finally {
            this.state.isLoading = false;
        }
    }

    /** @param {Object} changes of the filters; a preset brings its own months along */
    async updateFilters(changes) {
        const query = queryFromFilters({ ...this.state.filters, ...changes });
        this.state.filters = filtersFromQuery(query);
        this.props.updateActionState(queryFromFilters(this.state.filters));
        await this.load();
    }

    get tiles() {
        const { tiles, currency_id: currencyId } = this.state.data;
        // Cents say nothing about a large amount, and a tile is narrow.
        const money = (value) =>
            formatMonetary(value, {
                currencyId,
                humanReadable: Math.abs(value) >= 1e6,
                digits: Math.abs(value) >= 1e4 && Math.abs(value) < 1e6 ? [false, 0] : undefined,
            });
        const percent = (value) => formatPercentage(value, { digits: [false, 1] });
        const hasGrowth = tiles.growth !== null;
        return [
            {
                name: "net",
                label: _t("Net value"),
                value: money(tiles.net),
                change: tiles.growth,
                changeText: hasGrowth ? percent(Math.abs(tiles.growth)) : "",
                note: hasGrowth
                    ? _t("on %s", formatMonths(tiles.growth_from, tiles.growth_to))
                    : _t("no growth: nothing to compare with"),
                help: _t(
                    "After discounts and returns, before tax. Growth compares whole months with the same months of last year."
                ),
            },
            {
                name: "outlets",
                label: _t("Active outlets"),
                value: formatInteger(tiles.outlets_bought),
                note: tiles.outlets
                    ? _t("%(share)s of %(count)s outlets", {
                          share: percent(tiles.outlets_bought / tiles.outlets),
                          count: formatInteger(tiles.outlets),
                      })
                    : _t("no active outlet in the network"),
                help: _t("Active outlets of the network that bought at least once."),
            },
            {
                name: "returns",
                label: _t("Returns rate"),
                value: tiles.returns_rate === null ? "–" : percent(tiles.returns_rate),
                note: _t("%s taken back", money(tiles.returns)),
                help: _t("Value taken back, over the value sold before returns."),
            },
            {
                name: "order",
                label: _t("Average order"),
                value: tiles.average_order === null ? "–" : money(tiles.average_order),
                note: _t("%s invoices", formatInteger(tiles.invoices)),
                help: _t("Net value of invoices, over their number. Returns are left out."),
            },
            {
                name: "lines",
                label: _t("Lines sold"),
                value: formatInteger(tiles.lines),
                note: tiles.invoices
                    ? _t(
                          "%s on an invoice",
                          formatFloat(tiles.lines / tiles.invoices, { digits: [16, 1] })
                      )
                    : "",
            },
        ];
    }

    get rankings() {
        const { products, outlets, distributors, territories, channels } = this.state.data;
        return [
            {
                name: "products",
                title: _t("Top products"),
                rows: products,
                emptyName: _t("No product"),
                open: (row) => this.openSums("product", "product_id", row),
            },
            {
                name: "outlets",
                title: _t("Top outlets"),
                rows: outlets,
                emptyName: _t("Over the counter"),
                open: (row) => this.openSums("outlet", "outlet_id", row),
            },
            {
                name: "territories",
                title: _t("Territories"),
                rows: territories,
                emptyName: _t("No territory"),
                open: (row) => this.updateFilters({ territory_id: row.id }),
            },
            {
                name: "distributors",
                title: _t("Distributors"),
                rows: distributors,
                emptyName: _t("No distributor"),
                open: (row) => this.updateFilters({ distributor_ids: [row.id] }),
            },
            {
                name: "channels",
                title: _t("Channels"),
                rows: channels,
                emptyName: _t("No channel"),
                open: (row) => this.openSums("outlet", "channel_id", row),
            },
        ];
    }

    /** Open the monthly sums behind a row. */
    openSums(kind, field, row) {
        const domain = getDomain(this.state.filters, kind === "outlet");
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: `dms.secondary.${kind}.month`,
            domain: [[field, "=", row.id], ...domain],
            views: [
                [false, "list"],
                [false, "graph"],
                [false, "pivot"],
            ],
        });
    }

    openUpload() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Upload"),
            res_model: "dms.upload",
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("dms_sales_overview", SalesOverview);
