import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dms_claims_override", {
    steps: () => [
        { trigger: ".alert:contains(stand against this claim)" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".modal:contains(Like amount)" },
        { trigger: ".modal-footer button", run: "click" },
        { trigger: ".nav-link[name=checks]", run: "click" },
        {
            trigger: "[name=check_ids] .o_data_row:contains(Like amount) button[name=action_override]",
            run: "click",
        },
        { trigger: ".modal [name=check_ids]:contains(is for about the same)" },
        { trigger: ".modal [name=reason] input", run: "edit Two deliveries of one day" },
        { trigger: ".modal-footer button[name=action_override]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "body:not(:has(.alert:contains(stand against this claim)))" },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Approved)" },
    ],
});
