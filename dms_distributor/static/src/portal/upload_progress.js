import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";

const POLLING_DELAY = 1500;
const LONGEST_DELAY = 15000;

/** Shows how far the check or the load of a file has come, and the outcome once it is there. */
export class UploadProgress extends Interaction {
    static selector = ".o_dms_upload_progress";
    dynamicContent = {
        ".progress-bar": { "t-att-style": () => ({ width: `${this.percent}%` }) },
        ".progress": { "t-att-aria-valuenow": () => this.percent },
        ".o_dms_upload_label": { "t-out": () => this.label },
    };

    setup() {
        this.percent = Number(this.el.querySelector(".progress").getAttribute("aria-valuenow"));
        this.label = this.el.querySelector(".o_dms_upload_label").textContent;
        this.delay = POLLING_DELAY;
    }

    start() {
        this.waitForTimeout(() => this.poll(), this.delay);
    }

    async poll() {
        try {
            const progress = await this.waitFor(
                rpc(this.el.dataset.progressUrl, {}, { silent: true })
            );
            if (!progress.is_busy) {
                window.location.reload();
                return;
            }
            this.percent = Math.round((100 * progress.done) / progress.total);
            this.label = progress.label;
            this.delay = POLLING_DELAY;
        } catch {
            // The phone is out of reach for a while: the work goes on without it.
            this.delay = Math.min(this.delay * 2, LONGEST_DELAY);
        }
        this.waitForTimeout(() => this.poll(), this.delay);
    }
}

registry.category("public.interactions").add("dms_distributor.upload_progress", UploadProgress);
