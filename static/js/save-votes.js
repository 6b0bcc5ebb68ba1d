// Saves a page of votes as they are given; without JavaScript, or a network, the button below saves them.
class SaveVotes extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    const note = document.createElement("p");
    note.className = "saved-note";
    note.setAttribute("role", "status");
    this.append(note);
    let waiting, answered = true;
    const save = async () => {
      answered = false;
      try {
        const answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form), redirect: "follow" });
        note.textContent = answer.ok ? "Saved" : "Not saved: press the button below";
      } catch {
        note.textContent = "Not saved: no connection. Press the button below once there is one";
      }
      answered = true;
    };
    form.addEventListener("change", () => {
      note.textContent = "";
      clearTimeout(waiting);
      waiting = setTimeout(() => answered ? save() : form.dispatchEvent(new Event("change")), 600);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }
}
customElements.define("save-votes", SaveVotes);
