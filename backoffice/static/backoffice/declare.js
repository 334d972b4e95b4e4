// Proposes a severity from the answers about the impact, and says what it brings.
const severity = document.getElementById("severity");
const told = document.getElementById("consequences");
const brings = JSON.parse(document.getElementById("consequences-data").textContent);

function tell() {
  const list = brings[severity.value] ?? [];
  told.hidden = list.length === 0;
  told.textContent = list.length ? `${severity.value}: ${list.join("; ")}.` : "";
}

function propose() {
  const chosen = [...document.querySelectorAll("[data-impact]:checked")];
  const worst = chosen.map((input) => input.value).filter(Boolean).sort()[0];
  severity.value = worst ?? "";
  tell();
}

severity.addEventListener("change", tell);
for (const input of document.querySelectorAll("[data-impact]")) {
  input.addEventListener("change", propose);
}
tell();
