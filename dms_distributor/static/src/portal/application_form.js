import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Sends an application without leaving the page: what was typed and chosen stays on errors. */
export class ApplicationForm extends Interaction {
    static selector = ".o_dms_application_form";
    dynamicContent = {
        _root: { "t-on-submit.prevent": this.onSubmit },
        "input[type=file]": { "t-on-change": this.onChooseFile },
        "select[name=country_id]": { "t-on-change": this.onChooseCountry },
        ".o_dms_reference_add": { "t-on-click": this.addReference },
        ".o_dms_application_error": {
            "t-out": () => this.error,
            "t-att-class": () => ({ "d-none": !this.error }),
        },
        "button[type=submit]": { "t-att-disabled": () => this.isSending },
    };

    setup() {
        this.isSending = false;
        this.error = this.el.querySelector(".o_dms_application_error").textContent.trim();
        this.el.querySelector(".o_dms_application_again")?.remove();
    }

    /** A file that is too large is told of before it is sent. */
    onChooseFile(ev) {
        const input = ev.currentTarget;
        const isTooLarge = input.files[0]?.size > Number(this.el.dataset.sizeLimit);
        this.showError(
            input.name,
            isTooLarge ? this.el.querySelector(".o_dms_too_large").textContent : ""
        );
        if (isTooLarge) {
            input.value = "";
        }
    }

    /** The states offered are those of the country that was chosen when the page came. */
    onChooseCountry(ev) {
        const states = this.el.querySelector(".o_dms_application_state");
        if (states) {
            const isOther = ev.currentTarget.value !== this.el.dataset.countryId;
            states.classList.toggle("d-none", isOther);
            states.querySelector("select").value = "";
        }
    }

    addReference() {
        const rows = this.el.querySelectorAll(".o_dms_reference");
        const row = rows[rows.length - 1].cloneNode(true);
        for (const input of row.querySelectorAll("input")) {
            input.value = "";
        }
        this.insert(row, this.el.querySelector(".o_dms_references"));
    }

    async onSubmit() {
        if (this.isSending) {
            return;
        }
        this.isSending = true;
        const data = new FormData(this.el);
        data.set("is_script", "1");
        try {
            const response = await this.waitFor(
                fetch(this.el.action, { method: "POST", body: data })
            );
            const answer = await this.waitFor(response.json());
            if (answer.redirect) {
                window.location.href = answer.redirect;
                return;
            }
            this.showErrors(answer);
        } catch {
            this.error = this.el.querySelector(".o_dms_unreachable").textContent;
            this.scrollTo(this.el);
        }
        this.isSending = false;
        this.updateContent();
    }

    showErrors({ error, errors, started }) {
        this.error = error;
        this.el.querySelector("input[name=started]").value = started;
        for (const place of this.el.querySelectorAll("[data-error-for]")) {
            this.showError(place.dataset.errorFor, errors[place.dataset.errorFor] || "");
        }
        this.scrollTo(this.el.querySelector(".is-invalid, [data-error-for]:not(.d-none):not(.invalid-feedback)") || this.el);
    }

    showError(name, text) {
        const place = this.el.querySelector(`[data-error-for="${name}"]`);
        place.textContent = text;
        const input = this.el.querySelector(`:is(input, select)[name="${name}"]`);
        if (input) {
            input.classList.toggle("is-invalid", Boolean(text));
        } else {
            place.classList.toggle("d-none", !text);
        }
    }

    scrollTo(element) {
        element.scrollIntoView({ behavior: "smooth", block: "center" });
    }
}

registry.category("public.interactions").add("dms_distributor.application_form", ApplicationForm);
