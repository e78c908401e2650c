import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const openField = (menu) => [
    stepUtils.showAppsMenuItem(),
    { trigger: ".o_app[data-menu-xmlid='dms_distributor.menu_root']", run: "click" },
    { trigger: "[data-menu-xmlid='dms_field.menu_field']", run: "click" },
    { trigger: `.dropdown-item[data-menu-xmlid='dms_field.${menu}']`, run: "click" },
];

registry.category("web_tour.tours").add("dms_field_plan", {
    steps: () => [
        ...openField("menu_beat"),
        { trigger: ".o_searchview_input", run: "edit TEST-1" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_facet_value:contains(TEST-1)" },
        { trigger: ".o_data_cell:contains(Beat TEST-1)", run: "click" },
        { trigger: ".o_form_view button[name='action_order_by_distance']", run: "click" },
        { trigger: ".o_notification:contains(ordered by distance)" },
        { trigger: ".o_field_widget[name='line_ids'] .o_data_row:first:contains(Shop 1)" },
        { trigger: ".o_form_view .o_statusbar_buttons button:contains(Plan Visits)", run: "click" },
        { trigger: ".modal .o_field_widget[name='beat_ids']:contains(Beat TEST-1)" },
        { trigger: ".modal footer button[name='action_plan']", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Shop 1)" },
    ],
});

registry.category("web_tour.tours").add("dms_field_visit", {
    steps: () => [
        ...openField("menu_visit_my_day"),
        { trigger: ".o_kanban_record:contains(Shop 1)", run: "click" },
        { trigger: "button[name='action_check_in']", run: "click" },
        { trigger: "button[name='action_check_out']", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
    ],
});
