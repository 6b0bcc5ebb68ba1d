// Says how many characters are left; spoken only when the writer pauses.
class CharacterCount extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea, input");
    this.count = this.querySelector(".count");
    if (!this.field || !this.count) return;
    this.spoken = document.createElement("span");
    this.spoken.className = "visually-hidden";
    this.spoken.setAttribute("aria-live", "polite");
    this.append(this.spoken);
    this.field.addEventListener("input", () => this.show());
    this.show();
  }

  disconnectedCallback() { clearTimeout(this.pause); }

  show() {
    const left = Number(this.dataset.most) - [...this.field.value].length;
    const number = Math.abs(left).toLocaleString("en-GB");
    this.count.textContent = left < 0 ? `${number} too many` : `${number} characters left`;
    this.count.classList.toggle("count-over", left < 0);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => { if (document.activeElement === this.field) this.spoken.textContent = this.count.textContent; }, 1500);
  }
}
customElements.define("character-count", CharacterCount);
