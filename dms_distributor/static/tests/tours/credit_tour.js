import { registry } from "@web/core/registry";

/** An order beyond the credit: held, released by somebody's word, confirmed. */
registry.category("web_tour.tours").add("dms_credit_release", {
    steps: () => [
        {
            content: "Confirm the order",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is held, and says why",
            trigger: ".o_dms_hold:contains(exceeds the credit)",
        },
        {
            content: "Close the notification",
            trigger: ".o_notification_close",
            run: "click",
        },
        {
            content: "See how the credit comes about",
            trigger: "a[name=dms_credit]",
            run: "click",
        },
        {
            content: "The order exceeds what is available",
            trigger: ".o_dms_credit_panel .text-danger",
        },
        {
            content: "Ask for the release",
            trigger: ".o_dms_hold button[name=action_dms_request_release]:visible",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name=note] textarea",
            run: "edit Payment is on its way",
        },
        {
            content: "Submit",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "Approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is approved",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
        {
            content: "Back to the order",
            trigger: ".o_field_widget[name=order_id] a, .o_back_button",
            run: "click",
        },
        {
            content: "The order is confirmed",
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
    ],
});
