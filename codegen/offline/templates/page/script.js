"use strict";

// The year in the footer stays right by itself.
document.querySelector("#year").textContent = String(new Date().getFullYear());
