// Set the chosen theme before the first paint, so that a dimmed room is not flashed white.
const chosen = localStorage.getItem("leeward-theme");
if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
