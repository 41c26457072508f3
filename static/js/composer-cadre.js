// <composer-cadre><form>…<span role="status"></span></form> … <div id="…" data-suit="…">…</div></composer-cadre>
// Brings, while one chooses, the parts of the page that follow the choice: all choices, or those of the fields that
// `data-suit` names. Without JavaScript the form's button does.
const PAUSE = 350; // milliseconds after the last key

class ComposerCadre extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.message = this.querySelector("[role=status]");
    this.changed = new Set();
    this.form.querySelector("[type=submit]").hidden = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.bring();
    });
    this.form.addEventListener("input", ({ target }) => {
      this.changed.add(target.name);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.bring(), PAUSE);
    });
    this.addEventListener("click", (event) => {
      const link = event.target.closest("[data-largeur]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.turn(link);
    });
  }

  // The other screen: the same frame, wider or narrower.
  turn(link) {
    const { largeur } = link.dataset;
    this.form.elements.largeur.value = largeur;
    for (const one of this.querySelectorAll("[data-largeur]")) {
      if (one === link) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    const { classList } = this.querySelector(".screen");
    classList.remove("screen--ordinateur", "screen--telephone");
    classList.add(`screen--${largeur}`);
  }

  async bring() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.asked = new AbortController();
    const address = `${this.form.action}?${new URLSearchParams(new FormData(this.form))}`;
    try {
      const answer = await fetch(address, { signal: this.asked.signal });
      if (!answer.ok) throw new Error(answer.status);
      this.take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }

  take(page) {
    const focused = document.activeElement.id;
    for (const part of this.querySelectorAll("[data-suit]")) {
      const fresh = page.getElementById(part.id);
      const follows = part.dataset.suit.split(" ").some((name) => !name || this.changed.has(name));
      if (!fresh) throw new Error(part.id);
      if (follows && fresh.innerHTML !== part.innerHTML) part.replaceWith(document.importNode(fresh, true));
    }
    this.changed.clear();
    if (focused && document.activeElement.id !== focused) document.getElementById(focused)?.focus();
    this.message.textContent = "";
    requestAnimationFrame(() => (this.message.textContent = "L'aperçu et les codes à coller sont à jour."));
  }
}

customElements.define("composer-cadre", ComposerCadre);
