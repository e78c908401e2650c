import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_schemes_entitlement", {
    steps: () => [
        { content: "two earn", trigger: ".o_data_row:contains(Corner):contains(120.00)" },
        {
            content: "open what the corner shop earns",
            trigger: ".o_data_row:contains(Corner) .o_data_cell[name=scheme_id]",
            run: "click",
        },
        { content: "grant it", trigger: "button[name=action_grant]", run: "click" },
        {
            content: "it is granted",
            trigger: "button[name=action_open_grants]:contains(120.00)",
            run: "click",
        },
        { content: "the ledger tells", trigger: ".o_data_row:contains(Earned)" },
        { content: "back", trigger: ".o_back_button, .breadcrumb-item:last a", run: "click" },
        { content: "to the sales", trigger: "button[name=action_open_sales]", run: "click" },
        { content: "one sale counts", trigger: ".o_data_row:contains(Soap)" },
    ],
});

registry.category("web_tour.tours").add("dms_schemes_simulation", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".oe_title [name=name] input", run: "edit Tour simulation" },
        { trigger: "[name=scheme_ids] input", run: "edit Tour draft" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour draft)", run: "click" },
        { trigger: "[name=scheme_ids] .o_tag:contains(Tour draft)" },
        { trigger: "button[name=action_run]", run: "click" },
        { content: "what it would have cost", trigger: "[name=base_ids] .o_data_row:contains(60.00)" },
        { content: "the charts are drawn", trigger: ".o_dms_simulation_charts canvas" },
        {
            content: "what it costs when more is sold",
            trigger: "[name=result_ids] .o_data_row:contains(50):contains(90.00)",
        },
    ],
});
