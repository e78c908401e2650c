import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dms_claims_work_off", {
    steps: () => [
        { trigger: ".o_group_name:contains(0–7 days)" },
        { trigger: ".o_data_row:contains(WORK-1) td[name=claimant_id]", run: "click" },
        { trigger: "button[name=action_settle]", run: "click" },
        { trigger: ".modal [name=line_ids] td[name=amount]:contains(100.00)" },
        { trigger: ".modal-footer button[name=action_settle]", run: "click" },
        // The credit note leads to the claim, and the claim to its entries.
        { trigger: "button[name=action_open_dms_claims]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Settled)" },
        { trigger: "button[name=action_open_moves]", run: "click" },
        { trigger: ".o_data_row:contains(RINV)" },
    ],
});

tours.add("dms_claims_deduct", {
    steps: () => [
        { trigger: "button[name=action_claim_deduction]", run: "click" },
        { trigger: ".modal [name=description] textarea", run: "edit Ten crates were broken" },
        { trigger: ".modal [name=line_ids] td[name=amount]:contains(100.00)" },
        { trigger: ".modal-footer button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Submitted)" },
        { trigger: "[name=deduction_move_id] a", run: "click" },
        { trigger: ".alert:contains(was deducted from the payment)" },
        { trigger: "button[name=action_open_dms_deductions]" },
    ],
});

tours.add("dms_claims_reconcile", {
    steps: () => [
        { trigger: ".o_data_row td[name=match_amount]:contains(60.00)", run: "click" },
        { trigger: ".o_data_row:contains(RINV)" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_dms_match]", run: "click" },
        { trigger: ".modal [name=debit_ids] td[name=amount]:contains(60.00)", run: "click" },
        { trigger: ".modal [name=debit_ids] td[name=amount] input", run: "edit 25" },
        { trigger: ".modal [name=credit_ids] td[name=amount]", run: "click" },
        { trigger: ".modal .alert:contains(35.00)" },
        { trigger: ".modal [name=credit_ids] td[name=amount] input", run: "edit 25" },
        { trigger: ".modal .modal-body .o_horizontal_separator:first", run: "click" },
        { trigger: ".modal:not(:has(.alert))" },
        { trigger: ".modal-footer button[name=action_match]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_data_row td[name=amount_residual]:contains(75.00)" },
        // What was matched can be undone.
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: "button[name=action_dms_unmatch]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_data_row td[name=amount_residual]:contains(100.00)" },
    ],
});
