import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_schemes_why", {
    steps: () => [
        { trigger: ".o_data_row:contains(Soap 100 g) .o_dms_why", run: "click" },
        { trigger: ".modal [data-scheme='SOAP-20-1']:contains(15 Units of 20 Units)" },
        { trigger: ".modal [data-scheme='SOAP-20-1'] [name=upsell]:contains(5 Units more)" },
        { trigger: ".modal [data-scheme='TEA-VOLUME']:contains(Only Tea 250 g count)" },
        { trigger: ".modal footer button:contains(Close)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_dms_why_order", run: "click" },
        { trigger: ".modal [data-scheme='TEA-VOLUME'].o_dms_outcome_applied:contains(30)" },
        { trigger: ".modal [data-scheme='TEA-VOLUME'] button:contains(How it is)", run: "click" },
        { trigger: ".modal .o_dms_outcome_details:contains(5 % on 12 Units)" },
    ],
});
