import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";
import { openDistribution } from "./menu_steps";

const PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

function type(name, text) {
    return {
        content: `type into ${name}`,
        trigger: `.o_dms_application_form [name=${name}]`,
        run: `edit ${text}`,
    };
}

registry.category("web_tour.tours").add("dms_distributor_apply", {
    url: "/distributors/apply",
    steps: () => [
        type("company_name", "Tour Traders"),
        {
            content: "Send it far too early",
            trigger: ".o_dms_application_form button[type=submit]",
            run: "click",
        },
        {
            content: "What is missing is marked, and the page is still there",
            trigger: ".o_dms_application_form [name=vat].is-invalid",
        },
        {
            content: "What was typed stays",
            trigger: ".o_dms_application_form [name=company_name]:value(Tour Traders)",
        },
        type("vat", "33AAFCH4521K1ZQ"),
        type("street", "1 Market Road"),
        type("city", "Tour Town"),
        {
            content: "Choose the country",
            trigger: ".o_dms_application_form [name=country_id]",
            run: "selectByLabel India",
        },
        type("contact_name", "Asha Tour"),
        type("email", "asha@tour.example.com"),
        type("phone", "+91 98000 55555"),
        {
            content: "Choose the territory",
            trigger: ".o_dms_application_form [name=territory_id]",
            run: "selectByLabel Tour Place",
        },
        type("bank_account_number", "50100123456701"),
        type("bank_account_holder", "Tour Traders"),
        {
            content: "Name a reference",
            trigger: ".o_dms_reference [name=reference_name]",
            run: "edit Vikram",
        },
        {
            content: "And how to reach it",
            trigger: ".o_dms_reference [name=reference_phone]",
            run: "edit +91 98000 66666",
        },
        {
            content: "Add the documents and the names on them",
            trigger: ".o_dms_document input[type=file]",
            run: async () => {
                for (const row of document.querySelectorAll(".o_dms_document")) {
                    const input = row.querySelector("input[type=file]");
                    const file = new File([PDF], "paper.pdf", { type: "application/pdf" });
                    await inputFiles(`input[name=${input.name}]`, [file]);
                    const holder = row.querySelector("input[type=text]");
                    if (holder) {
                        holder.value = "Tour Traders";
                    }
                }
            },
        },
        {
            content: "Send it",
            trigger: ".o_dms_application_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The mail is on its way",
            trigger: "h1:contains(One step is left)",
        },
    ],
});

registry.category("web_tour.tours").add("dms_distributor_lifecycle", {
    url: "/odoo",
    steps: () => [
        ...openDistribution("Network", "Applications"),
        {
            content: "open the application that waits",
            trigger: ".o_kanban_record:contains(Tour Applicant)",
            run: "click",
        },
        {
            content: "its checks passed",
            trigger: ".o_field_widget[name=check_ids] tr:contains(Territory free):contains(Passed)",
        },
        { content: "approve it", trigger: "button[name=action_approve]", run: "click" },
        {
            content: "open the distributor that it has become",
            trigger: "button[name=action_open_partner]",
            run: "click",
        },
        {
            content: "it is in onboarding",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Onboarding)",
        },
        {
            content: "make it active",
            trigger: "button[name=action_confirm_network]:contains(Activate)",
            run: "click",
        },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "it is active",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Active)",
        },
        { content: "suspend it", trigger: "button[name=action_suspend_network]", run: "click" },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Pays late",
        },
        { content: "do it", trigger: ".modal button[name=action_apply]:visible", run: "click" },
        {
            content: "it is suspended",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Suspended)",
        },
        { content: "end it", trigger: "button[name=action_end_network]:visible", run: "click" },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Gives up",
        },
        {
            content: "open the checklist",
            trigger: ".modal button[name=action_apply]:contains(Open the Checklist)",
            run: "click",
        },
        {
            content: "nothing is owed",
            trigger: ".o_field_widget[name=item_ids] tr:contains(Open invoices paid):contains(Settled)",
        },
        {
            content: "the letter is signed",
            trigger: "tr:contains(Letter of no dues) button[name=action_settle]",
            run: "click",
        },
        {
            content: "it is ticked",
            trigger: "tr:contains(Letter of no dues):contains(Settled)",
        },
        {
            content: "try to complete it",
            trigger: "button[name=action_complete]",
            run: "click",
        },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "the deposit has not been returned",
            trigger: ".modal:contains(cannot be ended yet):contains(Security deposit)",
        },
        {
            content: "so be it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the settlement is still open",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Open)",
        },
    ],
});
