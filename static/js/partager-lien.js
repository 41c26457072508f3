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
