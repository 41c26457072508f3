/**
 * <point-carte>: the point of a place, searched by its address or set on a map. The two fields say it all the same.
 *
 * The map's library, outlines and pictures are asked for once "Montrer la carte" is pressed, and not before.
 */
import { addOutlines, addPictures } from "./carte-fond.js";
import { loadLeaflet } from "./leaflet-loader.js";

const FRANCE = [46.6, 2.4];
const STEP = 4; // pixels that an arrow key moves the point; ten times as many with the shift key
const STEPS = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
const DIGITS = 6; // of a degree: a tenth of a metre

class PointCarte extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.said = this.querySelector("[data-said]");
    this.place = this.querySelector("[data-map]");
    this.equip("[data-search]", () => this.search());
    this.showing = this.equip("[data-show]", () => this.show());
    for (const name of ["latitude", "longitude"]) {
      this.field(name)?.addEventListener("change", () => this.fromFields());
    }
  }

  equip(selector, act) {
    const button = this.querySelector(selector);
    button.hidden = false;
    button.addEventListener("click", act);
    return button;
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  /** The point of the fields, or nothing where they do not say one. */
  point() {
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => {
      const text = this.field(name).value.trim().replace(",", ".");
      return text === "" ? NaN : Number(text);
    });
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
  }

  async search() {
    const names = ["address", "postcode", "town", "insee_code"];
    const typed = new URLSearchParams(names.map((name) => [name, this.field(name)?.value ?? ""]));
    this.said.textContent = "Recherche de l'adresse…";
    try {
      const answer = await fetch(`${this.dataset.pointUrl}?${typed}`);
      const found = await answer.json();
      if (found.latitude !== null) this.write([found.latitude, found.longitude]);
      this.said.textContent = found.words;
      if (found.latitude !== null) this.draw(true);
    } catch {
      this.said.textContent = "La recherche n'a pas répondu. Écrivez la latitude et la longitude, ou montrez la carte.";
    }
  }

  async show() {
    this.showing.disabled = true;
    this.said.textContent = "La carte arrive…";
    try {
      await this.open();
      this.showing.hidden = true;
      this.said.textContent = "";
      (this.marker?.getElement() ?? this.place).focus();
    } catch {
      this.said.textContent = "La carte n'a pas pu s'ouvrir. La latitude et la longitude suffisent.";
    }
    this.showing.disabled = false;
  }

  async open() {
    const { leafletJs, leafletCss, carteCss, outlines, tiles, attribution } = this.dataset;
    this.L = await loadLeaflet({ leafletJs, leafletCss, carteCss });
    this.place.hidden = false;
    this.querySelector("[data-help]").hidden = false;
    this.map = this.L.map(this.place, { scrollWheelZoom: false, maxZoom: 19 });
    this.map.attributionControl.setPrefix(false);
    this.map.setView(this.point() ?? FRANCE, this.point() ? 16 : 5);
    this.map.on("click", ({ latlng }) => this.set(latlng));
    this.draw(false);
    // The map serves without its outlines, and without pictures.
    await addOutlines(this.L, this.map, outlines).catch(() => {});
    addPictures(this.L, this.map, { tiles, attribution }, () => {
      this.said.textContent = "Les images de la carte ne viennent pas : nos contours restent.";
    });
  }

  /** Put the marker where the fields say; look there too, if asked. */
  draw(look) {
    const point = this.point();
    if (!this.map || !point) return;
    if (this.marker) this.marker.setLatLng(point);
    else this.mark(point);
    if (look) this.map.setView(point, Math.max(this.map.getZoom(), 16));
  }

  mark(point) {
    const shape = { className: "point__marker", html: "<span></span>", iconSize: [32, 32], iconAnchor: [16, 38] };
    const icon = this.L.divIcon(shape);
    this.marker = this.L.marker(point, { icon, draggable: true, autoPan: true, keyboard: true, title: "" }).addTo(this.map);
    this.marker.on("dragend", () => this.set(this.marker.getLatLng()));
    const sign = this.marker.getElement();
    sign.setAttribute("role", "button");
    sign.setAttribute("aria-label", "Le point du lieu. Les flèches le déplacent.");
    sign.addEventListener("keydown", (event) => this.move(event));
  }

  move(event) {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation(); // the map would move too
    const pixels = this.L.point(step).multiplyBy(event.shiftKey ? 10 : 1);
    const from = this.map.latLngToContainerPoint(this.marker.getLatLng());
    const to = this.map.containerPointToLatLng(from.add(pixels));
    this.set(to);
    if (!this.map.getBounds().pad(-0.05).contains(to)) this.map.panTo(to);
  }

  set({ lat, lng }) {
    this.write([lat, this.L.Util.wrapNum(lng, [-180, 180], true)]);
    this.draw(false);
    this.said.textContent = `Le point est à ${this.field("latitude").value}, ${this.field("longitude").value}.`;
  }

  write([latitude, longitude]) {
    this.field("latitude").value = String(Number(latitude.toFixed(DIGITS)));
    this.field("longitude").value = String(Number(longitude.toFixed(DIGITS)));
    // The editor, which saves by itself, listens to changes of the form.
    this.field("longitude").dispatchEvent(new Event("input", { bubbles: true }));
    this.field("longitude").dispatchEvent(new Event("change", { bubbles: true }));
  }

  fromFields() {
    if (!this.map) return;
    const point = this.point();
    if (point) this.draw(!this.map.getBounds().contains(point));
  }
}

customElements.define("point-carte", PointCarte);
