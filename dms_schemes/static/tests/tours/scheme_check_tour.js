import { registry } from "@web/core/registry";

const pick = (field, text) => [
    { trigger: `[name=${field}] input`, run: `edit ${text}` },
    { trigger: `.o-autocomplete--dropdown-item:contains(${text})`, run: "click" },
];

registry.category("web_tour.tours").add("dms_schemes_check", {
    steps: () => [
        { trigger: "[name=outcome]:contains(Choose who buys)" },
        ...pick("partner_id", "North Traders"),
        { trigger: "[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        ...pick("product_id", "T-SOAP"),
        { trigger: "[name=quantity] input", run: "edit 15 && click .o_breadcrumb" },
        { trigger: "[data-scheme='SOAP-20-1']:contains(15 Units of 20 Units)" },
        { trigger: "[data-scheme='SOAP-20-1'] [name=upsell]:contains(5 Units more)" },
        { trigger: "[data-scheme='TEA-VOLUME']:contains(Only Tea 250 g count)" },
        { trigger: "[name=line_ids] .o_data_row [name=quantity]", run: "click" },
        { trigger: "[name=quantity] input", run: "edit 41 && click .o_breadcrumb" },
        { trigger: "[data-scheme='SOAP-20-1'].o_dms_outcome_applied:contains(2 Units)" },
        { trigger: "[data-scheme='SOAP-20-1'] button:contains(How it is calculated)", run: "click" },
        { trigger: ".o_dms_outcome_details:contains(2 × 20 Units)" },
        { trigger: "button[data-status=missed]", run: "click" },
        { trigger: ".o_dms_outcomes:not(:has([data-scheme='SOAP-20-1']))" },
        { trigger: ".o_dms_outcomes_search", run: "edit tea vol" },
        { trigger: "[data-scheme='TEA-VOLUME'] button:contains(Tea volume)", run: "click" },
        { trigger: ".o_breadcrumb:contains(Tea volume)" },
    ],
});
