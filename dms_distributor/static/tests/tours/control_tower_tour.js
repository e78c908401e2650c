import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_control_tower", {
    url: "/odoo/control-tower",
    steps: () => [
        {
            content: "What is bad comes first",
            trigger: ".o_dms_exception:contains('Tower South') .o_dms_exception_value:contains('0.0 %')",
        },
        {
            content: "A tile shows all distributors together, with the target",
            trigger: ".o_dms_tower_tile[data-kpi=eco] .o_dms_tile_value:contains('50.0 %')",
        },
        { trigger: ".o_dms_tower_tile[data-kpi=eco]:contains('target 90.0 %') .o_dms_sparkline" },
        {
            content: "Each distributor with a position is on the map",
            trigger: ".o_dms_bubble[data-status=good]",
        },
        {
            content: "Go into a territory",
            trigger: ".o_dms_place:contains('Tower North')",
            run: "click",
        },
        {
            content: "The figures follow",
            trigger: ".o_dms_tower_tile[data-kpi=eco] .o_dms_tile_value:contains('100.0 %')",
        },
        { trigger: ".o_dms_exceptions:contains('No KPI of any distributor is bad')" },
        {
            content: "Back to all",
            trigger: ".o_dms_places nav button:contains('All')",
            run: "click",
        },
        {
            content: "Open the scorecard of who is bad",
            trigger: ".o_dms_exception:contains('Tower South') button:contains('Tower South')",
            run: "click",
        },
        { trigger: ".o_dms_scorecard tr[data-kpi=eco] .badge:contains('Bad')" },
        {
            content: "Open the records behind the value",
            trigger: ".o_dms_scorecard tr[data-kpi=eco] button",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('Outlet of Tower South')" },
    ],
});
