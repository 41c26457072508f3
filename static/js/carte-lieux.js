// <carte-lieux hidden data-…><div class="map__ask"><button>Voir la carte</button>…</div></carte-lieux>
// (templates/components/map.html tells the attributes.) Nothing of the map is loaded, and nobody is asked for pictures,
// before the button is pressed.
class CarteLieux extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.ask = this.querySelector(".map__ask");
    this.button = this.querySelector("button");
    this.message = this.querySelector("[role=status]");
    this.button.addEventListener("click", () => (this.view ? this.view.toggle() : this.open()));
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
}

customElements.define("carte-lieux", CarteLieux);
