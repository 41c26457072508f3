// What a popup of the map says of a place, or of several that stand together.
export function ficheOf(place, view, nearest = false) {
  const box = make("div", { className: "carte-fiche", tabIndex: -1 });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", place.nom);
  box.append(make("p", { className: "carte-fiche__genre", textContent: [place.reseau_mots, nearest && "le plus proche"].filter(Boolean).join(", ") }));
  box.append(make("p", { className: "carte-fiche__nom", textContent: place.nom }));
  if (place.distance) box.append(make("p", { className: "carte-fiche__distance", textContent: capital(place.distance) }));
  if (place.adresse) box.append(make("p", { textContent: place.adresse }));
  if (place.etat_mots) box.append(state(place));
  box.append(actions(place, view));
  return box;
}

export function fichesOf(group, view) {
  const box = make("div", { className: "carte-fiche", tabIndex: -1 });
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", `${group.nombre} lieux ici`);
  box.append(make("p", { className: "carte-fiche__genre", textContent: `${group.nombre} lieux ici` }));
  const list = make("ul", { className: "carte-fiche__lieux" });
  group.lieux.forEach((place) => {
    const line = make("li");
    line.append(make("p", { className: "carte-fiche__nom", textContent: place.nom }), state(place), actions(place, view));
    list.append(line);
  });
  box.append(list);
  return box;
}

function state({ etat, etat_mots: words }) {
  const line = make("p", { className: `state state--${etat}` });
  line.append(make("span", { className: "state__dot" }), words);
  return line;
}

function actions(place, view) {
  const line = make("p", { className: "carte-fiche__actions" });
  if (place.telephone) {
    line.append(link(`tel:${place.telephone}`, "Appeler", `${place.nom}, ${place.telephone_mots}`));
  }
  line.append(link(place.url, "Voir la fiche", place.nom));
  if (view.entry(place.lieu)) {
    const button = make("button", { type: "button", textContent: "Voir dans la liste" });
    button.append(make("span", { className: "vh", textContent: ` ${place.nom}` }));
    button.addEventListener("click", () => view.toList(place.lieu));
    line.append(button);
  }
  return line;
}

function link(href, words, of) {
  const made = make("a", { href, textContent: words });
  made.append(make("span", { className: "vh", textContent: ` ${of}` }));
  return made;
}

function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function make(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
