// <geo-locate href="/points-accueil/" hidden><button>…</button><span role="status"></span></geo-locate>
// Takes the person to the places around them. Shown only where the browser can tell a position.
const SENTENCES = {
  1: "Vous n'avez pas autorisé la position. Écrivez plutôt votre ville ou votre code postal.",
  2: "Votre position n'a pas été trouvée. Écrivez plutôt votre ville ou votre code postal.",
  3: "Votre appareil met trop de temps à répondre. Écrivez plutôt votre ville ou votre code postal.",
};

class GeoLocate extends HTMLElement {
  connectedCallback() {
    if (!("geolocation" in navigator) || !window.isSecureContext) return;
    this.hidden = false;
    this.button = this.querySelector("button");
    this.message = this.querySelector("[role=status]");
    this.button.addEventListener("click", () => this.locate());
  }

  locate() {
    if (this.button.getAttribute("aria-disabled") === "true") return;
    this.button.setAttribute("aria-disabled", "true");
    this.message.textContent = "Recherche de votre position…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.go(coords),
      (error) => this.fail(error),
      { timeout: 12000, maximumAge: 300000 },
    );
  }

  go({ latitude, longitude }) {
    // Three decimals are about a hundred metres: enough to sort places, and no more than is needed.
    const url = new URL(this.getAttribute("href"), location.href);
    url.searchParams.set("lat", latitude.toFixed(3));
    url.searchParams.set("lon", longitude.toFixed(3));
    this.button.removeAttribute("aria-disabled");
    this.message.textContent = "";
    location.assign(url);
  }

  fail({ code }) {
    this.button.removeAttribute("aria-disabled");
    this.message.textContent = SENTENCES[code] ?? SENTENCES[2];
  }
}

customElements.define("geo-locate", GeoLocate);
