import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

registry.category("web_tour.tours").add("dms_portal_upload", {
    url: "/my",
    steps: () => [
        {
            content: "The home page leads to the uploads",
            trigger: "a[href='/my/uploads']:contains(My uploads)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing has been sent: a hint leads to the form",
            trigger: "a[href='/my/uploads/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Choose a file",
            trigger: ".o_dms_upload_form .o_dms_upload_drop",
            run: async () => {
                const rows = [
                    "Date,Invoice No,Customer,Item Code,Qty,Net Amount",
                    "2026-02-03,TOUR-1,T-CORNER,T-SOAP,3,30.00",
                    "2026-02-03,TOUR-1,T-CORNER,NO-SUCH,1,7.25",
                ];
                const file = new File([rows.join("\n")], "tour.csv", { type: "text/csv" });
                await inputFiles(".o_dms_upload_form input[type=file]", [file]);
            },
        },
        {
            content: "Its name is shown; send it",
            trigger: ".o_dms_upload_form:has(.o_dms_upload_name:contains(tour.csv)) button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The work on it is followed until it is done",
            trigger: ".o_dms_upload_progress .o_dms_upload_label",
            expectUnloadPage: true,
        },
        {
            content: "The outcome names what is unknown",
            trigger: "tr:contains(NO-SUCH):contains(Unknown product)",
        },
        {
            content: "The good row can be loaded",
            trigger: ".o_dms_upload_load:contains(Load the new rows)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is recorded",
            trigger: ".alert-success a:contains(See these sales)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The invoice stands in the sales",
            trigger: "td:contains(TOUR-1)",
        },
    ],
});

registry.category("web_tour.tours").add("dms_portal_sees_nothing", {
    url: "/my/uploads",
    steps: () => [
        {
            content: "Another distributor has no uploads",
            trigger: "h5:contains(Nothing sent yet)",
        },
        {
            content: "Nor the sales",
            trigger: "a[href='/my/home']",
            run: () => {
                window.location.href = "/my/sales?period=ever";
            },
            expectUnloadPage: true,
        },
        {
            content: "Its own are there",
            trigger: "table:has(td:contains(S-1)):not(:has(td:contains(TOUR-1)))",
        },
    ],
});
