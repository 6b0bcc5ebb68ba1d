// A list that stands where it stood when the next page of the same list opens.
class KeepPlace extends HTMLElement {
  connectedCallback() {
    const key = `place of ${location.pathname.replace(/\/\d+$/, "")}`;
    this.scrollTop = Number(sessionStorage.getItem(key)) || 0;
    addEventListener("pagehide", () => sessionStorage.setItem(key, this.scrollTop));
  }
}
customElements.define("keep-place", KeepPlace);
