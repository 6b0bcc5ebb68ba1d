// Marks words by selecting them: the selection becomes code-point places in the form's hidden fields. Ticked sentences
// do the same without this file; here they are also shown, and two keys go from one to the next.
class ExcerptMarker extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("#words-of-the-submission");
    this.form = this.querySelector("form#mark");
    if (!this.text || !this.form) return;
    this.chosen = this.form.querySelector("[data-chosen]");
    this.hint = "Select words in the text, or tick their sentences.";
    this.chosen.textContent = this.hint;
    this.selected = () => this.take();
    document.addEventListener("selectionchange", this.selected);
    this.text.addEventListener("focusin", (event) => { if (event.target.matches(".sentence-box")) this.last = event.target; });
    this.text.addEventListener("change", () => { this.clear(); this.show(this.ticked); });
    for (const [key, words, by] of [["j", "Next sentence (space ticks it)", 1], ["k", "Sentence before", -1]]) this.offer(key, words, by);
    this.show(this.ticked);
  }

  disconnectedCallback() { document.removeEventListener("selectionchange", this.selected); }

  get boxes() { return [...this.text.querySelectorAll(".sentence-box")]; }
  get ticked() { return this.boxes.filter((box) => box.checked).map((box) => document.getElementById(box.getAttribute("aria-labelledby")).textContent).join(" "); }

  // What of the selection lies in the words themselves, whatever else (numbers, boxes) it touches, up to the end of the
  // part of the submission in which it begins.
  get stretch() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let part = null, starts = null, ends = null, words = "";
    for (const piece of this.text.querySelectorAll("[data-starts]")) {
      const node = piece.firstChild;
      if (!node || !range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (from >= to) continue;
      const within = piece.closest("[data-part]").dataset.part;
      part ??= within;
      if (within !== part) break;
      const first = Number(piece.dataset.starts);
      starts ??= first + [...node.data.slice(0, from)].length;
      ends = to === node.length ? Number(piece.dataset.ends) : first + [...node.data.slice(0, to)].length;
      words += node.data.slice(from, to);
    }
    return words.trim() ? { part, starts, ends, words } : null;
  }

  take() {
    const found = this.stretch;
    if (!found) return;
    for (const box of this.boxes) box.checked = false;
    for (const name of ["part", "starts", "ends", "words"]) this.form.elements[name].value = found[name];
    this.show(found.words);
  }

  clear() { for (const name of ["part", "starts", "ends", "words"]) this.form.elements[name].value = ""; }

  show(words) {
    this.chosen.textContent = words ? `“${words}”` : this.hint;
    this.chosen.classList.toggle("has-words", Boolean(words));
  }

  // A button that only a key or a screen reader finds; <key-strokes> around lists it.
  offer(key, words, by) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "visually-hidden";
    button.dataset.key = key;
    button.textContent = words;
    button.addEventListener("click", () => this.step(by));
    this.text.before(button);
  }

  step(by) {
    const boxes = this.boxes;
    const at = boxes.indexOf(this.last) + by;
    this.last = boxes[Math.max(0, Math.min(at, boxes.length - 1))];
    this.last?.focus();
  }
}
customElements.define("excerpt-marker", ExcerptMarker);
