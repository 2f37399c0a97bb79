import { mount } from "svelte";
import "../style.css";
import "../lesson.css";
import "../print.css";
import { read } from "../lib/reading";
import Root from "./Root.svelte";
import Sorry from "./Sorry.svelte";

const target = document.getElementById("page") ?? document.body;
const found = read(document.getElementById("payload")?.textContent ?? "");

if ("payload" in found) {
  document.title = found.payload.about.title;
  mount(Root, { target, props: { payload: found.payload, fragment: location.hash } });
} else {
  mount(Sorry, { target, props: { sentence: found.sentence } });
}
