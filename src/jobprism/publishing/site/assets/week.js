// Hours of the week: a slider beside each field, and the sum as it stands. The page works without.
(() => {
  const form = document.getElementById("week-form");
  if (!form) return;
  const week = Number(form.dataset.week);
  const sum = document.getElementById("sum");
  const number = (input) => Number(input.value.trim().replace(",", ".")) || 0;
  const inputs = [...form.querySelectorAll('input[name^="hours:"], input[name^="own-hours:"]')];
  const tell = () => {
    const given = inputs.reduce((all, input) => all + number(input), 0);
    const shown = String(Math.round(given * 10) / 10);
    sum.textContent = form.dataset.sum.replace("##", String(week)).replace("#", shown);
    sum.classList.toggle("error", given > week + 1e-6);
  };
  for (const input of inputs) {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(week);
    slider.step = "0.5";
    slider.value = input.value.trim() ? String(number(input)) : input.dataset.usual || "0";
    const named = input.getAttribute("aria-labelledby");
    if (named) slider.setAttribute("aria-labelledby", named);
    else slider.setAttribute("aria-label", form.querySelector(`label[for="${input.id}"]`).textContent);
    slider.addEventListener("input", () => { input.value = slider.value; tell(); });
    input.addEventListener("input", () => { if (input.value.trim()) slider.value = String(number(input)); tell(); });
    input.after(slider);
  }
  tell();
})();
