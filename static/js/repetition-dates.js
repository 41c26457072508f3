/**
 * <repetition-dates data-url="…">: what the fields of dates that repeat say, as one edits.
 *
 * The words come from the server, read by the code that saves. Without this script they come with each save; the
 * fields that do not matter for the rule chosen are then shown too, and dates that differ are added by hand.
 */
const PAUSE = 500; // milliseconds after the last change
const NAMES = /^(first_day|last_day|all_day|start_time|end_time|zone|repeats?(_\w+)?|without_public_holidays|school_zone|location|commune|activity|opens_days_before|closes_minutes_before|unfit|exceptions-.*)$/;
const SHOWN = {
  "": [],
  DAILY: ["repeat_interval", "repeat_until", "repeat_count"],
  WEEKLY: ["repeat_interval", "repeat_weekdays", "repeat_until", "repeat_count"],
  MONTHLY: ["repeat_interval", "repeat_monthly", "repeat_until", "repeat_count"],
  YEARLY: ["repeat_interval", "repeat_until", "repeat_count"],
  keep: [],
};
const OF_A_RULE = ["repeat_interval", "repeat_weekdays", "repeat_monthly", "repeat_until", "repeat_count"];
const HOLIDAYS = ["without_public_holidays", "school_zone"];
const HOURS = ["start_time", "end_time"];

/** A day as the fields write it (31/12/2026), from 2026-12-31; and back. */
const written = (iso) => iso.split("-").reverse().join("/");
const read = (text) => (text.includes("/") ? text.trim().split("/").reverse().join("-") : text.trim());

class RepetitionDates extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.said = this.querySelector("[data-said]");
    this.spoken = this.querySelector("[data-spoken]");
    this.silent = this.querySelector("[data-silent]");
    this.heard = (event) => this.hear(event);
    this.form.addEventListener("input", this.heard);
    this.form.addEventListener("change", this.heard);
    this.addEventListener("click", (event) => this.act(event));
    this.before = this.typed();
    this.showFields();
    this.equip();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.form.removeEventListener("input", this.heard);
    this.form.removeEventListener("change", this.heard);
  }

  hear(event) {
    if (!NAMES.test(event.target.name ?? "")) return;
    this.showFields();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(), PAUSE);
  }

  /** What says when, and nothing else of the page. */
  typed() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (NAMES.test(name) && typeof value === "string") fields.append(name, value);
    }
    return fields.toString();
  }

  async say() {
    const typed = this.typed();
    if (typed === this.before) return;
    this.before = typed;
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        body: new URLSearchParams(typed),
        headers: {
          "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
          "X-Requested-With": "XMLHttpRequest", // refused, Wagtail then answers 403
        },
        signal: this.asked.signal,
      });
      // A redirection leads to another page of the admin: to its sign-in, for one.
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.show(await answer.text());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.before = "";
      this.silent.hidden = false;
    }
  }

  show(html) {
    const focused = this.said.contains(document.activeElement) ? document.activeElement : null;
    const same = focused && `[data-day="${focused.dataset.day}"][data-act="${focused.dataset.act}"]`;
    this.said.innerHTML = html;
    this.silent.hidden = true;
    this.equip();
    if (same) this.said.querySelector(same)?.focus();
    // The sentence alone is spoken: ten dates at each key would be too much.
    const words = this.said.querySelector("[data-words]")?.textContent.replace(/\s+/g, " ").trim() ?? "";
    if (words !== this.spoken.textContent) this.spoken.textContent = words;
  }

  equip() {
    this.said.querySelectorAll("[data-acts]").forEach((acts) => (acts.hidden = false));
  }

  showFields() {
    const value = (name) => this.form.elements.namedItem(name)?.value ?? "";
    const repeats = value("repeats");
    const shown = SHOWN[repeats] ?? OF_A_RULE;
    OF_A_RULE.forEach((name) => this.toggle(name, shown.includes(name)));
    HOLIDAYS.forEach((name) => this.toggle(name, repeats !== ""));
    const allDay = this.form.elements.namedItem("all_day")?.checked;
    HOURS.forEach((name) => this.toggle(name, !allDay));
  }

  /** Hide a field that does not matter, unless something is wrong with it. */
  toggle(name, shown) {
    const field = this.form.querySelector(`[name="${name}"]`);
    const panel = field?.closest(".w-panel__wrapper");
    if (panel) panel.hidden = !shown && !panel.querySelector(".error-message, .w-field__errors .error-message");
  }

  act(event) {
    const button = event.target.closest("button");
    if (button?.dataset.see) this.see(button.dataset.see);
    if (button?.dataset.act) this.add(button.dataset.act, button.dataset.day);
  }

  /** The rows that are shown, each with the name that its fields begin with. */
  rows() {
    return [...this.form.querySelectorAll('[name^="exceptions-"][name$="-original_day"]')]
      .map((field) => ({ day: field, prefix: field.name.replace(/original_day$/, "") }))
      .filter(({ prefix }) => /^exceptions-\d+-$/.test(prefix) && !this.field(prefix, "DELETE")?.value);
  }

  field(prefix, name) {
    return this.form.elements.namedItem(prefix + name);
  }

  see(day) {
    const row = this.rows().find((one) => read(one.day.value) === day);
    if (row) this.reach(this.field(row.prefix, "kind"));
  }

  add(kind, day) {
    const known = day && this.rows().find((one) => read(one.day.value) === day);
    if (!known) this.form.querySelector("#id_exceptions-ADD").click();
    const { prefix } = known || this.rows().at(-1);
    this.write(prefix, "kind", kind);
    this.write(prefix, "original_day", written(day));
    const next = { cancelled: "note", note: "note", moved: "new_day", added: "original_day" }[kind];
    this.reach(this.field(prefix, next));
  }

  write(prefix, name, value) {
    const field = this.field(prefix, name);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  reach(field) {
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
}

customElements.define("repetition-dates", RepetitionDates);
