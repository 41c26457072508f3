/**
 * <horaires-lignes>: rows of opening hours that one adds and removes, and what they say, as one types.
 *
 * Without it the rows are there all the same, with two empty ones and a box to remove each.
 */
const PATTERN = /__rang__/g;
const PAUSE = 400; // milliseconds after the last key

class HorairesLignes extends HTMLElement {
  connectedCallback() {
    this.rows = this.querySelector("[data-rows]");
    this.count = this.querySelector("[data-count]");
    this.said = this.querySelector("[data-said]");
    this.querySelectorAll("[data-empty]").forEach((row) => row.remove());
    this.querySelectorAll("[data-row]").forEach((row) => this.equip(row));
    if (!this.shown().length) this.add();
    const button = this.querySelector("[data-add]");
    button.hidden = false;
    button.addEventListener("click", () => {
      this.add().querySelector("input").focus();
      this.changed();
    });
    this.addEventListener("input", () => this.sayLater());
    this.addEventListener("change", () => this.sayLater());
  }

  shown() {
    return [...this.rows.querySelectorAll("[data-row]:not([hidden])")];
  }

  add() {
    const index = Number(this.count.value);
    const pattern = this.querySelector("[data-pattern]");
    const holder = document.createElement("div");
    holder.innerHTML = pattern.innerHTML.replace(PATTERN, index);
    const row = holder.querySelector("[data-row]");
    this.count.value = index + 1;
    this.rows.append(row);
    this.equip(row);
    return row;
  }

  equip(row) {
    row.querySelector("[data-removed]").hidden = true;
    const button = row.querySelector("[data-remove]");
    button.hidden = false;
    button.addEventListener("click", () => this.remove_(row));
    this.number();
  }

  remove_(row) {
    const rows = this.shown();
    const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
    row.querySelector("[data-removed] input").checked = true;
    row.hidden = true;
    this.number();
    (next?.querySelector("[data-remove]") ?? this.querySelector("[data-add]")).focus();
    this.changed();
  }

  number() {
    this.shown().forEach((row, index) => {
      row.querySelectorAll("[data-rank]").forEach((rank) => (rank.textContent = index + 1));
    });
  }

  /** Tell the editor, which saves by itself, and say the hours again. */
  changed() {
    this.count.dispatchEvent(new Event("change", { bubbles: true }));
  }

  sayLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(), PAUSE);
  }

  async say() {
    const fields = new URLSearchParams();
    const name = this.dataset.name;
    for (const [key, value] of new FormData(this.closest("form"))) {
      if (key === name || key.startsWith(`${name}-`)) fields.append(key, value);
    }
    try {
      const answer = await fetch(`${this.dataset.wordsUrl}?${fields}`);
      if (answer.ok) this.said.innerHTML = await answer.text();
    } catch {
      // No network: the sentence comes with the next save.
    }
  }
}

customElements.define("horaires-lignes", HorairesLignes);
