import { registry } from "@web/core/registry";

function press(name) {
    return {
        content: `press ${name}`,
        trigger: `.o_statusbar_buttons button[name=${name}]:enabled`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("dms_distributor_automation", {
    steps: () => [
        { content: "a new rule", trigger: ".o_list_button_add", run: "click" },
        {
            content: "name it",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour of lapsed outlets",
        },
        {
            content: "watch for lapsed outlets",
            trigger: ".o_field_widget[name=kind] .o_radio_item:contains(Lapsed outlet) input",
            run: "click",
        },
        {
            content: "the rule says itself in a sentence",
            trigger: ".o_field_widget[name=sentence]:contains(has not bought for 45 days)",
        },
        {
            content: "and brings a text",
            trigger: ".o_field_widget[name=body]:contains(Dear {partner})",
        },
        {
            content: "choose other days",
            trigger: ".o_field_widget[name=days] input",
            run: "edit 50",
        },
        {
            content: "no e-mail",
            trigger: ".o_field_widget[name=send_mail] input",
            run: "click",
        },
        {
            content: "the sentence follows",
            trigger: ".o_field_widget[name=sentence]:contains(has not bought for 50 days)",
        },
        press("action_preview"),
        {
            content: "the preview names the distributor",
            trigger: ".modal .o_data_row:contains(Test Traders) .o_data_cell[name=partner_id]",
            run: "click",
        },
        {
            content: "and shows the message",
            trigger: ".modal .o_field_widget[name=body]:contains(Corner Shop)",
        },
        {
            content: "close the message",
            trigger: ".modal:contains(Corner Shop) .btn-close",
            run: "click",
        },
        {
            content: "close the preview",
            trigger: ".modal:not(:contains(Dear Test Traders)) footer button:contains(Close)",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        press("action_start"),
        press("action_run"),
        { content: "yes, send", trigger: ".modal footer .btn-primary", run: "click" },
        {
            content: "it has been sent",
            trigger: ".o_notification:contains(messages have been sent)",
        },
        {
            content: "open what was sent",
            trigger: ".oe_stat_button[name=action_open_messages]:contains(Sent)",
            run: "click",
        },
        {
            content: "the log names the distributor",
            trigger: ".o_data_row:contains(Test Traders) .o_data_cell[name=partner_id]",
            run: "click",
        },
        {
            content: "and keeps the text",
            trigger: ".o_form_view .o_field_widget[name=body]:contains(Corner Shop)",
        },
    ],
});

registry.category("web_tour.tours").add("dms_portal_notices", {
    url: "/my",
    steps: () => [
        {
            content: "the home page tells of new notices",
            trigger: "#portal_alert_category a[href='/my/notices']:contains(New notices)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the notice is there",
            trigger: ".o_dms_notice:contains(Lapsed of North Traders) .badge:contains(New)",
        },
        {
            content: "choose what to be told",
            trigger: "a[href='/my/notices/preferences']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "no more of lapsed outlets",
            trigger: "input#kind_lapsed_outlet:checked",
            run: "click",
        },
        {
            content: "save",
            trigger: "form button[type=submit]:contains(Save)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the choice is kept",
            trigger: ".alert:contains(Your choice is kept)",
        },
        { trigger: "input#kind_lapsed_outlet:not(:checked)" },
    ],
});
