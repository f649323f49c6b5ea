// Gives controls that other scripts draw the names that those leave out.
"use strict";

function nameControls() {
  // A box with suggestions is named by what is chosen in it alone: put its label before that.
  for (const box of document.querySelectorAll(".select2-selection[role=combobox]")) {
    const field = box.closest(".select2")?.previousElementSibling;
    const label = field?.labels?.[0];
    const shown = box.querySelector(".select2-selection__rendered");
    if (!field || !shown) continue;
    const named = label || box;
    named.id ||= `${field.id}-label`;
    if (!label) box.setAttribute("aria-label", field.closest("[data-label]")?.dataset.label || field.name);
    shown.id ||= `${field.id}-shown`;
    const name = label ? label.textContent : box.getAttribute("aria-label");
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    box.setAttribute("aria-labelledby", `${named.id} ${shown.id}`);
    for (const other of shown.matches("ul") ? shown.querySelectorAll(":scope > span") : []) {
      other.setAttribute("role", "listitem");
    }
    shown.removeAttribute("role");
    shown.removeAttribute("aria-readonly");
  }
  // A day and its time of day are two boxes under one label.
  for (const box of document.querySelectorAll(".datetime input")) {
    const label = box.closest(".form-row")?.querySelector("legend, label");
    if (!label || box.labels.length || box.hasAttribute("aria-label")) continue;
    const part = box.classList.contains("vTimeField") ? "time" : "date";
    box.setAttribute("aria-label", `${label.textContent.trim().replace(/:$/, "")}, ${part}`);
  }
  // The sign beside a filter says what the filter does: as a picture it may.
  for (const sign of document.querySelectorAll(".search-label-icon[aria-label]")) {
    sign.setAttribute("role", "img");
  }
}

// After those scripts: some draw when the page is read, some when it is loaded, some in a new row.
window.django?.jQuery?.(nameControls);
window.django?.jQuery?.(document).on("change", ".admin-autocomplete", () => setTimeout(nameControls));
window.addEventListener("load", nameControls);
document.addEventListener("formset:added", () => setTimeout(nameControls));
