export { type Answers, readAnswers } from "./answers.ts";
export { errors } from "./errors.ts";
export { setUpMe } from "./me.ts";
export { setUp } from "./setup.ts";
export { undoSetup } from "./undo.ts";
