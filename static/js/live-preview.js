// Shows a form's words as they would stand, a moment after the last key: it sends the form as its button "look" does
// and takes [data-preview] from the answer. Without script the button does it.
class LivePreview extends HTMLElement {
  connectedCallback() {
    this.later = () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), 500); };
    this.addEventListener("input", this.later);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.later);
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  async look() {
    const form = this.querySelector("form");
    const words = new FormData(form);
    words.set("look", "1");
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: words, signal: this.asking.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-preview]");
      if (fresh) this.querySelector("[data-preview]").replaceChildren(...fresh.childNodes);
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
    }
  }
}
customElements.define("live-preview", LivePreview);
