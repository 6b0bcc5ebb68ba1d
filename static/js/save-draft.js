// Keeps what is being typed, and says when. Without it there is the button.
class SaveDraft extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.said = this.querySelector("[data-saved]");
    if (!this.form || !this.said) return;
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("submit", () => { clearTimeout(this.waiting); this.sent = true; });
    this.hide = () => { if (document.visibilityState === "hidden" && this.changed) this.save(); };
    document.addEventListener("visibilitychange", this.hide);
  }

  disconnectedCallback() {
    clearTimeout(this.waiting);
    document.removeEventListener("visibilitychange", this.hide);
  }

  soon() {
    this.changed = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), Number(this.dataset.pause || 3000));
  }

  // One at a time: what is typed meanwhile goes with the next.
  async save() {
    if (this.sent) return;
    if (this.saving) { this.soon(); return; }
    this.saving = true;
    this.changed = false;
    clearTimeout(this.waiting);
    try {
      const typed = new FormData(this.form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
      const answer = await fetch(this.dataset.address, { method: "POST", body: new URLSearchParams(typed), credentials: "same-origin", keepalive: true });
      this.show(answer, answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {});
    } catch {
      this.failed("there is no connection.");
    } finally {
      this.saving = false;
    }
  }

  show(answer, told) {
    if (!answer.ok) { this.failed(told.problem || "try the button below."); return; }
    this.form.elements.version.value = told.version;
    this.dataset.address = told.saving;
    if (!this.sent && location.pathname !== told.address) {
      history.replaceState(null, "", told.address);
      this.form.action = told.address;
    }
    this.said.textContent = `Saved at ${told.at}.`;
    const asks = this.querySelector("confirm-leave");
    if (asks && !this.changed) asks.changed = false;
  }

  failed(why) {
    this.changed = true;
    this.said.textContent = `Not saved: ${why}`;
  }
}
customElements.define("save-draft", SaveDraft);
