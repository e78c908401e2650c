import { registry } from "@web/core/registry";
import { openDistribution, openMenu } from "./menu_steps";

registry.category("web_tour.tours").add("dms_distributor_stock", {
    url: "/odoo",
    steps: () => [
        ...openDistribution("Stock", "Counts"),
        {
            content: "find the count of the tour",
            trigger: ".o_data_row:contains(Sunrise) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "hold it against the book",
            trigger: "button[name=action_compare]",
            run: "click",
        },
        {
            content: "goods are missing",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(-60.00)",
        },
        {
            content: "hand it in",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "it is much: it has to be approved",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "it is posted",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)",
        },
        ...openMenu("Stock", "Leakage and Parallel Trade"),
        {
            content: "look for the product among all that is flagged",
            trigger: ".o_searchview_input",
            run: "edit Test soap",
        },
        { content: "search", trigger: ".o_searchview_input", run: "press Enter" },
        {
            content: "the product has leaked",
            trigger: ".o_data_row:contains(Test soap):contains(Leakage) .o_data_cell[name=month]",
            run: "click",
        },
        {
            content: "see what moved",
            trigger: ".o-form-buttonbox button:contains(Movements)",
            run: "click",
        },
        {
            content: "open the sales behind what was sold",
            trigger: ".o_data_row:contains(Sold) button[name=action_open_document]",
            run: "click",
        },
        { content: "they are there", trigger: ".o_data_row:contains(Sunrise):contains(Corner)" },
    ],
});
