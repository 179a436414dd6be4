import { expect, test } from "vitest";
import { scramVerifier } from "./scram.ts";
import { Secret } from "./secret.ts";

test("the verifier is the one of RFC 7677's example", () => {
  // RFC 7677, section 3: user `user`, password `pencil`, this salt, 4096 iterations; the keys follow from RFC 5802.
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  expect(scramVerifier(new Secret("pencil"), salt)).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

test("two verifiers of one password differ", () => {
  expect(scramVerifier(new Secret("a"))).not.toBe(scramVerifier(new Secret("a")));
});
