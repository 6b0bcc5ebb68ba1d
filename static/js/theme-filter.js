// Finds a theme by a part of its name in a long codebook; Enter ticks the first that is left.
class ThemeFilter extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("input[type=search]") || this.rows.length < 8) return;
    const label = document.createElement("label");
    label.className = "theme-find";
    const words = document.createElement("span");
    words.textContent = "Find a theme";
    this.field = document.createElement("input");
    this.field.type = "search";
    this.field.autocomplete = "off";
    this.field.dataset.key = "t";
    label.append(words, this.field);
    this.prepend(label);
    this.field.addEventListener("input", () => this.narrow());
    this.field.addEventListener("keydown", (event) => this.choose(event));
  }

  get rows() { return [...this.querySelectorAll(".theme-box")]; }

  narrow() {
    const wanted = this.field.value.trim().toLocaleLowerCase();
    for (const row of this.rows) {
      row.hidden = Boolean(wanted) && !row.textContent.toLocaleLowerCase().includes(wanted) && !row.querySelector("input").checked;
    }
  }

  choose(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const wanted = this.field.value.trim().toLocaleLowerCase();
    const first = wanted && this.rows.find((row) => row.textContent.toLocaleLowerCase().includes(wanted));
    if (!first) return;
    const box = first.querySelector("input");
    box.checked = !box.checked;
    this.field.value = "";
    this.narrow();
  }
}
customElements.define("theme-filter", ThemeFilter);
