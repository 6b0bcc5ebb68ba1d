// Shows questions once the earlier choice that they depend on has the answer that they are for. Without script they
// stand there and say when to answer them.
class ShownIf extends HTMLElement {
  connectedCallback() {
    this.place = this.closest("form") ?? document;
    this.look = () => this.show();
    this.place.addEventListener("change", this.look);
    this.querySelector("[data-said]").hidden = true;
    this.show();
  }

  disconnectedCallback() { this.place.removeEventListener("change", this.look); }

  show() {
    const { name, key } = this.dataset;
    const inputs = [...this.place.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const ticked = (input) => (["radio", "checkbox"].includes(input.type) ? input.checked : true) && input.value === key;
    this.hidden = !inputs.some((input) => ticked(input) && !input.closest("shown-if[hidden]"));
  }
}
customElements.define("shown-if", ShownIf);
