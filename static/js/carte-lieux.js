// <carte-lieux hidden data-…><div class="map__ask"><button>Voir la carte</button>…</div></carte-lieux>
// (templates/components/map.html tells the attributes.) Nothing of the map is loaded, and nobody is asked for pictures,
// before the button is pressed; who goes on from an open map to another list finds it open there.
const NEXT = "carte-ouverte";

class CarteLieux extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.button = this.querySelector("button");
    this.message = this.querySelector("[role=status]");
    this.button.addEventListener("click", () => (this.view ? this.view.toggle() : this.press()));
    if (this.wasOpen()) this.open();
  }

  // Whoever went elsewhere while the map came is left there.
  async press() {
    await this.open();
    const still = [this.button, document.body].includes(document.activeElement);
    if (still) this.view?.canvas.focus({ preventScroll: true });
  }

  async open() {
    if (this.getAttribute("aria-busy") === "true") return;
    this.setAttribute("aria-busy", "true");
    this.message.textContent = "La carte arrive…";
    try {
      const { openMap } = await import("./carte-vue.js");
      this.view = await openMap(this);
    } catch {
      this.message.textContent = "La carte n'a pas pu s'ouvrir. La liste, elle, est complète.";
    }
    this.removeAttribute("aria-busy");
  }

  // Some browsers keep nothing: the button is then pressed again.
  openNext() {
    try {
      sessionStorage.setItem(NEXT, "1");
    } catch {
      return;
    }
  }

  wasOpen() {
    try {
      const was = sessionStorage.getItem(NEXT) === "1";
      sessionStorage.removeItem(NEXT);
      return was;
    } catch {
      return false;
    }
  }
}

customElements.define("carte-lieux", CarteLieux);
