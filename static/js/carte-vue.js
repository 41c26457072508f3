// The map of the finder, once it was asked for: outlines, signs, popups, and the ways between map and list.
import { loadLeaflet } from "./leaflet-loader.js";
import { addOutlines, addPictures } from "./carte-fond.js";
import { ficheOf, fichesOf } from "./carte-fiche.js";
import { drawing, hereIcon, signIcon } from "./carte-signes.js";

const FRANCE = [[41.3, -5.2], [51.1, 9.6]];
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
const STEP = 140; // pixels that an arrow moves the map by
const WIDE = "(min-width: 1000px)";
const WIDEST_KM = 300; // the finder's own limit

export async function openMap(host) {
  const view = new View(host, await loadLeaflet(host.dataset));
  await view.start();
  return view;
}

class View {
  constructor(host, L) {
    this.host = host;
    this.L = L;
    this.signs = new Map();
    this.here = pointOf(host.dataset.lat, host.dataset.lon);
    this.listed = new Map(
      (host.dataset.listed || "").split(" ").filter(Boolean).map((entry) => {
        const [slug, lat, lon] = entry.split(",");
        return [slug, [Number(lat), Number(lon)]];
      }),
    );
  }

  async start() {
    this.build();
    const { L, host } = this;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const fingers = matchMedia("(pointer: coarse)").matches;
    this.map = L.map(this.canvas, {
      minZoom: 3,
      maxZoom: 19,
      keyboard: false, // ours below, which also works from a sign
      zoomControl: false, // buttons with words, beside the others
      scrollWheelZoom: false, // until the map is pressed: the page must scroll
      dragging: !fingers, // one finger scrolls the page, two move the map
      worldCopyJump: true,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      markerZoomAnimation: !calm,
      inertia: !calm,
    });
    this.map.attributionControl.setPrefix("Leaflet");
    this.map.attributionControl.addAttribution("contours IGN et Natural Earth");
    this.canvas.classList.toggle("carte__image--doigts", fingers);
    this.signLayer = L.layerGroup().addTo(this.map);
    this.map.on("click", () => this.map.scrollWheelZoom.enable());
    this.canvas.addEventListener("mouseleave", () => this.map.scrollWheelZoom.disable());
    this.map.on("popupopen", ({ popup }) => this.popupOpened(popup));
    this.map.on("popupclose", () => this.mark(null));
    this.frame();
    if (this.here) L.marker(this.here, { icon: hereIcon(L, host.dataset.hereKind, host.dataset.here), interactive: false, keyboard: false }).addTo(this.map);
    this.linkList();
    this.map.on("moveend", () => this.later());
    this.map.on("dragend zoomend", () => this.offerZone());
    addOutlines(L, this.map, host.dataset.fond).catch(() => this.say("Le fond de carte n'est pas venu. Les lieux restent à leur place."));
    addPictures(L, this.map, host.dataset, () => this.say("Les images de la carte ne viennent pas : voici nos contours."));
    await this.load();
    this.canvas.focus({ preventScroll: true });
  }

