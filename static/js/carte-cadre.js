// What stands around a map: its name for who cannot see it, buttons that do what a finger does, legend, territories.
import { drawing } from "./carte-signes.js";

export const FRANCE = [[41.3, -5.2], [51.1, 9.6]];
// Where overseas is, so that nobody has to look for it in the oceans.
const ELSEWHERE = {
  "France métropolitaine": FRANCE,
  Guadeloupe: [[15.8, -61.9], [16.55, -61]],
  Martinique: [[14.35, -61.3], [14.95, -60.75]],
  Guyane: [[2.1, -54.7], [6, -51.5]],
  "La Réunion": [[-21.45, 55.15], [-20.8, 55.9]],
  Mayotte: [[-13.05, 44.95], [-12.6, 45.35]],
  "Saint-Pierre-et-Miquelon": [[46.7, -56.5], [47.2, -56.05]],
  "Saint-Martin et Saint-Barthélemy": [[17.85, -63.2], [18.15, -62.75]],
  "Nouvelle-Calédonie": [[-22.75, 163.5], [-19.5, 168.2]],
  "Polynésie française": [[-18.2, -152], [-16.2, -148.8]],
  "Wallis-et-Futuna": [[-14.4, -178.3], [-13.1, -176]],
};
const LEGEND = { emmaus: "Point d'accueil", partenaire: "Lieu partenaire", annuaire: "Autre lieu d'aide", groupe: "Plusieurs lieux" };
const MOVES = {
  "+": "Rapprocher", "−": "Éloigner", "←": "Vers l'ouest", "↑": "Vers le nord", "↓": "Vers le sud", "→": "Vers l'est",
};
const NAME =
  "Carte des lieux. Flèches pour se déplacer, plus et moins pour rapprocher ou éloigner, tabulation pour aller de lieu en lieu.";

// `moves`: what each button does, by what it shows; `goTo`: called with the corners of the territory that was chosen.
export function frameOf({ here, hereKind }, moves, goTo) {
  const canvas = make("div", { className: "carte__image", tabIndex: 0 }, { role: "region", "aria-label": NAME });
  const status = make("p", { className: "carte__etat" }, { role: "status" });
  const zone = make("a", { className: "btn carte__zone", textContent: "Chercher dans cette zone", hidden: true });
  const body = make("div", { className: "carte" });
  const legend = here ? { [hereKind]: here, ...LEGEND } : LEGEND;
  body.append(canvas, toolsOf(moves), zone, status, legendOf(legend), territoriesOf(goTo));
  return { body, canvas, status, zone };
}

function toolsOf(moves) {
  const tools = make("div", { className: "carte__outils" }, { role: "group", "aria-label": "Déplacer la carte" });
  Object.entries(MOVES).forEach(([shown, words]) => {
    const look = { type: "button", className: "carte__outil", textContent: shown, title: words };
    const button = make("button", look, { "aria-label": words });
    button.addEventListener("click", moves[shown]);
    tools.append(button);
  });
  return tools;
}

function legendOf(words) {
  const list = make("ul", { className: "carte__legende" });
  Object.entries(words).forEach(([kind, word]) => {
    const line = make("li");
    const mark = make("span", { className: `signe signe--${kind}` });
    mark.append(drawing(kind));
    line.append(mark, word);
    list.append(line);
  });
  return list;
}

function territoriesOf(goTo) {
  const label = make("label", { className: "carte__aller", textContent: "Aller à " });
  const choice = make("select");
  choice.append(new Option("…", ""), ...Object.keys(ELSEWHERE).map((name) => new Option(name, name)));
  choice.addEventListener("change", () => ELSEWHERE[choice.value] && goTo(ELSEWHERE[choice.value]));
  label.append(choice);
  return label;
}

function make(name, properties = {}, attributes = {}) {
  const made = Object.assign(document.createElement(name), properties);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
