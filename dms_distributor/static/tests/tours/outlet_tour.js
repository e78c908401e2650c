import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dms_portal_registers_outlet", {
    url: "/my",
    steps: () => [
        {
            content: "The home page leads to the new outlets",
            trigger: "a[href='/my/outlet-registrations']:contains(New outlets)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "None yet: a hint leads to the form",
            trigger: "a[href='/my/outlet-registrations/new']",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "Its name", trigger: "#dms_name", run: "edit Tour Kiosk" },
        { content: "Its phone", trigger: "#dms_phone", run: "edit 70011-22334" },
        {
            content: "Take the position of the device",
            trigger: ".o_dms_outlet_locate",
            run() {
                const coords = { latitude: 12.5, longitude: 77.25, accuracy: 8 };
                navigator.geolocation.getCurrentPosition = (resolve) => resolve({ coords });
                this.anchor.click();
            },
        },
        {
            content: "It is taken; send the form",
            trigger:
                ".o_dms_outlet_form:has(.o_dms_outlet_position:contains(about 8 m)) button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A known outlet has the same phone: it is another one",
            trigger: ".alert-warning:contains(Zuhairi Corner Shop) #dms_is_another",
            run: "click",
        },
        {
            content: "Send it all the same",
            trigger: ".o_dms_outlet_form:has(#dms_is_another:checked) button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is sent",
            trigger: ".alert-info:contains(Your manufacturer looks at it)",
        },
    ],
});

tours.add("dms_outlet_is_known", {
    url: "/odoo/outlet-registrations",
    steps: () => [
        {
            content: "open the registration",
            trigger: ".o_data_row td:contains(Tour Kiosk)",
            run: "click",
        },
        {
            content: "it resembles a known outlet: it is that one",
            trigger: ".o_data_row:contains(Zuhairi Corner Shop) button[name=action_choose]",
            run: "click",
        },
        {
            content: "approve it as that outlet",
            trigger: "button[name=action_approve]:contains(It Is This Outlet)",
            run: "click",
        },
        {
            content: "it is approved",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
        {
            content: "open the outlet",
            trigger: "button[name=action_open_outlet]",
            run: "click",
        },
        { content: "it is the one known", trigger: ".o_breadcrumb:contains(Zuhairi Corner Shop)" },
    ],
});

tours.add("dms_outlets_merge", {
    url: "/odoo/duplicate-outlets",
    steps: () => [
        {
            content: "look for duplicates",
            trigger: "button[name=action_find]",
            run: "click",
        },
        {
            content: "open the pair",
            trigger: ".o_data_row:contains(Zuhairi Corner Shop) td[name=outlet_b_id]",
            run: "click",
        },
        {
            content: "both stand side by side",
            trigger: ".o_dms_comparison tr.table-warning:contains(Zuhairi Cornr)",
        },
        { content: "merge them", trigger: "button[name=action_merge]", run: "click" },
        {
            content: "the phone of the other is the right one",
            trigger: ".modal .o_data_row:contains(Phone) td[name=choice]",
            run: "click",
        },
        {
            content: "choose it",
            trigger: ".modal .o_data_row:contains(Phone) td[name=choice] input[data-value=b]",
            run: "click",
        },
        {
            content: "merge",
            trigger: ".modal footer button[name=action_merge]",
            run: "click",
        },
        {
            content: "the outlet that stays is opened",
            // The pair, left behind by the merge, has the name in its title too.
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(.o_dms_comparison)) .o_breadcrumb:contains(Zuhairi Corner Shop)",
        },
    ],
});
