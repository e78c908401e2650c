import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_schemes_redeem_points", {
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Traders) button[name=action_redeem]", run: "click" },
        { trigger: ".o_form_view [name=balance]:contains(500)" },
        { trigger: "[name=points] input", run: "edit 400" },
        { trigger: ".o_form_view button[name=action_redeem]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Redeemed)" },
        { trigger: "[name=balance]:contains(100)" },
        { trigger: "button[name=action_open_document]:contains(Credit Note)", run: "click" },
        { trigger: ".o_form_view [name=invoice_line_ids] .o_data_row:contains(400 points of Tour Stars)" },
    ],
});

registry.category("web_tour.tours").add("dms_schemes_accrue", {
    steps: () => [
        { trigger: "[name=line_ids] .o_data_row:contains(Tour Traders):contains(100.00)" },
        { trigger: "button[name=action_accrue]", run: "click" },
        { trigger: ".o_form_view [name=line_ids] .o_data_row:contains(Tour Traders):contains(100.00)" },
        { trigger: "button[name=action_post]", run: "click" },
        { trigger: ".o_notification:contains(entries are being written)" },
    ],
});
