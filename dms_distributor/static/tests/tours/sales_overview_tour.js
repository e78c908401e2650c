import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_sales_overview", {
    url: "/odoo/sales-overview",
    steps: () => [
        {
            content: "The last twelve months are shown",
            trigger: ".o_dms_tile[data-tile=net] .o_dms_tile_value:contains('300')",
        },
        {
            content: "Choose another period",
            trigger: ".o_dms_period:contains('Last 12 months')",
            run: "click",
        },
        { trigger: ".dropdown-item[data-period=last_month]", run: "click" },
        {
            content: "The figures follow",
            trigger: ".o_dms_tile[data-tile=net] .o_dms_tile_value:contains('200')",
        },
        {
            content: "Choose a distributor from the ranking",
            trigger: "[data-ranking=distributors] .o_dms_ranking_row:contains('Tour West')",
            run: "click",
        },
        {
            content: "The figures follow again",
            trigger: ".o_dms_tile[data-tile=net] .o_dms_tile_value:contains('80')",
        },
        {
            content: "The filter is shown",
            trigger: ".o_dms_distributors .o_tag:contains('Tour West')",
        },
        {
            content: "Open the sums of a product",
            trigger: "[data-ranking=products] .o_dms_ranking_row:contains('Tour Soap')",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('Tour West')" },
        {
            content: "Come back: the filters stand as they were",
            trigger: ".breadcrumb-item a:contains('Sales Overview')",
            run: "click",
        },
        { trigger: ".o_dms_distributors .o_tag:contains('Tour West')" },
        { trigger: ".o_dms_period:contains('Last month')" },
    ],
});
