import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openDistribution } from "./menu_steps";

function press(name, text) {
    return {
        content: `press ${text}`,
        trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]:contains(${text})`,
        run: "click",
    };
}

function isState(text) {
    return {
        content: `it is ${text}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${text})`,
    };
}

function openPage(name) {
    return {
        content: `open the page ${name}`,
        trigger: `.o_notebook .nav-link[name=${name}]`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("dms_distributor_agreement", {
    url: "/odoo",
    steps: () => [
        ...openDistribution("Network", "Agreements"),
        {
            content: "make an agreement",
            trigger: ".o_control_panel:contains(Agreements) .o_list_button_add",
            run: "click",
        },
        {
            content: "name the distributor",
            trigger: ".o_field_widget[name=distributor_id] input",
            run: "edit Tour Distributor",
        },
        {
            content: "choose it",
            trigger: ".ui-autocomplete .dropdown-item:contains(Tour Distributor)",
            run: "click",
        },
        {
            content: "it begins now",
            trigger: ".o_field_widget[name=date_start] :is(input, button)",
            run: "click",
        },
        {
            content: "today",
            trigger: ".o_datetime_picker .o_today",
            run: "click",
        },
        {
            content: "name the territory",
            trigger: ".o_field_widget[name=territory_ids] input",
            run: "edit Portal Land",
        },
        {
            content: "choose the territory",
            trigger: ".ui-autocomplete .dropdown-item:contains(Portal Land)",
            run: "click",
        },
        openPage("terms"),
        {
            content: "give a margin",
            trigger: ".o_field_widget[name=margin_percent] input",
            run: "edit 5",
        },
        press("action_submit", "Submit"),
        isState("Submitted"),
        press("action_approve", "Approve"),
        isState("In Force"),
        press("action_amend", "Amend"),
        {
            content: "a version of its own opens",
            trigger: ".o_form_view h1:contains(version 2)",
        },
        isState("Draft"),
        openPage("terms"),
        {
            content: "give another margin",
            trigger: ".o_field_widget[name=margin_percent] input",
            run: "edit 6",
        },
        ...stepUtils.saveForm(),
        openPage("versions"),
        {
            content: "the change stands in sight",
            trigger: ".o_dms_differences tr:contains(Margin):contains(6 %)",
        },
        press("action_submit", "Submit"),
        isState("Submitted"),
        {
            content: "it can be printed",
            trigger: ".o_statusbar_buttons button:contains(Print)",
        },
    ],
});
