import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** A button that sends the page on is pressed once only. */
export class UploadStep extends Interaction {
    static selector = ".o_dms_upload_step";
    dynamicContent = {
        _root: { "t-on-submit": () => (this.isSending = true) },
        "button[type=submit]": { "t-att-disabled": () => this.isSending },
    };

    setup() {
        this.isSending = false;
    }
}

registry.category("public.interactions").add("dms_distributor.upload_step", UploadStep);
