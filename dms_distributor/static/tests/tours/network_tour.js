import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { openDistribution, openMenu } from "./menu_steps";

function choose(field, text) {
    return [
        {
            content: `type into ${field}`,
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `choose for ${field}`,
            trigger: `.ui-autocomplete .dropdown-item:contains(${text})`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("dms_distributor_network", {
    url: "/odoo",
    steps: () => [
        ...openDistribution("Network", "Hierarchy"),
        {
            content: "find the maker of the tour",
            trigger: ".o_searchview_input",
            run: "edit Tour Maker && press Enter",
        },
        {
            content: "unfold whom it supplies",
            trigger:
                ".o_hierarchy_node:contains(Tour Maker) button[name=hierarchy_search_subsidiaries]:contains(Unfold)",
            run: "click",
        },
        { content: "they are shown", trigger: ".o_hierarchy_node:contains(Tour Distributor)" },
        ...openMenu("Network", "Territories"),
        {
            content: "add a territory",
            trigger: ".o_control_panel:contains(Territories) .o_list_button_add",
            run: "click",
        },
        {
            content: "name it",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Tour Territory",
        },
        {
            content: "give it a code",
            trigger: ".o_field_widget[name=code] input",
            run: "edit TOUR-T",
        },
        ...stepUtils.saveForm(),
        ...openMenu("Network", "Outlets"),
        {
            content: "add an outlet",
            trigger: ".o_control_panel:contains(Outlets) .o_list_button_add",
            run: "click",
        },
        {
            content: "name it",
            trigger: ".o_form_view .o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour Outlet",
        },
        {
            content: "open its place in the network",
            trigger: ".o_notebook .nav-link[name=dms_network]",
            run: "click",
        },
        {
            content: "the screen proposes the tier",
            trigger: ".o_field_widget[name=dms_tier_id] input:value(Outlet)",
        },
        ...choose("dms_upstream_id", "Tour Distributor"),
        ...choose("dms_territory_id", "Tour Territory"),
        {
            content: "give it a code",
            trigger: ".o_field_widget[name=dms_code] input",
            run: "edit TOUR-D1-001",
        },
        ...stepUtils.saveForm(),
        {
            content: "suspend it",
            trigger: "button[name=action_suspend_network]",
            run: "click",
        },
        {
            content: "it is suspended",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Suspended)",
        },
    ],
});
