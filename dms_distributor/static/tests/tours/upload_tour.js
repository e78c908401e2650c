import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const LINES = [
    "Bill;Day;Blue;Item code;Qty;Amount",
    "T1;01/03/2026;TOUR-OUT;TEST-SKU-1;12;120,00",
    "T2;02/03/2026;TOUR-OUT;TOUR-UNKNOWN;1;7,50",
];

function press(name) {
    return {
        content: `press ${name}`,
        trigger: `.o_statusbar_buttons button[name=${name}]:enabled`,
        run: "click",
    };
}

function see(field, text) {
    return {
        content: `see ${text} in ${field}`,
        trigger: `.o_group .o_field_widget[name=${field}]:contains(${text})`,
    };
}

registry.category("web_tour.tours").add("dms_distributor_upload", {
    steps: () => [
        { content: "a new upload", trigger: ".o_list_button_add", run: "click" },
        {
            content: "type the distributor",
            trigger: ".o_field_widget[name=distributor_id] input",
            run: "edit Test Traders",
        },
        {
            content: "choose the distributor",
            trigger: ".ui-autocomplete .dropdown-item:contains(Test Traders)",
            run: "click",
        },
        {
            content: "choose the file",
            trigger: ".o_field_widget[name=file] .o_select_file_button",
            async run() {
                const file = new File([LINES.join("\n")], "tour.csv", { type: "text/csv" });
                await inputFiles(".o_field_widget[name=file] .o_input_file", [file]);
            },
        },
        { trigger: ".o_field_widget[name=file] input:value(tour.csv)" },
        press("action_read_file"),
        {
            content: "the file is shown as it is understood",
            trigger: ".o_dms_preview td:contains(T1)",
        },
        {
            content: "the blue column is not understood: map it",
            trigger: ".o_field_widget[name=column_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "name the column",
            trigger: ".o_selected_row [name=heading] input",
            run: "edit Blue",
        },
        {
            content: "open the meanings",
            trigger: ".o_selected_row [name=role] input",
            run: "click",
        },
        {
            content: "choose the meaning",
            trigger: ".o_select_menu_menu .o_select_menu_item:contains(Outlet code)",
            run: "click",
        },
        press("action_check"),
        see("new_count", "1"),
        see("rejected_count", "1"),
        {
            content: "open what is to be cleared up",
            trigger: ".o_notebook .nav-link:contains(To Clear Up)",
            run: "click",
        },
        { content: "the unknown product is listed", trigger: ".o_data_row:contains(TOUR-UNKNOWN)" },
        press("action_load"),
        {
            content: "it is loaded",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Loaded)",
        },
        see("new_count", "1"),
        see("net_total", "120.00"),
        {
            content: "open the sales",
            trigger: ".oe_stat_button:contains(Sales)",
            run: "click",
        },
        { content: "the sale is there", trigger: ".o_list_view .o_data_row:contains(T1)" },
    ],
});
