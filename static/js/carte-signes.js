// The signs of a map: real buttons with a name, drawn by us. A kind differs in shape and in word, never in colour alone.
const SVG = "http://www.w3.org/2000/svg";
const SIZE = 48;

// In a square of 48: our own points are houses, partners' diamonds, other places rounds.
const SHAPES = {
  emmaus: [["path", { d: "M24 6 42 20v22H6V20z" }], ["path", { class: "signe__lueur", d: "M19 25h10v10H19z" }]],
  partenaire: [["path", { d: "M24 7 41 24 24 41 7 24z" }], ["circle", { class: "signe__lueur", cx: 24, cy: 24, r: 5 }]],
  annuaire: [["circle", { cx: 24, cy: 24, r: 12 }]],
  ici: [["circle", { cx: 24, cy: 24, r: 12 }]],
  centre: [["circle", { cx: 24, cy: 24, r: 5 }]],
  groupe: [["circle", { cx: 24, cy: 24, r: 20 }]],
};
// A small house at the corner of a group that holds some of our own points.
const CORNER = "M43-7 54 1.500V14H32V1.500z";
// The thread goes around the nearest place and its two ends cross below.
const THREAD = "M37 55Q27 52.500 20.100 48.700A25 25 0 1 1 27.900 48.700Q21 52.500 11 55";

export function drawing(kind, { nearest = false, own = false } = {}) {
  const svg = element("svg", { viewBox: "-8 -8 64 64", "aria-hidden": "true", focusable: "false", class: "signe__dessin" });
  SHAPES[kind].forEach(([name, attributes]) => svg.append(element(name, attributes)));
  if (own) svg.append(element("path", { class: "signe__maison", d: CORNER }));
  if (nearest) svg.append(element("path", { class: "signe__fil", d: THREAD }));
  return svg;
}

// A Leaflet icon around a button; the name is what is heard, and shown when the pointer rests on it.
export function signIcon(L, kind, { name, text = "", nearest = false, own = false } = {}) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: `signe signe--${kind}` });
  button.setAttribute("aria-label", name);
  button.title = name;
  // Leaflet would take Enter as a second press, and close what the first has opened.
  button.addEventListener("keypress", (event) => event.stopPropagation());
  button.append(drawing(kind, { nearest, own }));
  if (text) button.append(Object.assign(document.createElement("span"), { className: "signe__nombre", textContent: text }));
  return L.divIcon({ html: button, className: "", iconSize: [SIZE, SIZE], popupAnchor: [0, -16] });
}

// Where the person is ("ici"), or the middle of the town ("centre"): seen and told, not pressed.
export function hereIcon(L, kind, words) {
  const html = Object.assign(document.createElement("span"), { className: `signe signe--${kind}` });
  html.setAttribute("role", "img");
  html.setAttribute("aria-label", words);
  html.append(drawing(kind));
  return L.divIcon({ html, className: "", iconSize: [SIZE, SIZE] });
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

export function keyOf({ properties }) {
  return "groupe" in properties ? `${properties.groupe} ${properties.nombre}` : properties.lieu;
}

// What a sign is called: "France Services de Vizille, Autre lieu d'aide, à 850 m".
export function nameOf(properties, nearest) {
  return "groupe" in properties ? groupName(properties, nearest) : placeName(properties, nearest);
}

function placeName({ nom, reseau_mots: kind, distance }, nearest) {
  return [nom, kind, distance, nearest && "le plus proche"].filter(Boolean).join(", ");
}

function groupName({ nombre, points, lieux }, nearest) {
  const among = [points && `${points} ${points > 1 ? "points" : "point"} d'accueil`, nearest && "le plus proche"].filter(Boolean);
  const own = among.length ? `, dont ${among.join(" et ")}` : "";
  return lieux.length ? `${nombre} lieux au même endroit${own}` : `${nombre} lieux${own}\u00a0: rapprocher la carte`;
}

export function short(count) {
  return count < 1000 ? String(count) : `${Math.round(count / 100) / 10}k`.replace(".", ",");
}
