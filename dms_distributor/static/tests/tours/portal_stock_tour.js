import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_portal_stock", {
    url: "/my",
    steps: () => [
        {
            content: "open the stock",
            trigger: "a[href='/my/dms/stock']:not(.d-none)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "count it",
            trigger: "a[href='/my/dms/stock/count']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "find the soap",
            trigger: ".o_dms_count_search",
            run: "edit soap",
        },
        { content: "only the soap is left", trigger: ".o_dms_count_row.d-none:contains(Milk):not(:visible)" },
        {
            content: "enter what is there",
            trigger: ".o_dms_count_row:contains(Soap 100 g) input",
            run: "edit 37",
        },
        {
            content: "add a row",
            trigger: ".o_dms_count_add",
            run: "click",
        },
        {
            content: "name another product",
            trigger: ".o_dms_count_extra:last input[name=extra_code]",
            run: "edit T-MILK",
        },
        {
            content: "and how much there is",
            trigger: ".o_dms_count_extra:last input[name=extra_quantity]",
            run: "edit 2",
        },
        { content: "two are counted", trigger: ".o_dms_count_total:contains(/^2$/)" },
        {
            content: "hand it in",
            trigger: "button[name=step][value=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "it is posted", trigger: ".badge:contains(Posted)" },
    ],
});
