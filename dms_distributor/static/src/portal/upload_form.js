import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The form that sends a file: shows what was chosen or dropped, and refuses what is too large. */
export class UploadForm extends Interaction {
    static selector = ".o_dms_upload_form";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        "input[type=file]": { "t-on-change": this.onChange },
        ".o_dms_upload_drop": {
            "t-on-dragover.prevent": () => this.setDragging(true),
            "t-on-dragleave": () => this.setDragging(false),
            "t-on-drop.prevent": this.onDrop,
            "t-att-class": () => ({ o_dms_upload_dragging: this.isDragging }),
        },
        ".o_dms_upload_name": { "t-out": () => this.fileName || Interaction.INITIAL_VALUE },
        ".o_dms_upload_hint": { "t-att-class": () => ({ "d-none": Boolean(this.fileName) }) },
        ".o_dms_upload_error": {
            "t-out": () => this.error,
            "t-att-class": () => ({ "d-none": !this.error }),
        },
        "button[type=submit]": { "t-att-disabled": () => this.isSending || this.isUnfit },
    };

    setup() {
        this.input = this.el.querySelector("input[type=file]");
        this.isDragging = false;
        this.isSending = false;
        this.fileName = "";
        // What the server said of the last file stands until another one is chosen.
        this.error = this.el.querySelector(".o_dms_upload_error").textContent.trim();
        this.isUnfit = false;
    }

    setDragging(isDragging) {
        this.isDragging = isDragging;
    }

    onDrop(ev) {
        this.isDragging = false;
        if (ev.dataTransfer.files.length) {
            this.input.files = ev.dataTransfer.files;
            this.onChange();
        }
    }

    onChange() {
        const file = this.input.files[0];
        this.fileName = file?.name || "";
        this.error = file ? this.getError(file) : "";
        this.isUnfit = Boolean(this.error);
    }

    /** Why the file cannot be sent, in the page's own words; empty when it can. */
    getError(file) {
        let selector = "";
        if (!file.size) {
            selector = ".o_dms_upload_is_empty";
        } else if (file.size > Number(this.el.dataset.sizeLimit)) {
            selector = ".o_dms_upload_too_large";
        }
        return selector && this.el.querySelector(selector).textContent;
    }

    onSubmit(ev) {
        if (this.isSending || this.isUnfit) {
            ev.preventDefault();
            return;
        }
        this.isSending = true;
    }
}

registry.category("public.interactions").add("dms_distributor.upload_form", UploadForm);
