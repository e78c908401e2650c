import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

// A real picture of one pixel.
const PHOTO =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

function makePhoto(name) {
    const bytes = Uint8Array.from(atob(PHOTO), (letter) => letter.charCodeAt(0));
    return new File([bytes], name, { type: "image/png" });
}

registry.category("web_tour.tours").add("dms_portal_claim", {
    url: "/my",
    steps: () => [
        {
            content: "The home page leads to the claims",
            trigger: "a[href='/my/dms/claims']:contains(My claims)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Claim something new",
            trigger: "a[href='/my/dms/claims/new']:contains(New claim)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Damaged goods",
            trigger: "button[name=type_id]:contains(Portal damage)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What is missing is told",
            trigger: ".o_dms_claim_obstacles li:contains(Photo of it)",
        },
        {
            content: "Name the product",
            trigger: ".o_dms_claim_line input[name=line_product]",
            run: "edit T-SOAP",
        },
        {
            content: "How many",
            trigger: ".o_dms_claim_line input[name=line_quantity]",
            run: "edit 4",
        },
        {
            content: "At which price",
            trigger: ".o_dms_claim_line input[name=line_price]",
            run: "edit 2.50",
        },
        {
            content: "The draft is saved by itself, and the amount reckoned",
            trigger: ".o_dms_claim_form:has(.o_dms_claim_status:contains(Draft saved)) .o_dms_claim_total:contains(10.00)",
        },
        {
            content: "Take a photo",
            trigger: ".o_dms_claim_evidence label:contains(Take a photo)",
            run: async () => {
                await inputFiles(".o_dms_claim_evidence input[capture]", [makePhoto("front.png")]);
            },
        },
        {
            content: "It is shown, and nothing is missing any more",
            trigger:
                ".o_dms_claim_form:has(.o_dms_claim_obstacles.d-none):has(.o_dms_claim_mark.text-success) .o_dms_claim_kept img[alt='front.png']",
        },
        {
            content: "Hand it in",
            trigger: ".o_dms_claim_submit",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for a decision",
            trigger: ".alert-info:contains(We look at your claim)",
        },
        {
            content: "The photo is with it",
            trigger: ".o_dms_claim_files img",
        },
        {
            content: "Write a message",
            trigger: "textarea[name=message]",
            run: "edit The driver has seen it.",
        },
        {
            content: "Send it",
            trigger: "form[action$='/message'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It stands in the history",
            trigger: "[data-event=message]:contains(The driver has seen it)",
        },
    ],
});

registry.category("web_tour.tours").add("dms_portal_claim_decided", {
    url: "/my/dms/claims?filterby=approved",
    steps: () => [
        {
            content: "The claim has been approved in part",
            trigger: "tr[data-claim] a",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "How much", trigger: "[data-figure=approved]:contains(4.00)" },
        { content: "Why not all", trigger: ".alert-primary:contains(Two pieces can be sold.)" },
        {
            content: "The account",
            trigger: ".breadcrumb a[href='/my/dms/claims']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the statement",
            trigger: "a[href='/my/dms/statement']",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "What is to come", trigger: "[data-figure=claims]:contains(4.00)" },
    ],
});
