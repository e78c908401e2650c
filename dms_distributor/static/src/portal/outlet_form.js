import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const TIMEOUT_MS = 15000;

/** The form that registers an outlet: takes the device's position, and shows the photo chosen. */
export class OutletForm extends Interaction {
    static selector = ".o_dms_outlet_form";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
        ".o_dms_outlet_locate": {
            "t-on-click": this.onLocate,
            "t-att-disabled": () => this.isLocating,
        },
        ".o_dms_outlet_position": {
            "t-out": () => this.message,
            "t-att-class": () => ({ "d-none": !this.message, "text-success": this.isFound }),
        },
        "input[type=file]": { "t-on-change": this.onPhoto },
        ".o_dms_outlet_photo": {
            "t-att-src": () => this.photo || undefined,
            "t-att-class": () => ({ "d-none": !this.photo }),
        },
        "button[type=submit]": { "t-att-disabled": () => this.isSending },
    };

    setup() {
        this.isLocating = false;
        this.isSending = false;
        this.isFound = false;
        this.message = "";
        // What was sent before, when the form came back.
        this.keptPhoto = this.el.querySelector(".o_dms_outlet_photo").getAttribute("src") || "";
        this.photo = this.keptPhoto;
        this.registerCleanup(() => URL.revokeObjectURL(this.photo));
    }

    /** What the page says in its own words, which are translated with it. */
    say(selector, value = "") {
        return this.el.querySelector(selector).textContent.replace("%s", value);
    }

    async onLocate() {
        this.isLocating = true;
        try {
            const { coords } = await this.waitFor(
                new Promise((resolve, reject) =>
                    navigator.geolocation.getCurrentPosition(resolve, reject, {
                        enableHighAccuracy: true,
                        timeout: TIMEOUT_MS,
                    })
                )
            );
            this.el.querySelector("[name=latitude]").value = coords.latitude.toFixed(7);
            this.el.querySelector("[name=longitude]").value = coords.longitude.toFixed(7);
            this.isFound = true;
            this.message = this.say(".o_dms_outlet_found", Math.round(coords.accuracy));
        } catch {
            this.isFound = false;
            this.message = this.say(".o_dms_outlet_silent");
        }
        this.isLocating = false;
    }

    onPhoto(ev) {
        const [file] = ev.target.files;
        URL.revokeObjectURL(this.photo);
        this.photo = file ? URL.createObjectURL(file) : this.keptPhoto;
    }

    onSubmit(ev) {
        if (this.isSending) {
            ev.preventDefault();
            return;
        }
        this.isSending = true;
    }
}

registry.category("public.interactions").add("dms_distributor.outlet_form", OutletForm);
