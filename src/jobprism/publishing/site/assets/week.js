// Hours of the week: a slider beside each field; whatever is moved or typed, the hours add up to the week. The page
// works without: the server then spreads and reduces in the same way.
(() => {
  const form = document.getElementById("week-form");
  if (!form) return;
  const week = Number(form.dataset.week);
  const sum = document.getElementById("sum");
  const only = document.getElementById("only");
  const tenth = (hours) => Math.round(hours * 10) / 10;
  const typed = (row) => row.field.value.trim() !== "";
  const number = (row) => Number(row.field.value.trim().replace(",", "."));
  const hours = (row) => Math.max(number(row) || 0, 0);
  const rows = [...form.querySelectorAll('input[name^="hours:"], input[name^="own-hours:"]')].map((field) => {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(week);
    slider.step = "0.1";
    const named = field.getAttribute("aria-labelledby");
    if (named) slider.setAttribute("aria-labelledby", named);
    else slider.setAttribute("aria-label", form.querySelector(`label[for="${field.id}"]`).textContent);
    field.after(slider);
    return { field, slider, usual: Number(field.dataset.usual || 0) };
  });
  const given = (but) => rows.reduce((all, row) => all + (row !== but && typed(row) ? hours(row) : 0), 0);
  // Rows without hours share what is left of the week as is usual.
  const show = () => {
    const mine = given();
    const left = Math.max(week - mine, 0);
    const free = only.checked ? [] : rows.filter((row) => !typed(row));
    const usual = free.reduce((all, row) => all + row.usual, 0);
    for (const row of rows) {
      const value = typed(row) ? hours(row) : free.includes(row) && usual > 0 ? (left * row.usual) / usual : 0;
      row.slider.value = String(value);
      row.slider.setAttribute("aria-valuetext", `${tenth(value)}`);
      row.field.placeholder = typed(row) || !row.usual ? "" : String(tenth(value));
    }
    const told = usual > 0 ? form.dataset.sum : form.dataset.only;
    const said = { "{given}": tenth(mine), "{week}": week, "{left}": tenth(left) };
    sum.textContent = told.replace(/\{\w+\}/g, (name) => String(said[name]));
  };
  // A row can have no more than the others leave.
  const bounded = (row) => {
    const most = Math.max(week - given(row), 0);
    if (typed(row) && hours(row) > most) row.field.value = String(Math.floor(most * 10) / 10);
  };
  for (const row of rows) {
    row.slider.addEventListener("input", () => {
      row.field.value = row.slider.value;
      bounded(row);
      show();
    });
    row.field.addEventListener("input", show);
    row.field.addEventListener("change", () => {
      bounded(row);
      show();
    });
  }
  only.addEventListener("change", show);
  show();
})();
