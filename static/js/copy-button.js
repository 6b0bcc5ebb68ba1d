// Copies what data-text says (a link, a recovery code); without JavaScript the text stands there to be copied by hand.
class CopyButton extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.textContent = this.dataset.label ?? "Copy";
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    this.append(button, said);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.dataset.text);
      said.textContent = "Copied";
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = this.dataset.label ?? "Copy"; }, 2000);
    });
  }
}
customElements.define("copy-button", CopyButton);
