// The two elements of the search for a place, in one file: a page asks for few.
//
// <champ-lieu suggestions="/api/v1/suggestions"><input name="q"></champ-lieu>
// Proposes towns, départements and places while one types, and searches for the one chosen.
// WAI-ARIA APG, "editable combobox with list autocomplete": nothing is chosen unless one asks, what was typed stays.
// Without JavaScript, or when the site does not answer, the field and its form work as they are.
const SHORTEST = 2; // letters
const PAUSE = 120; // milliseconds without a new letter
const PATIENCE = 3000; // milliseconds
const KEPT = 60; // answers
let count = 0;

class ChampLieu extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.input = this.querySelector("input");
    this.answers = new Map();
    this.options = [];
    this.active = -1;
    this.append(this.makeList(), this.makeStatus());
    this.input.type = "text"; // the search type has a role of its own
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      autocorrect: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    addEventListener("pageshow", () => this.close());
  }

  makeList() {
    this.list = document.createElement("ul");
    this.list.id = `propositions-${(count += 1)}`;
    this.list.className = "proposals";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Propositions");
    this.list.hidden = true;
    // The focus stays in the field, whatever is touched or clicked in the list.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const rank = this.options.indexOf(target.closest("[role=option]"));
      if (rank >= 0) this.choose(rank);
    });
    return this.list;
  }

  makeStatus() {
    this.status = document.createElement("span");
    this.status.className = "vh";
    this.status.setAttribute("role", "status");
    return this.status;
  }

  wait() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.mark(-1);
    const text = this.input.value.trim();
    if (text.length < SHORTEST) this.close();
    else this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    this.asking = new AbortController();
    const { signal } = this.asking;
    const late = setTimeout((asking) => asking.abort(), PATIENCE, this.asking);
    try {
      let found = this.answers.get(text);
      if (!found) {
        const url = new URL(this.getAttribute("suggestions"), location.href);
        url.searchParams.set("q", text);
        const answer = await fetch(url, { signal, credentials: "omit" });
        if (!answer.ok) throw new Error(answer.status);
        found = (await answer.json()).resultats;
        if (this.answers.size >= KEPT) this.answers.clear();
        this.answers.set(text, found);
      }
      if (!signal.aborted && document.activeElement === this.input) this.show(found);
    } catch {
      if (!signal.aborted) this.close();
    } finally {
      clearTimeout(late);
    }
  }

  show(found) {
    this.found = found;
    this.options = found.map(({ libelle, detail }, rank) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${rank}`;
      option.className = "proposals__one";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.className = "proposals__name";
      name.textContent = libelle;
      option.append(name, " ");
      if (detail) {
        const more = document.createElement("span");
        more.className = "quiet";
        more.textContent = detail;
        option.append(more);
      }
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.open(found.length > 0);
    this.say(found.length);
  }

  say(many) {
    if (many === 0) this.status.textContent = "Aucune proposition.";
    else if (many === 1) this.status.textContent = "1 proposition. Flèche du bas pour la choisir.";
    else this.status.textContent = `${many} propositions. Flèche du bas pour choisir.`;
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.mark(-1);
    this.open(false);
    this.status.textContent = "";
  }

  mark(rank) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = rank;
    const option = this.options[rank];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const opened = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (opened) this.move(event.key === "ArrowDown" ? 1 : -1);
      else if (this.options.length && this.input.value.trim().length >= SHORTEST) this.reopen(event);
    } else if (event.key === "Enter" && opened && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && opened) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Home" || event.key === "End" || event.key === "ArrowLeft" || event.key === "ArrowRight") {
      this.mark(-1); // the cursor moves in the text again
    }
  }

  reopen({ key, altKey }) {
    this.open(true);
    if (!altKey) this.mark(key === "ArrowDown" ? 0 : this.options.length - 1);
  }

  // Past either end stands the text itself, where nothing is marked.
  move(step) {
    const places = this.options.length + 1;
    this.mark(((this.active + 1 + step + places) % places) - 1);
  }

  choose(rank) {
    this.input.value = this.found[rank].recherche;
    this.close();
    this.options = [];
    this.input.form?.requestSubmit();
  }
}

customElements.define("champ-lieu", ChampLieu);

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
