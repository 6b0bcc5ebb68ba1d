// Marks words by selecting them: the selection becomes code-point places in the form's hidden fields. Ticked sentences
// do the same without this file; here they are also shown, and j and k go from one to the next.
class ExcerptMarker extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector(".passages");
    this.form = this.querySelector("form#mark");
    if (!this.text || !this.form) return;
    this.chosen = this.form.querySelector("[data-chosen]");
    this.hint = "Select words in the text, or tick their sentences.";
    this.chosen.textContent = this.hint;
    this.selected = () => this.take();
    document.addEventListener("selectionchange", this.selected);
    this.text.addEventListener("change", () => { this.clear(); this.show(this.ticked); });
    this.addEventListener("keydown", (event) => this.step(event));
    this.show(this.ticked);
  }

  disconnectedCallback() { document.removeEventListener("selectionchange", this.selected); }

  get boxes() { return [...this.text.querySelectorAll(".sentence-box")]; }
  get ticked() { return this.boxes.filter((box) => box.checked).map((box) => document.getElementById(box.getAttribute("aria-labelledby")).textContent).join(" "); }

  // The part of the selection that lies in the words themselves, whatever else (numbers, boxes) it touches.
  get stretch() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let starts = null, ends = null, words = "";
    for (const piece of this.text.querySelectorAll("[data-starts]")) {
      const node = piece.firstChild;
      if (!node || !range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (from >= to) continue;
      const first = Number(piece.dataset.starts);
      starts ??= first + [...node.data.slice(0, from)].length;
      ends = to === node.length ? Number(piece.dataset.ends) : first + [...node.data.slice(0, to)].length;
      words += node.data.slice(from, to);
    }
    return words.trim() ? { starts, ends, words } : null;
  }

  take() {
    const found = this.stretch;
    if (!found) return;
    for (const box of this.boxes) box.checked = false;
    for (const name of ["starts", "ends", "words"]) this.form.elements[name].value = found[name];
    this.show(found.words);
  }

  clear() { for (const name of ["starts", "ends", "words"]) this.form.elements[name].value = ""; }

  show(words) {
    this.chosen.textContent = words ? `“${words}”` : this.hint;
    this.chosen.classList.toggle("has-words", Boolean(words));
  }

  step(event) {
    if (!event.target.matches(".sentence-box") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    this.boxes[this.boxes.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
}
customElements.define("excerpt-marker", ExcerptMarker);
