import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dms_claims_incomplete", {
    steps: () => [
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".modal:contains(evidence is missing: Photo)" },
        { trigger: ".modal-footer button", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Draft)" },
    ],
});

tours.add("dms_claims_submit", {
    steps: () => [
        { trigger: ".nav-link[name=evidence]", run: "click" },
        { trigger: "[name=evidence_ids]:contains(photo.txt)" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Submitted)" },
    ],
});

tours.add("dms_claims_evidence", {
    steps: () => [
        { trigger: ".nav-link[name=evidence]", run: "click" },
        {
            content: "The photo stands in the gallery, with what does not fit",
            trigger: "[name=file_ids] .o_kanban_record:contains(shelf.jpg):contains(outside of)",
            run: "click",
        },
        {
            content: "It is shown large, with when it was taken and its digest",
            trigger: ".modal [name=image_1280] img",
        },
        { trigger: ".modal [name=sha256]" },
        { trigger: ".modal [name=taken_on]" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("dms_claims_lines", {
    steps: () => [
        { trigger: ".nav-link[name=lines]", run: "click" },
        { trigger: "[name=line_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: "[name=line_ids] [name=product_id] input", run: "edit Crushed juice" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Crushed juice)", run: "click" },
        { trigger: "[name=line_ids] [name=quantity] input", run: "edit 4" },
        { trigger: "[name=line_ids] [name=price_unit] input", run: "edit 3" },
        { trigger: "button[name=action_update_expected]", run: "click" },
        { trigger: "[name=line_ids] td[name=claimed_amount]:contains(12.00)" },
        { trigger: "[name=line_ids] td[name=expected_amount]:contains(10.00)" },
        { trigger: ".text-danger:contains(2.00)" },
        { trigger: ".nav-link[name=evidence]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Draft)" },
    ],
});

tours.add("dms_claims_approve", {
    steps: () => [
        { trigger: ".o_group_name:contains(0–7 days)" },
        { trigger: ".o_data_row td:contains(Claimant)", run: "click" },
        { trigger: "[name=proposed_amount] input", run: "edit 60" },
        { trigger: "[name=decision_reason] textarea", run: "edit Two of five photos only." },
        { trigger: "button[name=validate_tier]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Approved)" },
    ],
});
