// What one does with a place's address: send it to someone, or go there. Together in one file: a page asks for few.

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
