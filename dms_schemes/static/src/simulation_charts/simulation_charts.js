import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Cost and gain of each scheme by volume, and where partners stood on its slabs. */
export class SimulationCharts extends Component {
    static template = "dms_schemes.SimulationCharts";
    static props = { ...standardWidgetProps };

    setup() {
        this.costRef = useRef("cost");
        this.slabRef = useRef("slabs");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                if (!this.hasResults) {
                    return;
                }
                const charts = [
                    new Chart(this.costRef.el, this.getCostConfig()),
                    new Chart(this.slabRef.el, this.getSlabConfig()),
                ];
                return () => charts.forEach((chart) => chart.destroy());
            },
            () => [this.props.record.data.chart_data]
        );
    }

    get schemes() {
        return this.props.record.data.chart_data?.schemes || [];
    }

    get hasResults() {
        return this.schemes.length > 0;
    }

    get mode() {
        return cookie.get("color_scheme");
    }

    /** Colours of schemes lie apart on the palette. */
    getSchemeColor(index) {
        return getColor(4 * index, this.mode);
    }

    getOptions(titleX, titleY, isMoney) {
        const text = getCustomColor(this.mode, "#495057", "#E4E4E4");
        const grid = getCustomColor(this.mode, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
        const currencyId = this.props.record.data.chart_data.currency;
        const format = (value, humanReadable) =>
            isMoney ? formatMonetary(value, { currencyId, humanReadable }) : value;
        return {
            maintainAspectRatio: false,
            animation: false,
            plugins: {
                legend: { position: "bottom", labels: { color: text } },
                tooltip: {
                    callbacks: {
                        label: ({ dataset, parsed }) => `${dataset.label}: ${format(parsed.y)}`,
                    },
                },
            },
            scales: {
                x: {
                    ticks: { color: text },
                    grid: { display: false },
                    title: { display: true, text: titleX, color: text },
                },
                y: {
                    ticks: { color: text, precision: 0, callback: (value) => format(value, true) },
                    grid: { color: grid },
                    title: { display: true, text: titleY, color: text },
                },
            },
        };
    }

    getCostConfig() {
        const datasets = this.schemes.flatMap((scheme, index) => {
            const color = this.getSchemeColor(index);
            const line = { borderColor: color, backgroundColor: color, tension: 0.2 };
            const { name, points } = scheme;
            return [
                { ...line, label: _t("%s: cost", name), data: points.map(({ cost }) => cost) },
                {
                    ...line,
                    label: _t("%s: gain", name),
                    data: points.map(({ gain }) => gain),
                    borderDash: [5, 4],
                    pointStyle: "triangle",
                },
            ];
        });
        const labels = this.schemes[0].points.map(
            ({ uplift }) => `${uplift > 0 ? "+" : ""}${uplift} %`
        );
        return {
            type: "line",
            data: { labels, datasets },
            options: this.getOptions(_t("Volume against what was sold"), "", true),
        };
    }

    getSlabConfig() {
        const slabsOfAll = this.schemes.flatMap(({ slabs }) => slabs);
        slabsOfAll.sort((one, other) => one.threshold - other.threshold);
        const labels = [...new Set(slabsOfAll.map(({ label }) => label))];
        const datasets = this.schemes.map(({ name, slabs }, index) => ({
            label: name,
            data: labels.map((label) => slabs.find((slab) => slab.label === label)?.partners || 0),
            backgroundColor: this.getSchemeColor(index),
            borderRadius: 3,
            maxBarThickness: 48,
        }));
        return {
            type: "bar",
            data: { labels, datasets },
            options: this.getOptions(_t("Slab reached"), _t("Partners"), false),
        };
    }
}

registry.category("view_widgets").add("dms_simulation_charts", {
    component: SimulationCharts,
    fieldDependencies: [{ name: "chart_data", type: "json" }],
});
