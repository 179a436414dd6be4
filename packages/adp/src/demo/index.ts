export { type DemoResult, runDemo, stopDemo } from "./demo.ts";
export { printDemo } from "./print.ts";
