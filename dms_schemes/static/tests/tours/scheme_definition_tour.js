import { registry } from "@web/core/registry";

const approve = [
    { trigger: "button[name=action_submit]", run: "click" },
    { trigger: ".o_arrow_button_current:contains(Submitted)" },
];

registry.category("web_tour.tours").add("dms_schemes_from_template", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Combo)", run: "click" },
        {
            trigger: ".oe_title [name=name] textarea, .oe_title [name=name] input",
            run: "edit Tour combo",
        },
        { trigger: "[name=combo_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: "[name=combo_ids] .o_selected_row [name=quantity] input",
            run: "edit 2",
        },
        {
            trigger: "[name=combo_ids] .o_selected_row [name=category_ids] input",
            run: "edit Tour biscuits",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour biscuits)", run: "click" },
        { trigger: "[name=combo_ids] .o_tag:contains(Tour biscuits)" },
        // One part is no combo: the refusal tells what to do.
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".modal:contains(add another)" },
        { trigger: ".modal button:contains(Close)", run: "click" },
        { trigger: "[name=combo_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: "[name=combo_ids] .o_selected_row [name=product_ids] input",
            run: "edit Tour tea",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour tea)", run: "click" },
        { trigger: "[name=combo_ids] .o_tag:contains(Tour tea)" },
        { trigger: "[name=trial_quantity]", run: "edit 3" },
        { trigger: ".o_dms_scheme_trial button[type=submit]", run: "click" },
        { trigger: "[name=trial_benefit]:contains(15.00)" },
        ...approve,
    ],
});

registry.category("web_tour.tours").add("dms_schemes_approve", {
    steps: () => [
        { trigger: "button[name=validate_tier]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Running)" },
        { trigger: "[name=summary]:contains(sets of 2 Units of Tour biscuits)" },
        // What runs is superseded, never edited.
        { trigger: "button[name=action_new_version]", run: "click" },
        { trigger: ".alert-info:contains(takes over from)" },
        { trigger: "[name=slab_ids] .o_data_cell[name=rate]", run: "click" },
        { trigger: "[name=slab_ids] .o_selected_row [name=rate] input", run: "edit 6" },
        { trigger: "[name=trial_quantity]", run: "edit 1" },
        { trigger: ".o_dms_scheme_trial button[type=submit]", run: "click" },
        { trigger: "[name=trial_benefit]:contains(6.00)" },
        ...approve,
    ],
});

registry.category("web_tour.tours").add("dms_schemes_stop", {
    steps: () => [
        { trigger: ".o_arrow_button_current:contains(Running)" },
        { trigger: ".o_statusbar_buttons button:contains(Stop)", run: "click" },
        { trigger: ".modal [name=reason] textarea", run: "edit No stock is left" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Stopped)" },
    ],
});
