"use strict";
(() => {
  const shown = document.querySelectorAll("[data-side]");
  const place = document.querySelector(".filters");
  if (!place || shown.length < 2) return;
  const choices = {};
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const apply = () => {
    let number = 0;
    for (const one of shown) {
      one.hidden = Object.entries(choices).some(([key, value]) => value && !one.dataset[key].split("|").includes(value));
      number += !one.hidden && one.tagName === "ARTICLE";
    }
    for (const day of document.querySelectorAll(".day")) day.hidden = !day.querySelector("article:not([hidden])");
    for (const gap of document.querySelectorAll(".gap")) gap.hidden = Object.values(choices).some(Boolean);
    status.textContent = `${number} ${number === 1 ? "claim" : "claims"}`;
  };
  for (const [key, name] of [["side", "Side"], ["speaker", "Speaker"], ["act", "Act"]]) {
    const values = new Set();
    for (const one of shown) for (const value of one.dataset[key].split("|")) values.add(value);
    const label = document.createElement("label");
    const select = document.createElement("select");
    label.append(name, select);
    select.append(new Option("all", ""), ...[...values].sort().map((value) => new Option(value, value)));
    select.addEventListener("change", () => { choices[key] = select.value; apply(); });
    place.append(label);
  }
  place.append(status);
  place.hidden = false;
  apply();
})();
