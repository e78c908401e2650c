import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_schemes_create", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".oe_title [name=name] textarea, .oe_title [name=name] input", run: "edit Tour twenty and one" },
        { trigger: "[name=category_ids] input", run: "edit Tour biscuits" },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tour biscuits)",
            run: "click",
        },
        { trigger: "[name=category_ids] .o_tag:contains(Tour biscuits)" },
        { trigger: "[name=calculation] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(again each time)", run: "click" },
        { trigger: "[name=benefit_kind] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(free goods)", run: "click" },
        { trigger: "[name=slab_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: "[name=slab_ids] .o_selected_row [name=threshold] input", run: "edit 20" },
        { trigger: "[name=slab_ids] .o_selected_row [name=rate] input", run: "edit 1" },
        { trigger: "[name=summary]:contains(for every 20 Units)" },
        { trigger: "[name=trial_quantity]", run: "edit 37" },
        { trigger: ".o_dms_scheme_trial button[type=submit]", run: "click" },
        { trigger: "[name=trial_benefit]:contains(1 Units free)" },
        { trigger: "[name=trial_upsell]:contains(3 Units more)" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Running)" },
        // The terms stand now: nothing can be added to them.
        { trigger: "[name=slab_ids]:not(:has(.o_field_x2many_list_row_add))" },
    ],
});
