// One box at the head of a table that ticks all the boxes below it, and shift to tick a stretch.
class SelectAll extends HTMLElement {
  connectedCallback() {
    this.all = this.querySelector("input[data-all]");
    if (!this.all) return;
    this.all.hidden = false;
    this.addEventListener("change", (event) => {
      if (event.target === this.all) for (const box of this.boxes) this.tick(box, this.all.checked);
      this.show();
    });
    this.addEventListener("click", (event) => this.stretch(event));
    this.show();
  }

  get boxes() { return [...this.querySelectorAll("tbody .check input[type=checkbox]:not(:disabled)")]; }

  tick(box, checked) {
    if (box.checked === checked) return;
    box.checked = checked;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  stretch(event) {
    const boxes = this.boxes;
    if (!boxes.includes(event.target)) return;
    const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const box of boxes.slice(from, to)) this.tick(box, event.target.checked);
    this.last = event.target;
  }

  show() {
    const ticked = this.boxes.filter((box) => box.checked).length;
    this.all.checked = ticked > 0 && ticked === this.boxes.length;
    this.all.indeterminate = ticked > 0 && ticked < this.boxes.length;
  }
}
customElements.define("select-all", SelectAll);