  // The frame around the map: what a screen reader is told, buttons, legend.
  build() {
    const { host } = this;
    this.canvas = make("div", { className: "carte__image", tabIndex: 0 });
    this.canvas.setAttribute("role", "region");
    this.canvas.setAttribute("aria-label", "Carte des lieux. Flèches pour se déplacer, plus et moins pour rapprocher ou éloigner, tabulation pour aller de lieu en lieu.");
    this.status = make("p", { className: "carte__etat" });
    this.status.setAttribute("role", "status");
    this.zone = make("a", { className: "btn carte__zone", textContent: "Chercher dans cette zone", hidden: true });
    const tools = make("div", { className: "carte__outils" });
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "Déplacer la carte");
    const moves = [
      ["+", "Rapprocher", () => this.map.zoomIn()],
      ["−", "Éloigner", () => this.map.zoomOut()],
      ["←", "Vers l'ouest", () => this.map.panBy([-STEP, 0])],
      ["↑", "Vers le nord", () => this.map.panBy([0, -STEP])],
      ["↓", "Vers le sud", () => this.map.panBy([0, STEP])],
      ["→", "Vers l'est", () => this.map.panBy([STEP, 0])],
    ];
    moves.forEach(([shown, words, act]) => {
      const button = make("button", { type: "button", className: "carte__outil", textContent: shown, title: words });
      button.setAttribute("aria-label", words);
      button.addEventListener("click", () => {
        act();
        this.offerZone();
      });
      tools.append(button);
    });
    this.body = make("div", { className: "carte" });
    this.body.append(this.canvas, tools, this.zone, this.status, this.legend(), this.territories());
    host.append(this.body);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("focusin", ({ target }) => this.followFocus(target));
    this.show(true);
  }

  legend() {
    const list = make("ul", { className: "carte__legende" });
    const { hereKind, here } = this.host.dataset;
    const words = this.here ? { [hereKind]: here, ...LEGEND } : LEGEND;
    Object.entries(words).forEach(([kind, word]) => {
      const line = make("li");
      const mark = make("span", { className: `signe signe--${kind}` });
      mark.append(drawing(kind));
      line.append(mark, word);
      list.append(line);
    });
    return list;
  }

  territories() {
    const label = make("label", { className: "carte__aller", textContent: "Aller à " });
    const choice = make("select");
    choice.append(new Option("…", ""), ...Object.keys(ELSEWHERE).map((name) => new Option(name, name)));
    choice.addEventListener("change", () => {
      if (!ELSEWHERE[choice.value]) return;
      this.map.fitBounds(ELSEWHERE[choice.value], { animate: false });
      this.offerZone();
    });
    label.append(choice);
    return label;
  }

  toggle() {
    this.show(this.body.hidden);
    if (!this.body.hidden) this.map.invalidateSize();
  }

  show(open) {
    this.body.hidden = !open;
    this.host.button.setAttribute("aria-expanded", String(open));
    this.host.button.querySelector("[data-words]").textContent = open ? "Fermer la carte" : "Voir la carte";
    this.host.classList.toggle("map--open", open);
    this.host.parentElement.classList.toggle("with-map", open);
  }

  // All of the list where its places are known, else its nearest; else the whole country.
  frame() {
    const { L, map } = this;
    const known = [...this.listed.values()];
    if (known.length) {
      map.fitBounds(L.latLngBounds(this.here ? [this.here, ...known] : known).pad(0.08), { maxZoom: 15, animate: false });
    } else if (this.here) {
      map.setView(this.here, 11, { animate: false });
    } else {
      map.fitBounds(FRANCE, { animate: false });
    }
  }

  later() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.load(), 150);
  }

  async load() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.canvas.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.address(), { signal: asking.signal, credentials: "omit" });
      if (!answer.ok) throw new Error(answer.status);
      const { features, total, remarque } = await answer.json();
      this.draw(features);
      this.say(remarque || (total === 1 ? "1 lieu sur cette partie de la carte." : `${total.toLocaleString("fr")} lieux sur cette partie de la carte.`));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.say("Les lieux ne viennent pas sur la carte en ce moment. La liste, elle, est complète.");
    }
    this.canvas.removeAttribute("aria-busy");
  }

  // Our endpoint, with the filters of the address bar; distances are counted from where the search looked.
  address() {
    const url = new URL(this.host.dataset.places, location.href);
    const asked = new URLSearchParams(location.search);
    ["q", "lat", "lon", "page", "rayon"].forEach((name) => asked.delete(name));
    const sight = this.map.getBounds();
    const whole = sight.getEast() - sight.getWest() >= 360;
    const [west, east] = whole ? [-180, 180] : [sight.getWest(), sight.getEast()].map((lon) => this.L.Util.wrapNum(lon, [-180, 180], true));
    const box = { ouest: west, est: east, sud: Math.max(-90, sight.getSouth()), nord: Math.min(90, sight.getNorth()) };
    Object.entries(box).forEach(([name, degrees]) => asked.set(name, degrees.toFixed(5)));
    asked.set("zoom", this.map.getZoom());
    if (this.here) {
      asked.set("lat", this.here[0]);
      asked.set("lon", this.here[1]);
    }
    url.search = asked;
    return url;
  }

  // What stays is kept as it is, so that focus and an open popup stay too.
  draw(features) {
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    const zoom = this.map.getZoom();
    for (const [key, sign] of this.signs) {
      if (wanted.has(key) && sign.zoom === (sign.group ? zoom : sign.zoom)) continue;
      if (sign.marker.isPopupOpen()) continue;
      sign.marker.remove();
      this.signs.delete(key);
    }
    const near = (feature) => feature.properties.distance_m ?? Infinity;
    [...wanted].sort(([, a], [, b]) => near(a) - near(b)).forEach(([key, feature]) => {
      if (!this.signs.has(key)) this.add(key, feature, zoom);
    });
  }

  add(key, { geometry, properties }, zoom) {
    const [lon, lat] = geometry.coordinates;
    const group = "groupe" in properties;
    const nearest = group ? this.holdsNearest(properties) : properties.lieu === this.nearest;
    const name = group ? groupName(properties, nearest) : placeName(properties, nearest);
    const told = group ? { text: short(properties.nombre), own: properties.points > 0 } : {};
    const icon = signIcon(this.L, group ? "groupe" : properties.reseau, { name, nearest, ...told });
    const marker = this.L.marker([lat, this.nearTo(lon)], { icon, keyboard: false, zIndexOffset: nearest ? 1000 : group ? -500 : 0 });
    marker.addTo(this.signLayer);
    const sign = { marker, group, zoom, properties, button: icon.options.html };
    this.signs.set(key, sign);
    if (group && !properties.lieux.length) {
      marker.on("click", () => this.closer(properties.etendue));
    } else {
      const fiche = () => (group ? fichesOf(properties, this) : ficheOf(properties, this, nearest));
      const room = { maxWidth: Math.min(320, this.canvas.clientWidth - 40), minWidth: 220, autoPanPadding: [12, 12] };
      marker.bindPopup(fiche, room);
    }
  }

  // The thread goes around the group that the nearest place is in, until it stands alone.
  holdsNearest({ etendue: [west, south, east, north], lieux }) {
    if (lieux.length) return lieux.some(({ lieu }) => lieu === this.nearest);
    const [lat, lon] = this.listed.get(this.nearest) || [];
    return lat >= south - 1e-5 && lat <= north + 1e-5 && lon >= west - 1e-5 && lon <= east + 1e-5;
  }

  // Beyond the 180th meridian a sign stands on the side that is in sight.
  nearTo(lon) {
    const middle = this.map.getCenter().lng;
    return lon + 360 * Math.round((middle - lon) / 360);
  }

  closer([west, south, east, north]) {
    const lon = this.nearTo(west);
    this.map.fitBounds([[south, lon], [north, lon + (east - west)]], { maxZoom: 19, padding: [48, 48] });
    this.canvas.focus({ preventScroll: true });
    this.offerZone();
  }

  popupOpened(popup) {
    const box = popup.getElement();
    box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
    const sign = [...this.signs.values()].find(({ marker }) => marker.getPopup() === popup);
    this.opened = sign;
    this.mark(sign.properties.lieu);
    popup.getElement().querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  }

  // The entry of the list that the map speaks of; beside the list it also comes into sight.
  mark(slug) {
    document.querySelectorAll(".place--shown").forEach((entry) => entry.classList.remove("place--shown"));
    const entry = slug && this.entry(slug);
    if (!entry) return;
    entry.classList.add("place--shown");
    if (matchMedia(WIDE).matches) entry.scrollIntoView({ block: "nearest" });
  }

  entry(slug) {
    return document.querySelector(`[data-lieu="${CSS.escape(slug)}"]`);
  }

  toList(slug) {
    const entry = this.entry(slug);
    this.map.closePopup();
    this.mark(slug);
    entry.scrollIntoView({ block: "center" });
    entry.querySelector("a").focus({ preventScroll: true });
  }

  // Each entry that has a place on the map gets the way to it.
  linkList() {
    this.nearest = document.querySelector(".place--nearest[data-lieu]")?.dataset.lieu;
    for (const [slug, at] of this.listed) {
      const entry = this.entry(slug);
      if (!entry || entry.querySelector(".place__on-map")) continue;
      const button = make("button", { type: "button", className: "place__on-map", textContent: "Voir sur la carte" });
      button.append(make("span", { className: "vh", textContent: ` ${entry.querySelector("a").textContent.trim()}` }));
      button.addEventListener("click", () => this.toSign(slug, at));
      (entry.querySelector(".place__body") || entry).append(button);
    }
  }

  async toSign(slug, at) {
    this.show(true);
    this.map.invalidateSize();
    this.map.setView(at, Math.max(this.map.getZoom(), 16), { animate: false });
    clearTimeout(this.soon);
    await this.load();
    const of = ({ properties }) => properties.lieu === slug || properties.lieux?.some(({ lieu }) => lieu === slug);
    const sign = [...this.signs.values()].find(of);
    this.canvas.scrollIntoView({ block: "center" });
    if (sign) sign.marker.openPopup();
    else this.canvas.focus({ preventScroll: true });
  }

  offerZone() {
    const { lat, lng } = this.map.getCenter().wrap();
    const sight = this.map.getBounds();
    const across = this.map.distance(sight.getCenter(), [sight.getCenter().lat, sight.getEast()]);
    const up = this.map.distance(sight.getCenter(), [sight.getNorth(), sight.getCenter().lng]);
    const km = Math.min(WIDEST_KM, Math.max(1, Math.ceil(Math.max(across, up) / 1000)));
    const url = new URL(this.host.dataset.finder, location.href);
    const asked = new URLSearchParams(location.search);
    ["q", "page", "departement"].forEach((name) => asked.delete(name));
    Object.entries({ lat: lat.toFixed(3), lon: lng.toFixed(3), rayon: km }).forEach(([name, value]) => asked.set(name, value));
    url.search = asked;
    this.zone.href = url;
    this.zone.hidden = false;
  }

  followFocus(target) {
    const sign = [...this.signs.values()].find(({ button }) => button === target);
    if (sign && target.matches(":focus-visible")) this.map.panInside(sign.marker.getLatLng(), { padding: [40, 40] });
  }

  key(event) {
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    if (event.key === "Escape" && this.opened?.marker.isPopupOpen()) {
      this.map.closePopup();
      this.opened.button.focus();
      event.stopPropagation();
      return;
    }
    const onMap = event.target === this.canvas || event.target.classList.contains("signe");
    if (!onMap || event.altKey || event.ctrlKey || event.metaKey) return;
    if (moves[event.key]) this.map.panBy(moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.map.zoomIn();
    else if (event.key === "-") this.map.zoomOut();
    else return;
    event.preventDefault();
    this.offerZone();
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

function keyOf({ properties }) {
  return "groupe" in properties ? `${properties.groupe} ${properties.nombre}` : properties.lieu;
}

function placeName({ nom, reseau_mots: kind, distance }, nearest) {
  return [nom, kind, distance, nearest && "le plus proche"].filter(Boolean).join(", ");
}

function groupName({ nombre, points, lieux }, nearest) {
  const among = [points && `${points} ${points > 1 ? "points" : "point"} d'accueil`, nearest && "le plus proche"].filter(Boolean);
  const own = among.length ? `, dont ${among.join(" et ")}` : "";
  return lieux.length ? `${nombre} lieux au même endroit${own}` : `${nombre} lieux${own} : rapprocher la carte`;
}

function short(count) {
  return count < 1000 ? String(count) : `${Math.round(count / 100) / 10}k`.replace(".", ",");
}

function pointOf(lat, lon) {
  return lat && lon ? [Number(lat), Number(lon)] : null;
}

function make(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
