// Asks before a page is left with something typed and not saved.
class ConfirmLeave extends HTMLElement {
  connectedCallback() {
    this.changed = false;
    this.addEventListener("input", () => { this.changed = true; });
    this.addEventListener("submit", () => { this.changed = false; });
    this.ask = (event) => { if (this.changed) event.preventDefault(); };
    window.addEventListener("beforeunload", this.ask);
  }

  disconnectedCallback() { window.removeEventListener("beforeunload", this.ask); }
}
customElements.define("confirm-leave", ConfirmLeave);
