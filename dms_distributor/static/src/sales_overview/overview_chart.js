import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";

/** Net value by month, and that of the same months a year before. */
export class OverviewChart extends Component {
    static template = "dms_distributor.OverviewChart";
    static props = {
        months: { type: Array, element: Object },
        currencyId: Number,
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvasRef.el, this.getConfig());
                return () => chart.destroy();
            },
            () => [this.props.months]
        );
    }

    getConfig() {
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#495057", "#E4E4E4");
        const grid = getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
        const color = getColor(0, scheme);
        const before = getCustomColor(scheme, "#f0a04b", "#f5b971");
        const { months, currencyId } = this.props;
        const amount = (value, humanReadable) =>
            formatMonetary(value, { currencyId, humanReadable });
        return {
            data: {
                labels: months.map(({ month }) => deserializeDate(month).toFormat("MMM yy")),
                datasets: [
                    {
                        type: "bar",
                        label: _t("Net value"),
                        data: months.map(({ net }) => net),
                        backgroundColor: color,
                        borderRadius: 3,
                        maxBarThickness: 48,
                        order: 2,
                    },
                    {
                        type: "line",
                        label: _t("Same month last year"),
                        data: months.map(({ previous }) => previous || null),
                        borderColor: before,
                        backgroundColor: before,
                        borderWidth: 2,
                        pointRadius: 3,
                        tension: 0.2,
                        order: 1,
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: {
                        position: "bottom",
                        reverse: true,
                        labels: { color: text, boxWidth: 16 },
                    },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, raw }) => `${dataset.label}: ${amount(raw, false)}`,
                        },
                    },
                },
                scales: {
                    x: { ticks: { color: text }, grid: { display: false } },
                    y: {
                        beginAtZero: true,
                        ticks: { color: text, maxTicksLimit: 6, callback: (value) => amount(value, true) },
                        grid: { color: grid },
                    },
                },
            },
        };
    }
}
