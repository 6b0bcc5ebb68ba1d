// Shows the reader's choice at once and keeps what is typed elsewhere on the page; without this the form posts.
class DisplaySettings extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", this);
    this.addEventListener("submit", this);
    this.addEventListener("keydown", this);
  }

  handleEvent(event) {
    if (event.type === "change") this.show();
    else if (event.type === "submit") this.keep(event);
    else if (event.key === "Escape") this.close();
  }

  get details() { return this.querySelector("details"); }
  get form() { return this.querySelector("form"); }

  show() {
    for (const [name, value] of new FormData(this.form)) {
      if (name !== "next") document.documentElement.dataset[name] = value;
    }
    this.send();
  }

  send() {
    return fetch(this.form.action, { method: "POST", body: new URLSearchParams(new FormData(this.form)), redirect: "manual" });
  }

  keep(event) {
    event.preventDefault();
    this.send();
    this.close();
  }

  close() {
    if (!this.details.open) return;
    this.details.open = false;
    this.querySelector("summary").focus();
  }
}
customElements.define("display-settings", DisplaySettings);
