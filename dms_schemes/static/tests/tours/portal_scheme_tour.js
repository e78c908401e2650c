import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_schemes_portal", {
    steps: () => [
        { trigger: "a[href='/my/dms/schemes']:contains(My schemes)", run: "click", expectUnloadPage: true },
        { trigger: "[data-scheme='SHOPS']:contains(Taking part in your network: 1)" },
        { trigger: "[data-scheme='SHOPS'] a", run: "click", expectUnloadPage: true },
        { trigger: "[data-figure=earned]:contains(6.00)" },
        { trigger: "[data-earner]:contains(Corner Shop) .progress" },
        { trigger: ".breadcrumb a:contains(My schemes)", run: "click", expectUnloadPage: true },
        { trigger: "a:contains(What applies?)", run: "click", expectUnloadPage: true },
        { trigger: "select[name=product]", run: "selectByLabel Soap 100 g" },
        { trigger: "input[name=quantity]", run: "edit 15" },
        { trigger: "button:contains(Check)", run: "click", expectUnloadPage: true },
        { trigger: "[data-scheme='SOAP-20-1'] .o_dms_scheme_upsell:contains(5 Units more)" },
    ],
});
