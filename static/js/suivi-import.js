/* <suivi-import data-src="…">: asks every other second how far an import is, and shows the report once it is there. */
const PAUSE = 2000;

class SuiviImport extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async look() {
    try {
      const answer = await fetch(this.dataset.src, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.ok && answer.headers.get("X-Import-Moving") === "0") {
        location.reload();
        return;
      }
      if (answer.ok) this.innerHTML = await answer.text();
    } catch {
      // The next one will say.
    }
    this.timer = setTimeout(() => this.look(), PAUSE);
  }
}

customElements.define("suivi-import", SuiviImport);
