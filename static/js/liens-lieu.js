// What one does with places found: send an address to someone, go there, see more of them. Together in one file: a page
// asks for few.

// <partager-lien url title text><button hidden>Partager</button><span role="status"></span>…links…</partager-lien>
// One button: the device's own way to share where there is one, else the address is copied. Without JavaScript the links
// (mail, text message) do it; they stay for those who prefer them.
class PartagerLien extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.message = this.querySelector("[role=status]");
    this.button.hidden = !navigator.share && !navigator.clipboard;
    this.button.addEventListener("click", () => this.share());
  }

  async share() {
    const url = this.getAttribute("url");
    this.message.textContent = "";
    try {
      if (navigator.share) await navigator.share({ url, title: this.getAttribute("title"), text: this.getAttribute("text") });
      else {
        await navigator.clipboard.writeText(url);
        this.message.textContent = "L'adresse de la page est copiée.";
      }
    } catch (error) {
      if (error.name !== "AbortError") this.message.textContent = `Copiez cette adresse : ${url}`;
    }
  }
}

customElements.define("partager-lien", PartagerLien);

// <y-aller android="geo:…" iphone="https://maps.apple.com/…"><a href="…">Y aller</a></y-aller>
// On a telephone the link opens the map application that is there; elsewhere, and without JavaScript, it stays as it is.
class YAller extends HTMLElement {
  connectedCallback() {
    const { userAgent } = navigator;
    const found = /Android/.test(userAgent) ? "android" : /iPhone|iPad|iPod/.test(userAgent) ? "iphone" : "";
    const address = found && this.getAttribute(found);
    if (!address) return;
    this.querySelector("a").href = address;
    const words = this.querySelector("[data-sur]");
    if (words) words.textContent = words.dataset.sur;
  }
}

customElements.define("y-aller", YAller);

// <voir-plus list="lieux"><a href="…page=2" rel="next">Voir plus</a><span role="status"></span></voir-plus>
// Brings the next page's entries under those that are there, and the link on to the page after. Without JavaScript, and
// where the answer does not come, the link leads to that page.
class VoirPlus extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    this.message = this.querySelector("[role=status]");
    this.link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.bring();
    });
  }

  async bring() {
    if (this.getAttribute("aria-busy") === "true") return;
    this.setAttribute("aria-busy", "true");
    this.message.textContent = "Un instant…";
    try {
      const answer = await fetch(this.link.href);
      if (!answer.ok) throw new Error(answer.status);
      this.add(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      location.assign(this.link.href);
    }
    this.removeAttribute("aria-busy");
  }

  add(page) {
    const name = this.getAttribute("list");
    const list = document.getElementById(name);
    const shown = new Set([...list.children].map((entry) => entry.id));
    const entries = [...page.getElementById(name).children].filter((entry) => !shown.has(entry.id));
    list.append(...entries.map((entry) => document.importNode(entry, true)));
    const next = page.querySelector(`voir-plus[list="${name}"] a`);
    this.message.textContent = entries.length === 1 ? "1 lieu de plus." : `${entries.length} lieux de plus.`;
    entries.length && list.children[shown.size].querySelector("a").focus();
    if (next) this.link.href = next.href;
    else this.link.hidden = true;
    list.dispatchEvent(new CustomEvent("voir-plus", { bubbles: true, detail: page }));
  }
}

customElements.define("voir-plus", VoirPlus);
