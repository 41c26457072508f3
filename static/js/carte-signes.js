// The signs of a map: real buttons with a name, drawn by us. A kind differs in shape and in word, never in colour alone.
const SVG = "http://www.w3.org/2000/svg";
const SIZE = 48;

// In a square of 48: our own points are houses, partners' diamonds, other places rounds.
const SHAPES = {
  emmaus: [["path", { d: "M24 6 42 20v22H6V20z" }], ["path", { class: "signe__lueur", d: "M19 25h10v10H19z" }]],
  partenaire: [["path", { d: "M24 7 41 24 24 41 7 24z" }], ["circle", { class: "signe__lueur", cx: 24, cy: 24, r: 5 }]],
  annuaire: [["circle", { cx: 24, cy: 24, r: 12 }]],
  ici: [["circle", { cx: 24, cy: 24, r: 12 }]],
  groupe: [["circle", { cx: 24, cy: 24, r: 20 }]],
};
// The thread goes around the nearest place and its two ends cross below.
const THREAD = "M27 47C10 50-2 37 2 21S20-3 34 4s15 25 7 35c-4 5-10 8-17 8-4 0-7 3-9 6m12-6c4 0 7 3 8 7";

export function drawing(kind, { nearest = false } = {}) {
  const svg = element("svg", { viewBox: "-8 -8 64 64", "aria-hidden": "true", focusable: "false", class: "signe__dessin" });
  SHAPES[kind].forEach(([name, attributes]) => svg.append(element(name, attributes)));
  if (nearest) svg.append(element("path", { class: "signe__fil", d: THREAD }));
  return svg;
}

// A Leaflet icon around a button; the name is what is heard, and shown when the pointer rests on it.
export function signIcon(L, kind, { name, text = "", nearest = false } = {}) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: `signe signe--${kind}` });
  button.setAttribute("aria-label", name);
  button.title = name;
  button.append(drawing(kind, { nearest }));
  if (text) button.append(Object.assign(document.createElement("span"), { className: "signe__nombre", textContent: text }));
  return L.divIcon({ html: button, className: "", iconSize: [SIZE, SIZE], popupAnchor: [0, -16] });
}

// Where the person is, or where the search looked from: seen and told, not pressed.
export function hereIcon(L, words) {
  const html = Object.assign(document.createElement("span"), { className: "signe signe--ici" });
  html.setAttribute("role", "img");
  html.setAttribute("aria-label", words);
  html.append(drawing("ici"));
  return L.divIcon({ html, className: "", iconSize: [SIZE, SIZE] });
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
