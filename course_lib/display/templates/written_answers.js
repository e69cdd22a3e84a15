const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
for (const button of document.querySelectorAll("button[data-lesson]")) {
  button.addEventListener("click", () => {
    const { lesson, before } = button.dataset;
    const rows = [];
    for (const field of document.querySelectorAll(`fieldset[data-lesson="${lesson}"]`)) {
      const points = field.querySelector("[name=points]");
      const reason = field.querySelector("[name=reason]");
      if (points.value === "") continue;
      reason.setCustomValidity(reason.value.trim() ? "" : "Points by hand need a reason.");
      if (!points.reportValidity() || !reason.reportValidity()) return;
      const { student, exercise } = field.dataset;
      rows.push([student, exercise, points.value, "", "", "", reason.value].map(quoted).join(","));
    }
    const text = before + rows.map((row) => row + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
    link.download = "overrides.csv";
    link.click();
  });
}
