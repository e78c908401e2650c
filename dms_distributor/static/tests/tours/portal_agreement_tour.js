import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_portal_agreement", {
    url: "/my",
    steps: () => [
        {
            content: "an agreement waits for a signature",
            trigger: "a[href='/my/dms/agreements?filterby=current']:visible:contains(Agreements to sign)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "open it",
            trigger: "tr:contains(To sign) a[href*='/my/dms/agreements/']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the terms can be read",
            trigger: ".o_dms_facts:contains(Portal Land)",
        },
        {
            content: "the document can be had",
            trigger: "a.o_dms_agreement_pdf[href*='report_type=pdf']",
        },
        {
            content: "sign by name",
            trigger: ".o_web_sign_name_and_signature input[name=signer]",
            run: "edit Anita of North",
        },
        {
            content: "the signature is drawn",
            trigger: ".o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it is signed",
            trigger: ".alert-success:contains(you have signed this agreement)",
        },
    ],
});
