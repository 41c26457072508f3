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
