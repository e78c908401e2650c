import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dms_claims_ask", {
    steps: () => [
        { trigger: "button[name=action_ask]", run: "click" },
        { trigger: ".modal [name=text] textarea", run: "edit Which lot was it?" },
        { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal)) .alert:contains(The claimant owes an answer)" },
    ],
});

tours.add("dms_claims_approve_line", {
    steps: () => [
        { trigger: ".nav-link[name=queries]", run: "click" },
        { trigger: "[name=query_ids] td:contains(Lot 7)" },
        { trigger: ".nav-link[name=lines]", run: "click" },
        {
            trigger: "[name=line_ids] .o_data_row:contains(Bottles) td[name=proposed_amount]",
            run: "click",
        },
        { trigger: "[name=line_ids] td[name=proposed_amount] input", run: "edit 25" },
        { trigger: "[name=line_ids] .o_selected_row td[name=reason_id]", run: "click" },
        { trigger: "[name=line_ids] td[name=reason_id] input", run: "edit Quantity" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Quantity is not)", run: "click" },
        { trigger: "button[name=validate_tier]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Approved)" },
    ],
});

tours.add("dms_claims_approve_many", {
    steps: () => [
        { trigger: ".o_group_name:contains(0–7 days)" },
        { trigger: ".o_data_row:contains(MANY-1) .o_list_record_selector input", run: "click" },
        { trigger: ".o_data_row:contains(MANY-2) .o_list_record_selector input", run: "click" },
        { trigger: ".o_control_panel button:contains(Approve)", run: "click" },
        { trigger: ".modal .alert:contains(can be decided on)" },
        { trigger: ".modal td:contains(has not answered)" },
        { trigger: ".modal-footer button:contains(Approve)", run: "click" },
        { trigger: ".modal .alert:contains(could not be decided on)" },
        { trigger: ".modal td:contains(Approved)" },
        { trigger: ".modal-footer button:contains(Close)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("dms_claims_refuse", {
    steps: () => [
        { trigger: "button[name=action_open_refusal]", run: "click" },
        { trigger: ".modal [name=reason_id] input", run: "edit Claimed too" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Claimed too late)", run: "click" },
        { trigger: ".modal-footer button:contains(Refuse)", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Refused)" },
    ],
});
