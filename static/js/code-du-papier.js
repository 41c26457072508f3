// <code-du-papier><input></code-du-papier>: the code read from a printed slip stands behind the "#" of the address, which
// no server is sent; it goes into the field, and out of the address bar.
class CodeDuPapier extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const code = location.hash.slice(1);
    if (!/^[0-9A-Z]{8}$/.test(code)) return;
    history.replaceState(null, "", location.pathname + location.search);
    if (field.value) return;
    field.value = `${code.slice(0, 4)} ${code.slice(4)}`;
    document.querySelector("#id_contact").focus();
  }
}

customElements.define("code-du-papier", CodeDuPapier);
