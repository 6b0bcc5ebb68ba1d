// Quick keys: a key clicks or focuses what says data-key. Not while typing, and the reader can turn them off.
const KEPT = "roundtable-keys-off";

class QuickKeys extends HTMLElement {
  connectedCallback() {
    this.off = this.querySelector("[data-off]");
    if (this.off) {
      this.off.parentElement.hidden = false;
      this.off.checked = localStorage.getItem(KEPT) === "yes";
      this.off.addEventListener("change", () => localStorage.setItem(KEPT, this.off.checked ? "yes" : "no"));
    }
    this.pressed = (event) => this.press(event);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() { document.removeEventListener("keydown", this.pressed); }

  press(event) {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || this.off?.checked) return;
    if (event.key === "j" || event.key === "k") { this.step(event); return; }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("details")) target.open = !target.open;
    else if (target.matches("input, textarea")) target.focus();
    else target.click();
  }

  step(event) {
    const boxes = [...document.querySelectorAll(".sentence-box")];
    if (!boxes.length) return;
    event.preventDefault();
    const at = boxes.indexOf(document.activeElement);
    const to = event.key === "j" ? Math.min(at + 1, boxes.length - 1) : Math.max(at - 1, 0);
    boxes[to].focus();
  }
}
customElements.define("quick-keys", QuickKeys);
