import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type { Secret } from "./secret.ts";

/**
 * The SCRAM-SHA-256 verifier of a password (RFC 5802, RFC 7677; PostgreSQL's textual form). With it a role is made
 * without the password itself standing in a statement, which the server would log if the statement failed.
 */
export function scramVerifier(password: Secret, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password.reveal(), salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
