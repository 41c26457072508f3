// Our dates, our places, one date, on your site:
//   <calendrier-seances partenaire="…">  <carte-lieux partenaire="…">  <fiche-seance numero="…">
// What you write between the tags is shown until our frame answers, and wherever it does not.
// No cookie, nothing stored or counted in the browser; of your page, only the font is read.
(() => {
  const SITE = "https://le-site.exemple.invalid"; // the address of whoever hands this file out is put here
  const ORIGIN = new URL(SITE).origin;
  const LOOK = ["couleurs", "accent", "titre"];
  const PATIENCE = 10_000; // milliseconds to load
  const AFTER_LOADING = 2_000; // a frame that is refused loads too, and says nothing

  class Cadre extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) this.build();
      addEventListener("message", this);
      const near = (seen) => seen.some((entry) => entry.isIntersecting) && this.load();
      this.nearby = new IntersectionObserver(near, { rootMargin: "400px" });
      this.nearby.observe(this);
    }

    disconnectedCallback() {
      removeEventListener("message", this);
      this.nearby.disconnect();
      clearTimeout(this.timer);
    }

    attributeChangedCallback() {
      if (this.frame?.src) this.load();
    }

    // In a shadow, out of reach of your styles and scripts. Styled without attributes: a strict policy refuses those.
    build() {
      this.style.display = "block";
      this.words = document.createElement("p");
      this.words.setAttribute("role", "status");
      this.words.style.margin = 0;
      this.fallback = document.createElement("slot");
      const link = document.createElement("a");
      link.href = SITE + this.constructor.page;
      link.textContent = this.constructor.named;
      this.fallback.append(link);
      this.frame = document.createElement("iframe");
      this.frame.referrerPolicy = "no-referrer";
      this.frame.style.cssText = "display: block; width: 100%; height: 320px; border: 0";
      this.frame.addEventListener("load", () => this.greet());
      this.attachShadow({ mode: "open" }).append(this.words, this.fallback, this.frame);
    }

    // Later ones take the first one's place, also for the Back button.
    load() {
      this.nearby.disconnect();
      this.wait(PATIENCE);
      this.frame.title = this.textContent.trim() || this.constructor.named;
      if (this.frame.src) this.frame.contentWindow.location.replace(this.address());
      else this.frame.src = this.address();
    }

    address() {
      const { path, names } = this.constructor;
      const values = (name) => (this.getAttribute(name) || "").split(/\s+/).filter(Boolean);
      const pairs = [...names, ...LOOK].flatMap((name) => values(name).map((value) => [name, value]));
      const query = new URLSearchParams(pairs).toString();
      return `${SITE}/integration/${path(this)}${query && `?${query}`}`;
    }

    // Its frame has loaded. It answers nobody whom it has not heard.
    greet() {
      if (!this.frame.src) return;
      this.wait(AFTER_LOADING);
      const police = getComputedStyle(this).fontFamily;
      this.frame.contentWindow.postMessage({ type: "calendrier-seances:police", police }, ORIGIN);
    }

    handleEvent({ source, origin, data }) {
      if (origin !== ORIGIN || source !== this.frame.contentWindow) return;
      if (data?.type === "calendrier-seances:hauteur" && data.hauteur > 0) this.show(Math.min(data.hauteur, 20_000));
    }

    wait(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.show(0), milliseconds);
    }

    // Zero is a frame that does not answer. It keeps its width: if it answers late, its height is right.
    show(height) {
      clearTimeout(this.timer);
      this.words.textContent = height ? "" : "Cette partie de la page ne s'affiche pas pour le moment. Voici où la trouver :";
      this.fallback.style.display = height ? "none" : "contents";
      this.frame.style.visibility = height ? "visible" : "hidden";
      this.frame.style.height = `${height}px`;
    }
  }

  function define(tag, page, named, names, path) {
    if (customElements.get(tag)) return; // this file stands twice in the page
    const observedAttributes = ["partenaire", "numero", ...names, ...LOOK];
    customElements.define(tag, Object.assign(class extends Cadre {}, { page, named, names, path, observedAttributes }));
  }

  const part = (element, name) => encodeURIComponent(element.getAttribute(name) || "-");
  define("calendrier-seances", "/rendez-vous/", "Les prochaines dates", ["vue", "lieu", "type", "commune", "nombre", "du"],
    (element) => `calendrier/${part(element, "partenaire")}/`);
  define("carte-lieux", "/points-accueil/", "Les lieux d'aide numérique", ["partenaire", "lieu", "commune"], () => "carte/");
  define("fiche-seance", "/rendez-vous/", "Une prochaine date", ["partenaire"], (element) => `seance/${part(element, "numero")}/`);
})();
