// Keys for what is done a hundred times: whatever inside carries data-key is pressed (or, a field, entered) by that key;
// "?" shows them all. Keys rest while somebody types.
class KeyStrokes extends HTMLElement {
  connectedCallback() {
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
  }

  disconnectedCallback() { document.removeEventListener("keydown", this.listen); }

  get marked() { return [...this.querySelectorAll("[data-key]")].filter((element) => !element.disabled); }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
    if (event.key === "?") return this.show(event);
    const element = this.marked.find((one) => one.dataset.key === event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) element.focus();
    else element.click();
  }

  show(event) {
    event.preventDefault();
    this.querySelector("dialog.keys")?.remove();
    const dialog = document.createElement("dialog");
    dialog.className = "keys";
    const heading = document.createElement("h2");
    heading.textContent = "Keys on this page";
    const list = document.createElement("dl");
    for (const element of this.marked) {
      const row = document.createElement("div");
      const key = document.createElement("kbd");
      const term = document.createElement("dt");
      const words = document.createElement("dd");
      key.textContent = element.dataset.key;
      words.textContent = element.dataset.keyFor ?? element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
      term.append(key);
      row.append(term, words);
      list.append(row);
    }
    const form = document.createElement("form");
    form.method = "dialog";
    const close = document.createElement("button");
    close.className = "button button-small";
    close.textContent = "Close";
    form.append(close);
    dialog.append(heading, list, form);
    dialog.addEventListener("close", () => dialog.remove());
    this.append(dialog);
    dialog.showModal();
  }
}
customElements.define("key-strokes", KeyStrokes);
