import { mount } from "svelte";
import "../style.css";
import "../print.css";
import { read } from "../lib/reading";
import Report from "./Report.svelte";
import Sorry from "./Sorry.svelte";

const target = document.getElementById("page") ?? document.body;
const found = read(document.getElementById("payload")?.textContent ?? "");

if ("payload" in found) {
  document.title = found.payload.about.title;
  mount(Report, { target, props: { payload: found.payload } });
} else {
  mount(Sorry, { target, props: { sentence: found.sentence } });
}
