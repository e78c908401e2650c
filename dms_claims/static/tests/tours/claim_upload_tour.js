import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const LINES = [
    "Claim Reference,Claim Type,Date,Claimed Amount,Description",
    "TOUR-1,PORTAL-freight,2026-01-05,12.50,Lorry",
    "TOUR-1,PORTAL-freight,2026-01-06,7.50,Unloading",
    "TOUR-2,PORTAL-fright,2026-01-06,3.00,Lorry",
];

function makeFile() {
    return new File([LINES.join("\n")], "claims.csv", { type: "text/csv" });
}

registry.category("web_tour.tours").add("dms_portal_claim_upload", {
    url: "/my/dms/claims",
    steps: () => [
        {
            content: "A spreadsheet holds the claims",
            trigger: "a[href='/my/dms/claims/upload']:contains(Upload)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Choose it",
            trigger: ".o_dms_upload_drop",
            async run() {
                await inputFiles(".o_dms_upload_form input[name=ufile]", [makeFile()]);
            },
        },
        {
            content: "Its name is shown",
            trigger: ".o_dms_upload_name:contains(claims.csv)",
        },
        {
            content: "Send it",
            trigger: ".o_dms_upload_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The bad row says what to do",
            trigger: ".o_dms_rejected td:contains(PORTAL-fright)",
        },
        {
            content: "It can be downloaded and mended",
            trigger: ".o_dms_rejected_file",
        },
        {
            content: "The good rows are a claim",
            trigger: "td:contains(TOUR-1) a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is a draft with both lines",
            trigger: ".o_dms_claim_line + .o_dms_claim_line",
        },
    ],
});

registry.category("web_tour.tours").add("dms_claims_upload", {
    steps: () => [
        {
            content: "Make claims of it",
            trigger: "button[name=action_load]:contains(Make Claims)",
            run: "click",
        },
        {
            content: "One row is to be mended",
            trigger: "[name=rejected_row_ids] td:contains(FRIEGHT)",
        },
        {
            content: "The others are claims",
            trigger: "button[name=action_open_claims]",
            run: "click",
        },
        { trigger: ".o_data_row" },
    ],
});
