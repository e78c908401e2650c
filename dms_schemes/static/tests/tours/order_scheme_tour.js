import { registry } from "@web/core/registry";

/** A seller types an order and sees what schemes give before anything is saved. */
registry.category("web_tour.tours").add("dms_schemes_order", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "[name=partner_id] input", run: "edit Sunrise Test" },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Sunrise Test)",
            run: "click",
        },
        { trigger: "[name=partner_id] .o_external_button, [name=partner_id] input:value(Sunrise Test)" },
        { trigger: "[name=order_line] .o_field_x2many_list_row_add button:contains(Add a product), [name=order_line] .o_field_x2many_list_row_add a:contains(Add a product)", run: "click" },
        {
            trigger: "[name=order_line] .o_selected_row [name=product_template_id] input, [name=order_line] .o_selected_row [name=product_id] input",
            run: "edit Tour Tea",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(Tour Tea)", run: "click" },
        {
            trigger: "[name=order_line] .o_selected_row [name=product_uom_qty] input",
            run: "edit 15 && press Tab",
        },
        { trigger: ".o_dms_scheme_panel .o_dms_scheme_hint:contains(5 Units)" },
        {
            content: "Order those five",
            trigger: "[name=order_line] .o_selected_row [name=product_uom_qty] input",
            run: "edit 20 && press Tab",
        },
        {
            content: "The free one is there as a line of its own, before saving",
            trigger: "[name=order_line] .o_data_row:contains(Free: Tour 20 + 1)",
        },
        { trigger: ".o_dms_scheme_panel tr:contains(Tour 10 %):contains(20.00)" },
        { trigger: ".o_dms_scheme_panel .o_dms_scheme_total:contains(20.00)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
        { trigger: "button[name=action_confirm].btn-primary, button[name=action_confirm]", run: "click" },
        {
            content: "Confirmed, it is settled",
            trigger: ".o_dms_scheme_panel .badge:contains(Settled)",
        },
    ],
});

/** A distributor orders and is told at once what it saves and what it gets free. */
registry.category("web_tour.tours").add("dms_schemes_quick_order", {
    steps: () => [
        {
            trigger: ".o_dms_order_row:contains(Test Tea) input[data-column='0']",
            run: "edit 19",
        },
        {
            content: "A case more is worth it",
            trigger: ".o_dms_order_totals:has(.o_dms_saving[data-state=saved]) .o_dms_schemes_hint:contains(1 Test Case of 12)",
        },
        {
            trigger: ".o_dms_order_row:contains(Test Tea) input[data-column='0']",
            run: "edit 20",
        },
        {
            trigger: ".o_dms_order_totals:has(.o_dms_saving[data-state=saved]) .o_dms_schemes_goods:contains(Test Tea)",
        },
        { trigger: ".o_dms_schemes_total:contains(168.00)" },
        { trigger: ".o_dms_total:contains(512.00)" },
        { trigger: ".o_dms_order_schemes button", run: "click" },
        { trigger: ".o_dms_order_scheme:contains(Quick 10 %)" },
        { trigger: ".o_dms_submit:enabled", run: "click" },
        { trigger: ".o_dms_quick_order_sent a:contains(Open the order)", run: "click", expectUnloadPage: true },
        {
            content: "The page of the order names the scheme",
            trigger: ".o_dms_scheme_note:contains(Quick 10 %)",
        },
    ],
});
