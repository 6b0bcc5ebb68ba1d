// Puts the reader at what needs mending, and each of its links into the field itself.
class ErrorSummary extends HTMLElement {
  connectedCallback() {
    this.querySelector("[tabindex]")?.focus();
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    });
  }
}
customElements.define("error-summary", ErrorSummary);
