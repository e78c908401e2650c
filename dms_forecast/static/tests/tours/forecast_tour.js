import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const openMenu = (menu) => [
    stepUtils.showAppsMenuItem(),
    { trigger: ".o_app[data-menu-xmlid='dms_distributor.menu_root']", run: "click" },
    { trigger: "[data-menu-xmlid='dms_forecast.menu_forecast']", run: "click" },
    { trigger: `.dropdown-item[data-menu-xmlid='dms_forecast.${menu}']`, run: "click" },
];

registry.category("web_tour.tours").add("dms_forecast_classes", {
    steps: () => [
        ...openMenu("menu_demand_class"),
        { trigger: ".o_list_view .o_view_nocontent:contains(No demand)" },
        { trigger: ".o_control_panel button:contains(Recompute)", run: "click" },
        { trigger: ".o_notification:contains(2 distributors)" },
    ],
});

registry.category("web_tour.tours").add("dms_forecast_matrix", {
    steps: () => [
        ...openMenu("menu_demand_class_matrix"),
        { trigger: ".o_pivot th:contains(Z)" },
        { trigger: ".o_pivot td:contains(1,308)" },
    ],
});
