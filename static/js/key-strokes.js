// Keys for what is done a hundred times: whatever inside carries data-key is pressed (or, a field, entered) by that key;
// "?" shows them all. Keys rest while somebody types, and until they are wanted again where somebody has switched them off.
class KeyStrokes extends HTMLElement {
  connectedCallback() {
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
    this.offer();
  }

  disconnectedCallback() { document.removeEventListener("keydown", this.listen); }

  get marked() { return [...this.querySelectorAll("[data-key]")].filter((element) => !element.disabled); }

  get areOff() { try { return localStorage.getItem("keys") === "off"; } catch { return false; } }

  // A switch at the foot of the page, where it is found without any of the keys.
  offer() {
    if (this.lastElementChild?.matches(".keys-switch")) return;
    const line = document.createElement("p");
    line.className = "fine keys-switch";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    const say = () => { button.textContent = this.areOff ? "Switch the keys of these pages on" : "Switch the keys of these pages off"; };
    button.addEventListener("click", () => {
      try { localStorage.setItem("keys", this.areOff ? "on" : "off"); } catch { /* kept nowhere: they stay as they are */ }
      say();
    });
    say();
    line.append(button);
    this.append(line);
  }

  press(event) {
    if (this.areOff) return;
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
