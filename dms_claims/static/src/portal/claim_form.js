import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const SAVE_DELAY = 1200;
const RETRY_DELAY = 8000;

/** The form of a claim: adds lines, and saves the draft on the server as one types. */
export class ClaimForm extends Interaction {
    static selector = ".o_dms_claim_form";
    dynamicContent = {
        _root: {
            "t-on-input": this.onInput,
            "t-on-click": this.onClick,
            "t-on-submit": this.onSubmit,
            "t-on-dms_obstacles": (ev) => this.showObstacles(ev.detail),
        },
        "select[name=scheme_id]": { "t-on-change": this.showEntitlements },
        ".o_dms_claim_add": {
            "t-on-click": this.onAdd,
            "t-att-disabled": () => this.isFull,
        },
        ".o_dms_claim_full": { "t-att-class": () => ({ "d-none": !this.isFull }) },
        ".o_dms_claim_status": { "t-out": () => this.status },
        ".o_dms_claim_total": { "t-out": () => this.total || Interaction.INITIAL_VALUE },
    };

    setup() {
        this.status = "";
        this.total = "";
        this.isSubmitting = false;
        this.isChanged = false;
        this.timer = null;
        this.registerCleanup(() => clearTimeout(this.timer));
    }

    start() {
        this.showEntitlements();
    }

    /** Whether the form holds as many lines as a claim may have. */
    get isFull() {
        const lines = this.el.querySelectorAll(".o_dms_claim_line").length;
        return lines >= Number(this.el.dataset.lineLimit);
    }

    /** What the page says in its own words, which are translated with it. */
    say(name) {
        return this.el.querySelector(`.o_dms_text_${name}`).textContent;
    }

    onInput(ev) {
        if (ev.target.type !== "file") {
            this.saveLater();
        }
    }

    onAdd() {
        const lines = this.el.querySelector(".o_dms_claim_lines");
        const template = this.el.querySelector(".o_dms_claim_line_template");
        lines.append(template.content.cloneNode(true));
        lines.lastElementChild.querySelector("input, select").focus();
    }

    onClick(ev) {
        const button = ev.target.closest(".o_dms_claim_drop_line");
        if (button) {
            button.closest(".o_dms_claim_line").remove();
            this.saveLater();
        }
    }

    /** Sent once only; a disabled button would not tell which step was pressed. */
    onSubmit(ev) {
        if (this.isSubmitting) {
            ev.preventDefault();
        } else if (this.el.querySelector(".o_dms_claim_pending")) {
            ev.preventDefault();
            this.status = this.say("pending");
        } else {
            clearTimeout(this.timer);
            this.isSubmitting = true;
        }
    }

    /** Only what was earned under the chosen scheme is to be claimed under it. */
    showEntitlements() {
        const scheme = this.el.querySelector("select[name=scheme_id]")?.value;
        for (const row of this.el.querySelectorAll(".o_dms_claim_entitlement")) {
            row.classList.toggle("d-none", row.dataset.scheme !== scheme);
        }
    }

    saveLater(delay = SAVE_DELAY) {
        this.isChanged = true;
        clearTimeout(this.timer);
        this.timer = this.waitForTimeout(() => this.save(), delay);
    }

    async save() {
        if (this.isSaving || this.isSubmitting) {
            return;
        }
        this.isSaving = true;
        this.isChanged = false;
        this.status = this.say("saving");
        this.updateContent();
        try {
            const answer = await this.waitFor(this.send());
            if (answer.error) {
                this.status = answer.error;
            } else {
                this.status = this.say("saved");
                this.show(answer);
            }
        } catch {
            this.status = this.say("offline");
            this.saveLater(RETRY_DELAY);
        }
        this.isSaving = false;
        this.updateContent();
        if (this.isChanged && this.status === this.say("saved")) {
            this.saveLater();
        }
    }

    async send() {
        const body = new FormData(this.el);
        for (const input of this.el.querySelectorAll("input[type=file]")) {
            body.delete(input.name);
        }
        const response = await fetch(`${this.el.dataset.path}/save`, { method: "POST", body });
        if (!response.ok) {
            throw new Error(response.statusText);
        }
        return response.json();
    }

    show(answer) {
        this.total = answer.total;
        this.showObstacles(answer.obstacles);
        for (const name of ["date_from", "date_to"]) {
            const input = this.el.querySelector(`[name=${name}]`);
            if (this.el.querySelector("[name=entitlement_id]:checked")) {
                input.value = answer[name];
            }
        }
        const rows = [...this.el.querySelectorAll(".o_dms_claim_line")].filter((row) =>
            [...row.querySelectorAll("input, select:not([name=line_unit])")].some((input) =>
                input.value.trim()
            )
        );
        rows.forEach((row, index) => {
            row.querySelector("[name=line_amount]").placeholder = answer.amounts[index] || "";
        });
    }

    showObstacles(obstacles) {
        const box = this.el.querySelector(".o_dms_claim_obstacles");
        box.classList.toggle("d-none", !obstacles.length);
        box.querySelector("ul").replaceChildren(
            ...obstacles.map((text) => {
                const item = document.createElement("li");
                item.textContent = text;
                return item;
            })
        );
    }
}

registry.category("public.interactions").add("dms_claims.claim_form", ClaimForm);
