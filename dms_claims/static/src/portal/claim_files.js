import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Photos and papers that prove a claim: sent one by one, as soon as they are chosen. */
export class ClaimFiles extends Interaction {
    static selector = ".o_dms_claim_evidence";
    dynamicContent = {
        _root: { "t-on-click": this.onClick },
        "input[type=file]": { "t-on-change": this.onChoose },
        _window: { "t-on-online": this.retryAll, "t-on-beforeunload": this.onLeave },
        ".o_dms_claim_mark": {
            "t-att-class": () => ({
                "fa-check-circle text-success": this.isComplete,
                "fa-circle-o text-muted": !this.isComplete,
            }),
        },
    };

    setup() {
        this.items = [];
        this.isSending = false;
        this.files = this.el.querySelector(".o_dms_claim_files");
        this.isComplete = Boolean(this.el.querySelector(".o_dms_claim_mark.text-success"));
        this.registerCleanup(() => this.request?.abort());
    }

    get form() {
        return this.el.closest("form");
    }

    /** What the page says in its own words, which are translated with it. */
    say(name) {
        return this.el.querySelector(`.o_dms_text_${name}`).textContent;
    }

    clone(name) {
        return this.el.querySelector(`.o_dms_claim_${name}_template`).content.firstElementChild
            .cloneNode(true);
    }

    onChoose(ev) {
        for (const file of ev.target.files) {
            this.add(file);
        }
        // The form sends what is left in it: these are on their way.
        ev.target.value = "";
        this.send();
    }

    add(file) {
        const node = this.clone("sending");
        node.querySelector(".o_dms_claim_file_name").textContent = file.name;
        const item = { file, node, state: "waiting" };
        node.classList.add("o_dms_claim_pending");
        this.items.push(item);
        this.files.append(node);
        if (!file.size) {
            this.fail(item, "refused", this.say("empty"));
        } else if (file.size > Number(this.el.dataset.sizeLimit)) {
            this.fail(item, "refused", this.say("too_large"));
        }
    }

    async send() {
        if (this.isSending) {
            return;
        }
        this.isSending = true;
        let item;
        while ((item = this.items.find(({ state }) => state === "waiting"))) {
            item.state = "sending";
            const answer = await this.waitFor(this.upload(item));
            if (answer?.file) {
                this.keep(item, answer);
            } else {
                this.fail(item, answer ? "refused" : "failed", answer?.error || this.say("failed"));
            }
        }
        this.isSending = false;
    }

    /** Sends one file; resolves to the server's answer, or to nothing when it was not reached. */
    upload(item) {
        const body = new FormData();
        body.append("csrf_token", this.form.querySelector("[name=csrf_token]").value);
        body.append("evidence_id", this.el.dataset.evidence);
        body.append("file", item.file);
        const bar = item.node.querySelector(".progress-bar");
        return new Promise((resolve) => {
            const request = new XMLHttpRequest();
            this.request = request;
            request.upload.onprogress = ({ loaded, total }) => {
                bar.style.width = `${Math.round((100 * loaded) / total)}%`;
            };
            request.onload = () => {
                try {
                    resolve(JSON.parse(request.responseText));
                } catch {
                    resolve();
                }
            };
            request.onerror = request.onabort = request.ontimeout = () => resolve();
            request.open("POST", this.el.dataset.path);
            request.send(body);
        });
    }

    keep(item, answer) {
        const { file } = answer;
        this.forget(item);
        const checksum = file.url.split("/").pop();
        if (!this.files.querySelector(`[data-checksum="${checksum}"]`)) {
            const node = this.clone("kept");
            node.dataset.checksum = checksum;
            const link = node.querySelector("a");
            link.href = file.url;
            link.title = file.name;
            const image = link.querySelector("img");
            image.classList.toggle("d-none", !file.is_image);
            link.querySelector("span").classList.toggle("d-none", file.is_image);
            if (file.is_image) {
                image.src = `${file.url}?thumbnail=1`;
                image.alt = file.name;
            } else {
                node.querySelector(".o_dms_claim_file_name").textContent = file.name;
            }
            this.files.prepend(node);
        }
        this.tell(answer);
    }

    fail(item, state, error) {
        item.state = state;
        item.node.classList.toggle("o_dms_claim_pending", state === "failed");
        item.node.querySelector(".progress").classList.add("d-none");
        item.node.querySelector(".o_dms_claim_file_error").textContent = error;
        item.node.querySelector(".o_dms_claim_file_failed").classList.remove("d-none");
        item.node
            .querySelector(".o_dms_claim_file_retry")
            .classList.toggle("d-none", state === "refused");
    }

    retry(item) {
        item.state = "waiting";
        item.node.querySelector(".progress").classList.remove("d-none");
        item.node.querySelector(".o_dms_claim_file_error").textContent = "";
        item.node.querySelector(".o_dms_claim_file_failed").classList.add("d-none");
    }

    retryAll() {
        this.items.filter(({ state }) => state === "failed").forEach((item) => this.retry(item));
        this.send();
    }

    forget(item) {
        this.items.splice(this.items.indexOf(item), 1);
        item.node.remove();
    }

    onClick(ev) {
        const sending = ev.target.closest(".o_dms_claim_sending");
        const item = sending && this.items.find(({ node }) => node === sending);
        if (item && ev.target.closest(".o_dms_claim_file_retry")) {
            this.retry(item);
            this.send();
        } else if (item && ev.target.closest(".o_dms_claim_file_forget")) {
            this.forget(item);
        } else if (ev.target.closest(".o_dms_claim_file_remove")) {
            this.remove(ev.target.closest(".o_dms_claim_kept"));
        }
    }

    async remove(node) {
        const body = new FormData();
        body.append("csrf_token", this.form.querySelector("[name=csrf_token]").value);
        const path = `${this.el.dataset.path}/${node.dataset.checksum}/remove`;
        const response = await this.waitFor(fetch(path, { method: "POST", body }).catch(() => {}));
        if (response?.ok) {
            const answer = await this.waitFor(response.json());
            node.remove();
            this.tell(answer);
        }
    }

    tell(answer) {
        this.isComplete = answer.is_complete;
        this.updateContent();
        this.form.dispatchEvent(new CustomEvent("dms_obstacles", { detail: answer.obstacles }));
    }

    /** Leaving now would lose what has not been sent. */
    onLeave(ev) {
        if (this.items.some(({ state }) => ["waiting", "sending", "failed"].includes(state))) {
            ev.preventDefault();
        }
    }
}

registry.category("public.interactions").add("dms_claims.claim_files", ClaimFiles);
