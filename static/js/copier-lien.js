// <copier-lien><input|textarea readonly><button hidden>…</button><span role="status"></span></copier-lien>
// Copies the value of its field; without JavaScript the field can still be selected and copied by hand.
class CopierLien extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input, textarea");
    const button = this.querySelector("button");
    const message = this.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      message.textContent = "";
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        message.textContent = "C'est copié.";
      } catch {
        message.textContent = "Le texte est choisi : copiez-le avec votre clavier ou un appui long.";
      }
    });
  }
}

customElements.define("copier-lien", CopierLien);
