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
