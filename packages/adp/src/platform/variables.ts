/** The platform's variables: from the environment, else platform-bootstrap/.env, else layer1-base-image/.env. */
export type Settings = Readonly<Record<string, string>>;
